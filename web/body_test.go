package web

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// Chunked hides a reader's length, so that the client sends it in chunks.
func chunked(n int) io.Reader { return struct{ io.Reader }{bytes.NewReader(make([]byte, n))} }

func TestBodyLimits(t *testing.T) {
	const limit = 5 << 20
	w := newWorld(t, nil)
	for name, tc := range map[string]struct {
		path, contentType string
		body              io.Reader
		size              int // that arrives; -1 for refused
	}{
		"empty":                {"/api/jobs", "image/jpeg", nil, 0},
		"small":                {"/api/jobs", "image/jpeg", bytes.NewReader(make([]byte, 100)), 100},
		"exactly 5 MiB":        {"/api/jobs", "image/jpeg", bytes.NewReader(make([]byte, limit)), limit},
		"one byte more":        {"/api/jobs", "image/jpeg", bytes.NewReader(make([]byte, limit+1)), -1},
		"far more":             {"/api/jobs", "image/jpeg", bytes.NewReader(make([]byte, 3*limit)), -1},
		"chunked 5 MiB":        {"/api/jobs", "image/jpeg", chunked(limit), limit},
		"chunked, a byte more": {"/api/jobs", "image/jpeg", chunked(limit + 1), -1},
		"chunked, small":       {"/api/jobs", "image/jpeg", chunked(70000), 70000},
		"form":                 {"/api/jobs", "multipart/form-data; boundary=x", bytes.NewReader(make([]byte, limit+1000)), limit + 1000},
		"form of two pictures": {"/api/jobs", "multipart/form-data; boundary=x", chunked(2*limit + 64<<10), 2*limit + 64<<10},
		"form too large":       {"/api/jobs", "multipart/form-data; boundary=x", bytes.NewReader(make([]byte, 2*limit+70000)), -1},
		"converter":            {"/api/converters/contrast", "image/jpeg", chunked(limit + 1), -1},
		"login":                {"/api/login", "application/json", bytes.NewReader(make([]byte, 64<<10)), 64 << 10},
		"login too large":      {"/api/login", "application/json", bytes.NewReader(make([]byte, 64<<10+1)), -1},
		"login chunked":        {"/api/login", "application/json", chunked(64<<10 + 1), -1},
	} {
		t.Run(name, func(t *testing.T) {
			res := w.send(t, "POST", tc.path, tc.body, "Content-Type", tc.contentType, "Authorization", goodToken)
			if tc.size < 0 {
				wantProblem(t, res, fault.TooLarge)
				return
			}
			function := map[string]string{"/api/jobs": "convert", "/api/login": "auth"}[tc.path]
			r := w.last(t, function)
			if res.StatusCode != 200 || len(w.body[function]) != tc.size || r.ContentLength != int64(tc.size) {
				t.Errorf("%d; %d bytes arrived of %d announced, want %d", res.StatusCode, len(w.body[function]), r.ContentLength, tc.size)
			}
		})
	}
}

// Dial sends raw bytes and reads the answer to them.
func (w *world) dial(t *testing.T, raw string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", w.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	return conn, bufio.NewReader(conn)
}

func answerTo(t *testing.T, r *bufio.Reader) *http.Response {
	t.Helper()
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

const uploadHead = "POST /api/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"

func TestTooLargeIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	begun := time.Now()
	_, r := w.dial(t, uploadHead+"Content-Length: 6000000\r\n\r\n") // and not a byte of it
	wantProblem(t, answerTo(t, r), fault.TooLarge)
	if took := time.Since(begun); took > drainTime/2 {
		t.Errorf("took %v", took)
	}
	_, r = w.dial(t, uploadHead+"Content-Length: 6000000\r\nExpect: 100-continue\r\n\r\n")
	wantProblem(t, answerTo(t, r), fault.TooLarge)
}

func TestSlowUpload(t *testing.T) {
	limits := Limits{UploadTime: 400 * time.Millisecond, UploadGrace: 100 * time.Millisecond, UploadRate: 10_000}
	for name, tc := range map[string]struct {
		bytes, chunk int
		every        time.Duration
	}{
		"nothing comes":          {0, 0, 0},
		"it stops in the middle": {500, 500, 0},
		"below the rate":         {2000, 50, 20 * time.Millisecond},
		"past the whole time":    {9000, 300, 20 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(c *Config) { c.Limits = limits })
			conn, r := w.dial(t, uploadHead+"Content-Length: 10000\r\n\r\n")
			go func() {
				for sent := 0; sent < tc.bytes; sent += tc.chunk {
					if _, err := conn.Write(make([]byte, tc.chunk)); err != nil {
						return
					}
					time.Sleep(tc.every)
				}
			}()
			begun := time.Now()
			res := answerTo(t, r)
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			wantProblem(t, res, fault.RequestTimeout)
			if !res.Close {
				t.Error("the connection is to be used again")
			}
			if len(w.calls("convert")) != 0 {
				t.Error("it reached the function")
			}
		})
	}
}

// An upload that keeps the pace leaves no deadline behind on its connection.
func TestConnectionLivesOn(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits = Limits{UploadTime: 150 * time.Millisecond} })
	conn, r := w.dial(t, uploadHead+"Content-Length: 3\r\n\r\nabc")
	res := answerTo(t, r)
	_, _ = io.Copy(io.Discard, res.Body)
	time.Sleep(300 * time.Millisecond)
	if _, err := io.WriteString(conn, uploadHead+"Content-Length: 3\r\n\r\nabc"); err != nil {
		t.Fatal(err)
	}
	if res := answerTo(t, r); res.StatusCode != 200 {
		t.Errorf("second request: %d", res.StatusCode)
	}
}

func TestBrokenChunks(t *testing.T) {
	w := newWorld(t, nil)
	_, r := w.dial(t, uploadHead+"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")
	wantProblem(t, answerTo(t, r), fault.Malformed)
}

// Chunks and a length in one request are how a request is smuggled in behind a
// proxy that believes the other one: what follows is not taken for a request.
func TestNothingFollowsChunks(t *testing.T) {
	w := newWorld(t, nil)
	_, r := w.dial(t, uploadHead+"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/converters HTTP/1.1\r\nHost: x\r\n\r\n")
	res := answerTo(t, r)
	_, _ = io.Copy(io.Discard, res.Body)
	if _, err := r.ReadByte(); !res.Close || err != io.EOF || len(w.calls("catalog")) != 0 {
		t.Errorf("the connection goes on (%v), %d requests were smuggled in", err, len(w.calls("catalog")))
	}
}

func TestUploadsAtOnce(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits = Limits{Uploads: 2} })
	for range 2 {
		w.dial(t, uploadHead+"Content-Length: 10\r\n\r\nabc")
	}
	waitFor(t, func() bool {
		res := w.send(t, "POST", "/api/jobs", strings.NewReader("x"))
		return res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") != ""
	})
	if res := w.send(t, "POST", "/api/login", strings.NewReader("{}"), "Authorization", goodToken); res.StatusCode != 200 {
		t.Errorf("uploads keep others out: %d", res.StatusCode)
	}
}

func TestMemoryForBodiesIsBounded(t *testing.T) {
	release, inside := make(chan struct{}), make(chan struct{}, 3)
	w := newWorld(t, func(c *Config) {
		c.Limits = Limits{Image: 1 << 20, Pictures: 1, Buffered: 2<<20 + 1000, BufferWait: 50 * time.Millisecond}
		c.Functions = Local(map[string]http.Handler{"convert": http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			inside <- struct{}{}
			<-release
		})})
	})
	results := make(chan int, 2)
	for range 2 {
		go func() {
			res, err := http.Post(w.URL+"/api/jobs", "image/jpeg", bytes.NewReader(make([]byte, 1<<20)))
			if err != nil {
				results <- 0
				return
			}
			_ = res.Body.Close()
			results <- res.StatusCode
		}()
	}
	<-inside
	<-inside
	wantProblem(t, w.send(t, "POST", "/api/jobs", bytes.NewReader(make([]byte, 1<<20))), fault.Unavailable)
	close(release)
	for range 2 {
		if status := <-results; status != 200 {
			t.Errorf("an upload within the budget got %d", status)
		}
	}
	if res := w.send(t, "POST", "/api/jobs", bytes.NewReader(make([]byte, 1<<20))); res.StatusCode != 200 {
		t.Errorf("the budget is not given back: %d", res.StatusCode)
	}
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("it never happened")
}

// Who only announces large bodies holds a first share of memory each.
func TestAnnouncementsAreCheap(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits = Limits{Pictures: 1, Buffered: 6 << 20, BufferWait: 50 * time.Millisecond} })
	for range 20 {
		w.dial(t, uploadHead+fmt.Sprintf("Content-Length: %d\r\n\r\n", 5<<20))
	}
	time.Sleep(100 * time.Millisecond)
	if res := w.send(t, "POST", "/api/jobs", bytes.NewReader(make([]byte, 4<<20))); res.StatusCode != 200 {
		t.Errorf("an honest upload got %d", res.StatusCode)
	}
}
