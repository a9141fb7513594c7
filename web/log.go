package web

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/telemetry"
)

const logName = "gateway"

// Begin puts the request's ID and its trace into its context. The trace goes
// on from the caller's; baggage from outside does not come in.
func begin(r *http.Request, id string) (*http.Request, telemetry.Span) {
	outside := http.Header{}
	for _, name := range []string{"Traceparent", "Tracestate"} {
		if v := r.Header.Get(name); v != "" {
			outside.Set(name, v)
		}
	}
	ctx := telemetry.WithRequest(telemetry.Extract(r.Context(), outside), id)
	ctx, span := telemetry.StartKind(ctx, telemetry.Server, r.Method, telemetry.String("http.request.method", r.Method))
	return r.Clone(ctx), span
}

// Log writes the line of one request, ends its span and counts it. Queries and
// headers stay out: they hold what people type. Request and trace IDs come from
// the context. Probes are not logged.
func (g *gateway) log(a *answer, r *http.Request) {
	defer a.span.End()
	took := time.Since(a.start)
	if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
		return
	}
	telemetry.HTTPRequest(logName, r.Method, a.status, took)
	a.span.Set(telemetry.String("http.route", a.route), telemetry.Int("http.response.status_code", a.status))
	level := slog.LevelInfo
	if a.status >= 500 {
		level = slog.LevelWarn
		a.span.FailStatus(strconv.Itoa(a.status))
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", clip(r.URL.Path)),
		slog.Int("status", a.status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.Int64("bytes_in", max(r.ContentLength, a.received, 0)),
		slog.Int64("bytes_out", a.sent),
	}
	if a.route != "" {
		attrs = append(attrs, slog.String("route", a.route))
	}
	if a.user != "" {
		attrs = append(attrs, slog.String("user", a.user))
	}
	if a.err != nil {
		attrs = append(attrs, slog.String("code", string(fault.From(a.err).Code)), slog.String("error", a.err.Error()))
	}
	g.cfg.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
}

func clip(path string) string {
	if len(path) > longestPath {
		return path[:longestPath] + "…"
	}
	return path
}
