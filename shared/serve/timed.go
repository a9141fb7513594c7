package serve

import (
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// loaded is when the process's code began to run: some milliseconds after its
// exec, which a process cannot see by itself.
var loaded = time.Now()

// Timed makes the answers of next say what they took, as metrics of the header
// Server-Timing (W3C), in milliseconds: under name the time from the request to
// the beginning of its answer, and in the first answer of the process, under
// name with "start-" before it, the time from the process's start until it took
// connections, which started tells. What a client waits beyond these is the
// platform's and the network's.
func Timed(name string, next http.Handler) (h http.Handler, started func(net.Addr)) {
	t := &timed{name: name, next: next}
	return t, func(net.Addr) { t.start.CompareAndSwap(0, int64(time.Since(loaded))) }
}

type timed struct {
	name  string
	next  http.Handler
	start atomic.Int64 // nanoseconds; 0 before it is known and -1 once it was told
}

func (t *timed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.next.ServeHTTP(&timedWriter{ResponseWriter: w, timed: t, began: time.Now()}, r)
}

func (t *timed) metrics(took time.Duration) string {
	s := fmt.Sprintf("%s;dur=%.1f", t.name, milliseconds(took))
	if start := t.start.Load(); start > 0 && t.start.CompareAndSwap(start, -1) {
		s += fmt.Sprintf(", start-%s;dur=%.1f", t.name, milliseconds(time.Duration(start)))
	}
	return s
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

type timedWriter struct {
	http.ResponseWriter
	timed *timed
	began time.Time
	told  bool
}

func (w *timedWriter) WriteHeader(status int) {
	if !w.told && status >= http.StatusOK {
		w.told = true
		w.Header().Add("Server-Timing", w.timed.metrics(time.Since(w.began)))
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *timedWriter) Write(p []byte) (int, error) {
	if !w.told {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (w *timedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
