package failure

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/shared/job"
)

// The storage goes away just when it has written that a job succeeded: whoever
// wrote it cannot know. The result must be there all the same.
func TestAnswerOfTheLastWriteIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{apart: []string{slow.Name}, env: quick("S3_TIMEOUT", "3s")})
	lossy := newLossy(t, w.storage.env["S3_ENDPOINT"])
	w.start(slow.Name, "S3_ENDPOINT="+lossy.url)
	c := client{t: t, url: w.URL()}
	id := c.submit("slow&ms=600")
	proc.Until(t, limit, "the answer to be lost", func() error {
		if lossy.down.Load() == 0 {
			return context.DeadlineExceeded
		}
		return nil
	})
	first := c.picture(id)
	flipped(t, first.body)
	time.Sleep(8 * time.Second) // the worker gives up asking, and is asked again
	again := c.picture(id)
	if again.header.Get("ETag") != first.header.Get("ETag") {
		t.Error("the result has changed")
	}
	flipped(t, again.body)
	if rec := w.storage.record(id); rec.State != job.Succeeded || w.storage.results(id) != 1 {
		t.Errorf("the job is %s and has %d results", rec.State, w.storage.results(id))
	}
}

// lossy is a way to the storage that loses the answer to the first write of a
// record that says succeeded, and is down for a while after.
type lossy struct {
	url  string
	down atomic.Int64 // until when, in nanoseconds; 0 before
}

const lossyTime = 4 * time.Second

func newLossy(t *testing.T, target string) *lossy {
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	l := &lossy{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to); p.Out.Host = p.In.Host }, // the host is signed
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if time.Now().UnixNano() < l.down.Load() {
			panic(http.ErrAbortHandler)
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		last := r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/job.json") && bytes.Contains(body, []byte(`"succeeded"`))
		if last && l.down.CompareAndSwap(0, time.Now().Add(lossyTime).UnixNano()) {
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}
