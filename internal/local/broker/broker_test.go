package broker

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/reverie-image/reverie/shared/event"
)

// sinks stands for the network: a handler for every host, called in process so
// that time in the tests is the bubble's.
type sinks map[string]http.HandlerFunc

// sinksMu guards all of them, for some tests bring a sink up later.
var sinksMu sync.Mutex

func (s sinks) set(host string, h http.HandlerFunc) {
	sinksMu.Lock()
	defer sinksMu.Unlock()
	s[host] = h
}

func (s sinks) RoundTrip(r *http.Request) (*http.Response, error) {
	sinksMu.Lock()
	h := s[r.URL.Host]
	sinksMu.Unlock()
	if h == nil {
		return nil, fmt.Errorf("connection refused")
	}
	rec := httptest.NewRecorder()
	done := make(chan struct{})
	go func() {
		defer close(done)
		h(rec, r)
	}()
	select {
	case <-done:
		return rec.Result(), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// journal notes what a sink got and when.
type journal struct {
	mu     sync.Mutex
	events []event.Event
	times  []time.Time
}

func (j *journal) note(r *http.Request) event.Event {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	e, err := event.Parse(r.Header, body)
	if err != nil {
		panic(err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, e)
	j.times = append(j.times, time.Now())
	return e
}

func (j *journal) read() ([]event.Event, []time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.events), slices.Clone(j.times)
}

func (j *journal) subjects() []string {
	list := []string{}
	events, _ := j.read()
	for _, e := range events {
		list = append(list, e.Subject())
	}
	return list
}

func (j *journal) answer(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		j.note(r)
		w.WriteHeader(status)
	}
}

// inBubble runs test with a broker on fake time; what is queued at its end must
// be nothing.
func inBubble(t *testing.T, opts Options, s sinks, test func(*testing.T, *Broker)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opts.Transport = s
		b := New(opts)
		defer func() {
			if err := b.Drain(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		test(t, b)
	})
}

func requested(subject, converter string) event.Event {
	e := event.New("id-"+subject, "test", event.ConversionRequested, subject)
	if converter != "" {
		e.SetExtension(event.Converter, converter)
	}
	return e
}

func publish(t *testing.T, b *Broker, events ...event.Event) {
	t.Helper()
	for _, e := range events {
		if err := b.Publish(e); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *Broker) counted(eventType string, o outcome) int {
	return int(testutil.ToFloat64(b.metrics.events.WithLabelValues(eventType, string(o))))
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s got %v, want %v", what, got, want)
	}
}

func TestFilters(t *testing.T) {
	var gray, flip, all journal
	triggers := []Trigger{
		{Name: "gray", Filter: map[string]string{"type": event.ConversionRequested, "converter": "grayscale"}, Target: "http://gray"},
		{Name: "flip", Filter: map[string]string{"converter": "flip"}, Target: "http://flip"},
		{Name: "all", Target: "http://all"},
	}
	inBubble(t, Options{Triggers: triggers, Lanes: map[string]int{"all": 1}},
		sinks{"gray": gray.answer(202), "flip": flip.answer(204), "all": all.answer(200)},
		func(t *testing.T, b *Broker) {
			other := event.New("1", "test", event.SweepRequested, "5")
			other.SetExtension(event.Converter, "grayscale")
			publish(t, b, requested("1", "grayscale"), requested("2", "flip"), requested("3", "Grayscale"), requested("4", ""), other)
			synctest.Wait()
			expect(t, "gray", gray.subjects(), []string{"1"})
			expect(t, "flip", flip.subjects(), []string{"2"})
			expect(t, "all", all.subjects(), []string{"1", "2", "3", "4", "5"})
		})
}

func TestAttributes(t *testing.T) {
	e := requested("s", "grayscale")
	_ = e.SetData("application/json", []byte("{}"))
	e.SetDataSchema("https://example.org/schema")
	e.SetExtension("owned", true)
	e.SetExtension("n", 7)
	for name, want := range map[string]string{
		"id": "id-s", "source": "/reverie/test", "type": event.ConversionRequested, "subject": "s", "specversion": "1.0",
		"datacontenttype": "application/json", "dataschema": "https://example.org/schema", "converter": "grayscale", "owned": "true", "n": "7", "absent": "",
	} {
		if got := attribute(e, name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestRepliesAreRouted(t *testing.T) {
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	var gallery journal
	var converter journal
	reply := func(w http.ResponseWriter, r *http.Request) {
		e := converter.note(r)
		answer := event.New("r", "grayscale", event.ConversionSucceeded, e.Subject())
		answer.SetExtension(event.Owned, "true")
		res := event.Respond(answer)
		for k, v := range res.Header {
			w.Header()[k] = v
		}
		w.WriteHeader(res.StatusCode)
		_, _ = w.Write(res.Body)
	}
	triggers := []Trigger{
		{Name: "gray", Filter: map[string]string{"type": event.ConversionRequested}, Target: "http://gray"},
		{Name: "gallery", Filter: map[string]string{"type": event.ConversionSucceeded, "owned": "true"}, Target: "http://gallery"},
	}
	inBubble(t, Options{Triggers: triggers}, sinks{"gray": reply, "gallery": gallery.answer(204)}, func(t *testing.T, b *Broker) {
		e := requested("1", "grayscale")
		e.SetExtension(event.TraceParent, trace)
		publish(t, b, e)
		synctest.Wait()
		expect(t, "gallery", gallery.subjects(), []string{"1"})
		events, _ := gallery.read()
		if got := event.Extension(events[0], event.TraceParent); got != trace {
			t.Errorf("the reply has trace %q", got)
		}
	})
}

func TestEndlessRepliesEnd(t *testing.T) {
	var count journal
	echo := func(w http.ResponseWriter, r *http.Request) {
		e := count.note(r)
		e.SetSubject(e.Subject() + "x")
		for k, v := range event.Respond(e).Header {
			w.Header()[k] = v
		}
	}
	inBubble(t, Options{Triggers: []Trigger{{Name: "echo", Target: "http://echo"}}}, sinks{"echo": echo}, func(t *testing.T, b *Broker) {
		publish(t, b, requested("1", ""))
		synctest.Wait()
		if n := len(count.subjects()); n != maxHops+1 {
			t.Errorf("%d deliveries", n)
		}
	})
}
