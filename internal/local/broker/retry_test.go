package broker

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

var sinkTrigger = []Trigger{{Name: "sink", Target: "http://sink", Timeout: 10 * time.Second}}

func TestPassingFailuresAreTriedAgain(t *testing.T) {
	statuses := []int{500, 503, 404, 408, 409, 429, 599}
	var sink journal
	flaky := func(w http.ResponseWriter, r *http.Request) {
		sink.note(r)
		if n := len(sink.subjects()); n <= len(statuses) {
			w.WriteHeader(statuses[n-1])
		}
	}
	inBubble(t, Options{Triggers: sinkTrigger, Retry: Retry{First: time.Second, Max: 8 * time.Second}}, sinks{"sink": flaky}, func(t *testing.T, b *Broker) {
		publish(t, b, requested("1", ""))
		time.Sleep(time.Minute)
		_, times := sink.read()
		if len(times) != len(statuses)+1 {
			t.Fatalf("%d attempts", len(times))
		}
		for i, longest := range []time.Duration{1, 2, 4, 8, 8, 8, 8} {
			wait, longest := times[i+1].Sub(times[i]), longest*time.Second
			if wait > longest || wait < longest/2 {
				t.Errorf("attempt %d after %v, want %v to %v", i+2, wait, longest/2, longest)
			}
		}
		if b.counted(event.ConversionRequested, retried) != 7 || b.counted(event.ConversionRequested, delivered) != 1 {
			t.Error("counts are wrong")
		}
	})
}

func TestOtherPassingFailures(t *testing.T) {
	for name, fail := range map[string]http.HandlerFunc{
		"hangs":            func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"body is no event": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") },
		"reply is broken":  func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Ce-Specversion", "1.0") },
		"reply is too long": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("x", maxEvent+1))
		},
		"refuses": nil,
	} {
		t.Run(name, func(t *testing.T) {
			var sink journal
			s := sinks{"sink": fail}
			inBubble(t, Options{Triggers: sinkTrigger}, s, func(t *testing.T, b *Broker) {
				publish(t, b, requested("1", ""))
				time.Sleep(time.Millisecond)
				s.set("sink", sink.answer(202))
				time.Sleep(20 * time.Second)
				expect(t, "sink", sink.subjects(), []string{"1"})
			})
		})
	}
}

// A gallery that is away for two minutes gets its events afterwards.
func TestDefaultsOutlastTwoMinutes(t *testing.T) {
	for range 20 { // the delays are random
		var sink journal
		s := sinks{}
		inBubble(t, Options{Triggers: sinkTrigger, DeadLetter: "http://nowhere"}, s, func(t *testing.T, b *Broker) {
			publish(t, b, requested("1", ""))
			time.Sleep(2 * time.Minute)
			s.set("sink", sink.answer(202))
			time.Sleep(15 * time.Second)
			expect(t, "sink", sink.subjects(), []string{"1"})
		})
	}
}

func TestRetryAfter(t *testing.T) {
	for _, test := range []struct {
		header string
		want   time.Duration
	}{
		{"30", 30 * time.Second},
		{"86400", time.Minute}, // bounded
		{"", time.Second},
		{"soon", time.Second},
		{"-5", time.Second},
		{"Fri, 31 Dec 1999 23:00:00 GMT", time.Second},
	} {
		var sink journal
		busy := func(w http.ResponseWriter, r *http.Request) {
			if sink.note(r); len(sink.subjects()) == 1 {
				w.Header().Set("Retry-After", test.header)
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}
		inBubble(t, Options{Triggers: sinkTrigger, Retry: Retry{First: time.Second}}, sinks{"sink": busy}, func(t *testing.T, b *Broker) {
			publish(t, b, requested("1", ""))
			time.Sleep(2 * time.Minute)
			_, times := sink.read()
			if wait := times[1].Sub(times[0]); wait > test.want || wait < test.want/2 {
				t.Errorf("Retry-After %q: tried again after %v, want %v", test.header, wait, test.want)
			}
		})
	}
}

func TestRetryAfterAsDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if got := retryAfter(time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat)); got != 20*time.Second {
			t.Errorf("got %v", got)
		}
	})
}

func TestRetryingIsNotInTheWay(t *testing.T) {
	var sink journal
	picky := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Ce-Subject") == "bad" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		sink.note(r)
	}
	opts := Options{Triggers: sinkTrigger, Lanes: map[string]int{"sink": 1}, Retry: Retry{First: time.Hour, Max: time.Hour, Attempts: 2}}
	inBubble(t, opts, sinks{"sink": picky}, func(t *testing.T, b *Broker) {
		publish(t, b, requested("bad", ""), requested("1", ""), requested("2", ""))
		synctest.Wait()
		expect(t, "sink", sink.subjects(), []string{"1", "2"})
		publish(t, b, requested("3", ""))
		synctest.Wait()
		expect(t, "sink", sink.subjects(), []string{"1", "2", "3"})
		time.Sleep(time.Hour)
	})
}

func TestDeadLetter(t *testing.T) {
	for _, test := range []struct {
		name     string
		sink     http.HandlerFunc
		attempts int
		code     string
		data     string
	}{
		{"passing, too often", answer(503, "out of\nmemory\x00"), 3, "503", "out of memory"},
		{"not passing", answer(400, "bad request"), 1, "400", "bad request"},
		{"moved", answer(301, ""), 1, "301", ""},
		{"no answer", nil, 3, "", "no answer: connection refused"},
		{"long", answer(422, strings.Repeat("ü", 2000)), 1, "422", strings.Repeat("ü", maxErrorData/2)},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sink, graves journal
			s := sinks{"graves": graves.answer(204)}
			if test.sink != nil {
				s["sink"] = func(w http.ResponseWriter, r *http.Request) {
					sink.note(r)
					test.sink(w, r)
				}
			}
			inBubble(t, Options{Triggers: sinkTrigger, DeadLetter: "http://graves", Retry: Retry{Attempts: 3}}, s, func(t *testing.T, b *Broker) {
				publish(t, b, requested("1", "grayscale"))
				time.Sleep(time.Minute)
				if n := len(sink.subjects()); test.sink != nil && n != test.attempts {
					t.Errorf("%d attempts, want %d", n, test.attempts)
				}
				expect(t, "dead-letter sink", graves.subjects(), []string{"1"})
				events, _ := graves.read()
				e := events[0]
				if e.Type() != event.ConversionRequested || e.ID() != "id-1" || event.Extension(e, event.Converter) != "grayscale" {
					t.Errorf("not the original event: %v", e)
				}
				for name, want := range map[string]string{
					event.DeadLetterCode: test.code, event.DeadLetterData: test.data, event.DeadLetterDest: "sink",
				} {
					if got := event.Extension(e, name); got != want {
						t.Errorf("%s: got %q, want %q", name, got, want)
					}
				}
			})
		})
	}
}

// The dead-letter sink may be down as well: it is tried again, and in the end
// the event is given up.
func TestDeadLetterSinkDown(t *testing.T) {
	var graves journal
	s := sinks{"sink": answer(400, "")}
	inBubble(t, Options{Triggers: sinkTrigger, DeadLetter: "http://graves", Retry: Retry{Attempts: 10}}, s, func(t *testing.T, b *Broker) {
		publish(t, b, requested("1", ""))
		time.Sleep(time.Second)
		s.set("graves", graves.answer(202))
		time.Sleep(time.Minute)
		expect(t, "dead-letter sink", graves.subjects(), []string{"1"})
		s.set("graves", answer(500, ""))
		publish(t, b, requested("2", ""))
		time.Sleep(10 * time.Minute)
		if b.counted(event.ConversionRequested, lost) != 1 {
			t.Error("not counted as lost")
		}
	})
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
