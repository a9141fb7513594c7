package local

import (
	"bytes"
	"context"
	"image/png"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

func TestAPictureGoesThrough(t *testing.T) {
	began := time.Now()
	s := start(t, Config{})
	t.Logf("started in %v", time.Since(began))

	res, body := poll(t, s, submit(t, s, "flip-horizontal"))
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/png" {
		t.Fatalf("answered %s %s", res.Status, body)
	}
	img, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := img.At(3, 0).RGBA(); r != 0xffff {
		t.Error("the picture is not flipped")
	}
	for path, want := range map[string]int{"/": 200, "/readyz": 200, "/api/converters": 200, "/api/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAA": 404} {
		if res, _ := do(t, http.MethodGet, s.URL()+path, nil); res.StatusCode != want {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

func TestMetricsAreForThisMachine(t *testing.T) {
	s := start(t, Config{})
	res, body := do(t, http.MethodGet, s.URL()+"/metrics", nil, "Accept", "application/openmetrics-text")
	for _, want := range []string{"reverie_http_requests_total", "reverie_broker_events_total", "reverie_broker_queue_depth"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%s: no %s", res.Status, want)
		}
	}
	if res, _ := do(t, http.MethodGet, s.URL()+"/metrics", nil, "X-Forwarded-For", "203.0.113.1"); res.StatusCode != http.StatusNotFound {
		t.Errorf("from elsewhere: %s", res.Status)
	}
}

// A converter that is not shipped is in the catalogue and gets its events.
func TestAddedConverter(t *testing.T) {
	var ran atomic.Int32
	s := start(t, Config{Functions: with(testConverter("extra", func(context.Context) error { ran.Add(1); return nil }))})
	if res, body := poll(t, s, submit(t, s, "extra")); res.StatusCode != http.StatusOK || ran.Load() != 1 {
		t.Errorf("%s, ran %d times: %s", res.Status, ran.Load(), body)
	}
	if res, _ := do(t, http.MethodPost, s.URL()+"/api/converters/extra", pngOf(2, 2)); res.StatusCode != http.StatusOK {
		t.Errorf("called directly: %s", res.Status)
	}
}

func TestAPassingFaultIsTriedAgain(t *testing.T) {
	var tries atomic.Int32
	flaky := wrapped(testConverter("flaky", func(context.Context) error { return nil }),
		func(r handler.Request, next fn.Handle) (handler.Response, error) {
			if event.IsEvent(r.Header) && tries.Add(1) < 3 {
				return fn.Fail(r, fault.New(fault.Unavailable, "Not now.")), nil
			}
			return next(r)
		})
	s := start(t, Config{Functions: with(flaky), Retry: broker.Retry{First: time.Millisecond}})
	if res, body := poll(t, s, submit(t, s, "flaky")); res.StatusCode != http.StatusOK || tries.Load() != 3 {
		t.Errorf("%s after %d tries: %s", res.Status, tries.Load(), body)
	}
}

func TestADeadLetterFailsTheJob(t *testing.T) {
	dead := wrapped(testConverter("dead", nil), func(r handler.Request, _ fn.Handle) (handler.Response, error) {
		return fn.Fail(r, fault.New(fault.Unavailable, "Never.")), nil
	})
	s := start(t, Config{Functions: with(dead), Retry: broker.Retry{First: time.Millisecond, Attempts: 3}})
	res, body := poll(t, s, submit(t, s, "dead"))
	if res.StatusCode != http.StatusGatewayTimeout || problem(t, body) != "/problems/worker-lost" || res.Header.Get("Job-Status") != "failed" {
		t.Errorf("%s %s", res.Status, body)
	}
}

func TestPoisonIsNotTriedAgain(t *testing.T) {
	var tries atomic.Int32
	poison := testConverter("poison", func(context.Context) error { tries.Add(1); panic("poison") })
	s := start(t, Config{Functions: with(poison)})
	res, body := poll(t, s, submit(t, s, "poison"))
	if res.StatusCode != http.StatusInternalServerError || problem(t, body) != "/problems/conversion-failed" || tries.Load() != 1 {
		t.Errorf("%s after %d tries: %s", res.Status, tries.Load(), body)
	}
}

// Jobs that no worker finished before the end run again at the next start, at
// once: those that ran and those that waited.
func TestUnfinishedJobsRunAgain(t *testing.T) {
	data := t.TempDir()
	slow := testConverter("slow", func(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) })
	s := open(t, Config{Data: data, Functions: with(slow)})
	var jobs []string
	for range 8 {
		jobs = append(jobs, submit(t, s, "slow"))
	}
	time.Sleep(1200 * time.Millisecond) // the first heartbeat makes some of them running
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Close(ctx); err == nil || !strings.Contains(err.Error(), "run again") {
		t.Errorf("close: %v", err)
	}

	began := time.Now()
	s = start(t, Config{Data: data, Functions: with(testConverter("slow", func(context.Context) error { return nil }))})
	for _, path := range jobs {
		if res, body := poll(t, s, path); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s %s", path, res.Status, body)
		}
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the jobs ended %v after the start", took)
	}
}

func TestCloseLetsConversionsFinish(t *testing.T) {
	data := t.TempDir()
	began := make(chan struct{})
	var ran atomic.Int32
	slow := testConverter("slow", func(context.Context) error {
		if ran.Add(1) == 1 {
			close(began)
		}
		time.Sleep(500 * time.Millisecond)
		return nil
	})
	s := open(t, Config{Data: data, Functions: with(slow)})
	path := submit(t, s, "slow")
	<-began
	closeWithin(t, s, 10*time.Second)
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("still answers after the end")
	}
	s = start(t, Config{Data: data, Functions: with(slow)})
	if res, _ := poll(t, s, path); res.StatusCode != http.StatusOK || ran.Load() != 1 {
		t.Errorf("%s, converted %d times", res.Status, ran.Load())
	}
}

func TestJobsExpire(t *testing.T) {
	s := start(t, Config{JobTTL: 3 * time.Second})
	path := submit(t, s, "grayscale")
	if res, _ := poll(t, s, path); res.StatusCode != http.StatusOK {
		t.Fatalf("answered %s", res.Status)
	}
	time.Sleep(3100 * time.Millisecond)
	if res, _ := do(t, http.MethodGet, s.URL()+path, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("after its time: %s", res.Status)
	}
}
