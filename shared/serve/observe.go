package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// statusClientGone is what a request is counted as that nobody waited for.
const statusClientGone = 499

// Observe puts around next what every request has: an ID, a span in the trace
// that it came with, metrics, a log line (debug; warn from 500 on), and an
// answer when next panics. name is the function's or the gateway's.
func Observe(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ctx := identify(w, r)
		if !telemetry.InTrace(ctx) { // else the gateway called in process
			ctx = telemetry.Extract(ctx, r.Header)
		}
		ctx, span := telemetry.StartKind(ctx, telemetry.Server, r.Method+" "+name,
			telemetry.String("http.request.method", r.Method),
			telemetry.String("url.path", r.URL.Path),
			telemetry.String("server.address", r.Host),
			telemetry.String("network.protocol.version", strconv.Itoa(r.ProtoMajor)),
			telemetry.String("faas.invoked_name", name))
		defer span.End()

		rec := &recorder{ResponseWriter: w, ctx: ctx}
		r = r.WithContext(ctx)
		finish := func() {
			status := rec.result()
			span.Set(telemetry.Int("http.response.status_code", status))
			if status >= http.StatusInternalServerError {
				span.FailStatus(strconv.Itoa(status))
			}
			took := time.Since(start)
			telemetry.HTTPRequest(name, r.Method, status, took)
			logRequest(ctx, name, r, status, took)
		}
		defer finish()
		defer recovered(rec, r, name, span)
		next.ServeHTTP(rec, r)
	})
}

// identify gives the request an ID, unless it came with a good one, and says it
// in the answer and to whoever comes after.
func identify(w http.ResponseWriter, r *http.Request) context.Context {
	id := r.Header.Get(fn.RequestHeader)
	if !telemetry.ValidRequestID(id) {
		id = telemetry.NewRequestID()
		r.Header.Set(fn.RequestHeader, id)
	}
	w.Header().Set(fn.RequestHeader, id)
	return telemetry.WithRequest(r.Context(), id)
}

func recovered(rec *recorder, r *http.Request, name string, span telemetry.Span) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler { // a wish to cut the connection, not a mistake
		panic(cause)
	}
	err := fmt.Errorf("panic: %v", cause)
	span.Fail(err)
	slog.ErrorContext(r.Context(), "panic", "function", name, "error", err, "stack", string(debug.Stack()))
	if rec.status != 0 { // half an answer is out; a cut connection tells that
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Last-Modified"} {
		rec.Header().Del(name)
	}
	fault.Write(rec, r, fault.Wrap(err, fault.Internal, "Something broke here. Try again; if it stays, report it with the request ID."))
}

func logFailure(ctx context.Context, name string, err error) {
	slog.ErrorContext(ctx, "function failed", "function", name, "error", err)
}

func logRequest(ctx context.Context, name string, r *http.Request, status int, took time.Duration) {
	level := slog.LevelDebug
	if status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	slog.LogAttrs(ctx, level, "request",
		slog.String("function", name),
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", status),
		slog.Duration("took", took))
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	ctx    context.Context
	status int
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = w.counted(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = w.counted(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) result() int {
	if w.status == 0 {
		return w.counted(http.StatusOK)
	}
	return w.status
}

// counted is the status to count for one about to be sent.
func (w *recorder) counted(status int) int {
	if errors.Is(w.ctx.Err(), context.Canceled) {
		return statusClientGone
	}
	return status
}
