package function

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

type bench struct {
	*service
	now    time.Time
	mu     sync.Mutex
	events []event.Event
	broken bool
}

func newBench(t *testing.T) *bench {
	t.Helper()
	settings, err := job.ReadSettings(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{now: time.Now()}
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e, err := event.Parse(r.Header, body)
		b.mu.Lock()
		defer b.mu.Unlock()
		if err != nil || b.broken {
			w.WriteHeader(500)
			return
		}
		b.events = append(b.events, e)
		w.WriteHeader(202)
	}))
	t.Cleanup(sink.Close)
	b.service = &service{records: job.NewRecords(memory.New()), settings: settings, sender: event.NewSender(sink.URL), seen: map[string]sighting{}}
	b.records.Now = func() time.Time { return b.now }
	return b
}

// add stores a job whose last refresh was age ago, with its input.
func (b *bench) add(t *testing.T, age time.Duration, change func(*job.Job)) string {
	t.Helper()
	then := b.now.Add(-age)
	id := job.NewID()
	j := &job.Job{ID: id, Converter: "grayscale", State: job.Queued, Parameters: []byte("{}"), CreatedAt: then, HeartbeatAt: then,
		TTL: 100, ExpiresAt: then.Add(100 * time.Second), Input: job.Blob{Key: job.InputKey(id)}}
	if change != nil {
		change(j)
	}
	if _, err := b.records.Bucket.Put(t.Context(), j.Input.Key, []byte("in"), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := b.records.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	return id
}

func succeed(owner string) func(*job.Job) {
	return func(j *job.Job) {
		j.Owner = owner
		j.Succeed(j.CreatedAt, j.CreatedAt, job.Blob{Key: job.NewResultKey(j.ID)}, job.Provenance{})
	}
}

// tick lets a sweep run as if some time had passed since the objects were
// written, whose modification times are real.
func (b *bench) tick(t *testing.T, data string) int {
	t.Helper()
	b.now = b.now.Add(time.Minute)
	defer func() { b.now = b.now.Add(-time.Minute) }()
	return b.deliver(t, event.SweepRequested, "", data)
}

func (b *bench) deliver(t *testing.T, kind, subject, data string) int {
	t.Helper()
	e := event.New("1", "test", kind, subject)
	if subject == "" {
		e = event.New("1", "test", kind, "all")
	}
	if data != "" {
		if err := e.SetData("application/json", []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	res := event.Respond(e)
	out, err := b.handle(handler.Request{Method: http.MethodPost, Header: res.Header, Body: res.Body})
	if err != nil {
		t.Fatal(err)
	}
	return out.StatusCode
}

func (b *bench) keys(t *testing.T) (out []string) {
	t.Helper()
	err := store.All(t.Context(), b.records.Bucket, "", func(i store.Info) error { out = append(out, i.Key); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (b *bench) state(t *testing.T, id string) job.State {
	t.Helper()
	rec, err := b.records.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return rec.State
}

func (b *bench) sent() []event.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events
}
