package failure

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/job"
)

// retry is a broker that tries soon and n times; its default number when 0.
func retry(n int) broker.Retry {
	return broker.Retry{Attempts: n, First: 50 * time.Millisecond, Max: 300 * time.Millisecond}
}

// restarting starts a function again whenever it ends, as a platform does. The
// function that it returns stops that and says how often it was.
func (w *world) restarting(name string, more ...string) (stop func() int) {
	ends := 0
	enough, stopped := make(chan struct{}), make(chan struct{})
	p := w.start(name, more...)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-p.Done():
			case <-enough:
				return
			}
			ends++
			p = w.launch(name, w.ports[name], more...)
		}
	}()
	return sync.OnceValue(func() int {
		close(enough)
		<-stopped
		return ends
	})
}

// requested is the event that asks for a job's conversion.
func requested(rec *job.Record) event.Event {
	return convert.Requested(&rec.Job, job.LaneFast, rec.ID, "test")
}

// sink takes events in place of a broker.
type sink struct {
	url string
	mu  sync.Mutex
	got map[string]event.Event // by subject
}

func newSink(t *testing.T) *sink {
	s := &sink{got: map[string]event.Event{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e, err := event.Parse(r.Header, body)
		if err != nil {
			t.Errorf("sink: %v", err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got[e.Subject()] = e
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *sink) event(t *testing.T, subject string) event.Event {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.got[subject]
	if !ok {
		t.Fatalf("no event about %s was sent", subject)
	}
	return e
}

// deliver posts an event n times at once.
func deliver(t *testing.T, url string, e event.Event, n int) []answer {
	t.Helper()
	answers := make([]answer, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			req, err := event.Request(t.Context(), url, e)
			if err != nil {
				t.Error(err)
				return
			}
			res, err := (&http.Client{Transport: transport, Timeout: limit}).Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			body, _ := io.ReadAll(res.Body)
			answers[i] = answer{status: res.StatusCode, header: res.Header, body: body}
		})
	}
	all.Wait()
	return answers
}

// oneResult is whether a job has one stored result and no other. One that has
// been made in vain is taken away soon after.
func (s *storage) oneResult(id string) func() error {
	return func() error {
		if n := s.results(id); n != 1 {
			return fmt.Errorf("there are %d", n)
		}
		return nil
	}
}

// ended is the event of a job's end.
func ended(rec *job.Record) event.Event { return convert.Ended(&rec.Job) }
