package bench

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local"
)

// total adds up the metrics whose names begin with prefix.
func total(b *testing.B, s *local.Server, prefix string) (sum float64) {
	b.Helper()
	res, err := http.Get(s.URL() + "/metrics")
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if strings.HasPrefix(name, prefix) {
			v, _ := strconv.ParseFloat(value, 64)
			sum += v
		}
	}
	return sum
}

// BenchmarkStoreRequests counts requests to S3: of a fast job that nobody
// polls, of a poll, and of one that delivers the picture.
func BenchmarkStoreRequests(b *testing.B) {
	const requests, finished = "reverie_store_requests_total", "reverie_jobs_finished_total"
	s := start(b)
	time.Sleep(200 * time.Millisecond) // the first sweep
	body := photo(b, 320, 240)
	var location string
	before, ended := total(b, s, requests), total(b, s, finished)
	for range b.N {
		res, err := post(s.URL()+"/api/jobs?converter=grayscale", body, "")
		if err != nil || res.StatusCode != http.StatusAccepted {
			b.Fatal(res, err)
		}
		location = s.URL() + res.Header.Get("Location")
	}
	for total(b, s, finished) < ended+float64(b.N) {
		time.Sleep(10 * time.Millisecond)
	}
	b.ReportMetric((total(b, s, requests)-before)/float64(b.N), "s3/job")

	poll := func(header, value string) float64 {
		req, err := http.NewRequest(http.MethodGet, location, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set(header, value)
		before := total(b, s, requests)
		res, err := do(req)
		if err != nil || res.StatusCode >= 400 {
			b.Fatal(res, err)
		}
		return total(b, s, requests) - before
	}
	b.ReportMetric(poll("If-None-Match", "*"), "s3/poll")
	b.ReportMetric(poll("Accept", "image/*"), "s3/delivery")
}

// BenchmarkPolls is how many polls a hundred clients get answered.
func BenchmarkPolls(b *testing.B) {
	s := start(b)
	res, err := post(s.URL()+"/api/jobs?converter=grayscale", photo(b, 320, 240), "")
	if err != nil || res.StatusCode != http.StatusAccepted {
		b.Fatal(res, err)
	}
	location := s.URL() + res.Header.Get("Location")
	if err := await(location); err != nil {
		b.Fatal(err)
	}
	clients(b, 100, 0, func() error {
		req, err := http.NewRequest(http.MethodGet, location, nil)
		if err != nil {
			return err
		}
		req.Header.Set("If-None-Match", "*")
		res, err := do(req)
		if err == nil && res.StatusCode != http.StatusNotModified {
			b.Error(res.Status)
		}
		return err
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "polls/s")
}
