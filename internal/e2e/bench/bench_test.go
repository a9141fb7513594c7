// Package bench measures the whole system in one process: gateway, functions,
// broker and embedded S3, driven over HTTP on loopback. The clients share the
// machine's cores with it. docs/performance.md has figures.
package bench

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 200
	os.Exit(m.Run())
}

func start(b *testing.B) *local.Server {
	b.Helper()
	s, err := local.Start(b.Context(), local.Config{
		Addr: "127.0.0.1:0", Data: b.TempDir(),
		Env: config.Map(map[string]string{"SWEEP_INTERVAL": "1h"}, nil),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = s.Close(ctx)
	})
	return s
}

// photo is a JPEG with the detail and noise of a photograph.
func photo(b *testing.B, w, h int) []byte {
	b.Helper()
	m := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			wave := math.Sin(float64(x)/37) + math.Cos(float64(y)/23) + math.Sin(float64(x*y)/9000)
			m.Y[m.YOffset(x, y)] = uint8(128 + 35*wave + float64(seed>>28))
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = uint8(100+i%56), uint8(156-i%41)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 85}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// post sends a picture and reads the whole answer.
func post(url string, body []byte, prefer string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if prefer != "" {
		req.Header.Set("Prefer", prefer)
	}
	return do(req)
}

func do(req *http.Request) (*http.Response, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res, err
}

// clients lets n clients do b.N requests between them, each with a rest of
// about pause after each.
func clients(b *testing.B, n int, pause time.Duration, request func() error) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	b.ResetTimer()
	for range n {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if pause > 0 {
					time.Sleep(pause/2 + rand.N(pause))
				}
				if err := request(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
}

var convertTime = regexp.MustCompile(`convert;(?:desc="[a-z]+";)?dur=([0-9.]+)`)

// BenchmarkOverhead is the time from the POST to the picture, less the
// conversion itself: reading, checks, storage, events and waiting for a worker.
// Clients that rest measure latency; clients that do not fill the machine, so
// that what they measure is how long a queue of their number is.
func BenchmarkOverhead(b *testing.B) {
	for _, c := range []struct {
		clients int
		pause   time.Duration
	}{{1, 0}, {10, 250 * time.Millisecond}, {10, 0}} {
		b.Run(fmt.Sprintf("clients=%d/pause=%v", c.clients, c.pause), func(b *testing.B) {
			s := start(b)
			body := photo(b, 320, 240)
			var mu sync.Mutex
			var overhead []float64
			clients(b, c.clients, c.pause, func() error {
				began := time.Now()
				res, err := post(s.URL()+"/api/jobs?converter=grayscale", body, "wait=10")
				took := time.Since(began)
				if err != nil || res.StatusCode != http.StatusOK {
					return fmt.Errorf("%v, %v", res, err)
				}
				m := convertTime.FindStringSubmatch(res.Header.Get("Server-Timing"))
				if m == nil {
					return fmt.Errorf("no time of the conversion in %v", res.Header)
				}
				convert, err := strconv.ParseFloat(m[1], 64)
				mu.Lock()
				defer mu.Unlock()
				overhead = append(overhead, float64(took.Microseconds())/1000-convert)
				return err
			})
			slices.Sort(overhead)
			b.ReportMetric(overhead[len(overhead)/2], "p50-ms")
			b.ReportMetric(overhead[len(overhead)*99/100], "p99-ms")
		})
	}
}

// BenchmarkJobs is how many pictures of 2 MP a hundred clients get converted.
func BenchmarkJobs(b *testing.B) {
	s := start(b)
	body := photo(b, 1920, 1080)
	clients(b, 100, 0, func() error {
		for {
			res, err := post(s.URL()+"/api/jobs?converter=grayscale", body, "wait=10")
			switch {
			case err != nil:
				return err
			case res.StatusCode == http.StatusOK:
				return nil
			case res.StatusCode == http.StatusAccepted:
				return await(s.URL() + res.Header.Get("Location"))
			case res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests:
				time.Sleep(50 * time.Millisecond)
			default:
				return fmt.Errorf("%s", res.Status)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
}

// await polls until the job has ended.
func await(url string) error {
	for {
		req, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		res, err := do(req)
		if err != nil || res.StatusCode == http.StatusOK {
			return err
		}
		if res.StatusCode != http.StatusAccepted {
			return fmt.Errorf("%s: %s", url, res.Status)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
