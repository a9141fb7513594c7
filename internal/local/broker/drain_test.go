package broker

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

// replying converts for a while and answers with an event.
func replying(j *journal, takes time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		e := j.note(r)
		select {
		case <-time.After(takes):
		case <-r.Context().Done():
			return
		}
		for k, v := range event.Respond(event.New("r", "x", event.ConversionSucceeded, e.Subject())).Header {
			w.Header()[k] = v
		}
	}
}

var drainTriggers = []Trigger{
	{Name: "sink", Filter: map[string]string{"type": event.ConversionRequested}, Target: "http://sink"},
	{Name: "gallery", Filter: map[string]string{"type": event.ConversionSucceeded}, Target: "http://gallery"},
}

// What is under way ends, and so does what it is answered with; what waits is
// left.
func TestDrainFinishesWhatItBegan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sink, gallery journal
		b := New(Options{Triggers: drainTriggers, Lanes: map[string]int{"sink": 1},
			Transport: sinks{"sink": replying(&sink, 5*time.Second), "gallery": gallery.answer(204)}})
		publish(t, b, requested("1", ""))
		synctest.Wait()
		publish(t, b, requested("2", ""))
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := b.Drain(ctx); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
		expect(t, "sink", sink.subjects(), []string{"1"})
		expect(t, "gallery", gallery.subjects(), []string{"1"})
		if err := b.Publish(requested("3", "")); !errors.Is(err, ErrStopping) {
			t.Errorf("taken after the end: %v", err)
		}
		if b.counted(event.ConversionRequested, left) != 1 {
			t.Error("what was left is not counted")
		}
	})
}

func TestDrainIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sink journal
		b := New(Options{Triggers: drainTriggers, Transport: sinks{"sink": replying(&sink, time.Hour)}})
		publish(t, b, requested("1", ""))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		if err := b.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// A sink that is down at the end holds nobody up.
func TestDrainDoesNotWaitForRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{Triggers: drainTriggers, Transport: sinks{}})
		publish(t, b, requested("1", ""))
		synctest.Wait()
		began := time.Now()
		if err := b.Drain(t.Context()); err != nil || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
