package serve

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// guard is how long a client may keep a request waiting for it.
type guard struct {
	// body is for a body that was announced and that nobody reads: a handler
	// that does read sets a limit of its own.
	body time.Duration
	// stall is for every writeChunk of an answer.
	stall time.Duration
	// All the waiting for a client to take its answer may last grace, and a
	// second more for every rate bytes that it took.
	grace time.Duration
	rate  int64
}

var defaultGuard = guard{body: 20 * time.Second, stall: stallTimeout, grace: 30 * time.Second, rate: 16 << 10}

// Guard ends requests whose client neither sends what it announced nor takes
// its answer, which net/http does not see to by itself. It works on one stream
// of an HTTP/2 connection as on a connection. Every server has it around its
// handler.
func Guard(next http.Handler) http.Handler { return defaultGuard.around(next) }

func (g guard) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
			// Once the handler has returned the server reads what is left of it.
			if control.SetReadDeadline(time.Now().Add(g.body)) == nil {
				r = r.WithContext(r.Context())
				r.Body = announced{r.Body, control}
			}
		}
		paced := &pacedWriter{ResponseWriter: w, control: control, guard: g}
		defer paced.end(r.ProtoMajor)
		next.ServeHTTP(paced, r)
	})
}

// announced takes the deadline off when the body has come: the server goes on
// reading, to learn whether the client leaves, and would take it for that.
type announced struct {
	io.ReadCloser
	control *http.ResponseController
}

func (a announced) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = a.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// pacedWriter gives every piece of an answer a deadline. Only the time that
// writing takes counts: between pieces it is the handler who is slow.
type pacedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	guard   guard
	own     time.Time // the handler's own deadline
	sent    int64
	waited  time.Duration
	failed  bool
}

// Unwrap lets http.ResponseController reach the connection.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// SetWriteDeadline is the handler's own deadline: the earlier one holds.
func (w *pacedWriter) SetWriteDeadline(t time.Time) error {
	w.own = t
	return w.control.SetWriteDeadline(t)
}

func (w *pacedWriter) Write(p []byte) (n int, err error) {
	for first := true; first || len(p) > 0; first = false {
		chunk := p[:min(len(p), writeChunk)]
		err := w.limited(len(chunk), func() error {
			m, err := w.ResponseWriter.Write(chunk)
			n, p = n+m, p[m:]
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// FlushError is what http.ResponseController calls.
func (w *pacedWriter) FlushError() error { return w.limited(0, w.control.Flush) }

func (w *pacedWriter) limited(size int, write func() error) error {
	w.sent += int64(size)
	begun := time.Now()
	left := w.guard.grace + time.Duration(w.sent)*time.Second/time.Duration(w.guard.rate) - w.waited
	at := begun.Add(min(left, w.guard.stall))
	if !w.own.IsZero() && w.own.Before(at) {
		at = w.own
	}
	// Not every writer has deadlines: a recorder has none.
	_ = w.control.SetWriteDeadline(at)
	err := write()
	w.waited += time.Since(begun)
	if w.failed = err != nil; !w.failed {
		_ = w.control.SetWriteDeadline(w.own)
	}
	return err
}

// end sends what is still buffered of an HTTP/2 answer. The server would send
// it by itself, but without a deadline; over HTTP/1 the connection has one.
func (w *pacedWriter) end(protocol int) {
	w.own = time.Time{}
	switch {
	case protocol < 2:
		_ = w.control.SetWriteDeadline(time.Time{}) // the next answer has its own
	case w.sent > 0 && !w.failed:
		_ = w.FlushError()
	}
}
