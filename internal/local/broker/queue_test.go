package broker

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

func TestTheSameIsQueuedOnce(t *testing.T) {
	var sink journal
	release := make(chan struct{})
	slow := func(w http.ResponseWriter, r *http.Request) {
		sink.note(r)
		if r.Header.Get("Ce-Subject") == "busy" {
			<-release
		}
	}
	triggers := []Trigger{{Name: "sink", Target: "http://sink"}}
	synctest.Test(t, func(t *testing.T) {
		release = make(chan struct{})
		b := New(Options{Triggers: triggers, Lanes: map[string]int{"sink": 1}, Transport: sinks{"sink": slow}})
		publish(t, b, requested("busy", "a"))
		synctest.Wait()
		tick := func(id string) event.Event { return event.New(id, "ticker", event.SweepRequested, "") }
		publish(t, b,
			requested("1", "a"), requested("1", "a"), // the same
			requested("1", "b"), requested("2", "a"), // others
			requested("busy", "a"), requested("busy", "a"), // under way, so one more
			tick("t1"), tick("t2"), tick("t2")) // no subject: told apart by ID
		close(release)
		synctest.Wait()
		expect(t, "sink", sink.subjects(), []string{"busy", "1", "1", "2", "busy", "", ""})
		if n := b.counted(event.ConversionRequested, duplicate); n != 2 {
			t.Errorf("%d duplicates", n)
		}
		publish(t, b, requested("1", "a")) // delivered, so new again
		synctest.Wait()
		if n := len(sink.subjects()); n != 8 {
			t.Errorf("%d deliveries", n)
		}
		if err := b.Drain(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestALaneIsShared(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	work := func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		time.Sleep(time.Second)
		mu.Lock()
		now--
		mu.Unlock()
	}
	triggers := []Trigger{
		{Name: "a", Filter: map[string]string{"converter": "a"}, Target: "http://a", Lane: "converters"},
		{Name: "b", Filter: map[string]string{"converter": "b"}, Target: "http://b", Lane: "converters"},
	}
	inBubble(t, Options{Triggers: triggers, Lanes: map[string]int{"converters": 3}}, sinks{"a": work, "b": work}, func(t *testing.T, b *Broker) {
		for i := range 6 {
			publish(t, b, requested(fmt.Sprint(i), "a"), requested(fmt.Sprint(i), "b"))
		}
		time.Sleep(4*time.Second + time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		if most != 3 || now != 0 {
			t.Errorf("%d at once, %d still there", most, now)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	opts := Options{Triggers: []Trigger{{Name: "down", Target: "http://down"}}, MaxBytes: 10 * overhead}
	synctest.Test(t, func(t *testing.T) {
		opts.Transport = sinks{}
		b := New(opts)
		taken := 0
		for i := range 20 {
			if b.Publish(requested(fmt.Sprint(i), "")) == nil {
				taken++
			}
		}
		if taken != 10 || b.counted(event.ConversionRequested, refused) != 10 {
			t.Errorf("%d taken", taken)
		}
		if err := b.Drain(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
