package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"github.com/reverie-image/reverie/shared/config"
)

// Logger writes to w from LOG_LEVEL (debug, info, warn or error; info when
// unset) on, as JSON or, with LOG_FORMAT=text, for reading by eye. A line
// logged with a context carries request_id, job_id, trace_id and span_id as far
// as the context has them.
func Logger(w io.Writer, env config.Env) (*slog.Logger, error) {
	r := config.Read(env)
	var level slog.Level
	if s := r.String("LOG_LEVEL", "info"); level.UnmarshalText([]byte(s)) != nil {
		return nil, fmt.Errorf("LOG_LEVEL=%q: want debug, info, warn or error", s)
	}
	options := &slog.HandlerOptions{Level: level}
	switch format := r.String("LOG_FORMAT", "json"); format {
	case "json":
		return slog.New(contextHandler{slog.NewJSONHandler(w, options)}), nil
	case "text":
		return slog.New(contextHandler{slog.NewTextHandler(w, options)}), nil
	default:
		return nil, fmt.Errorf("LOG_FORMAT=%q: want json or text", format)
	}
}

// contextHandler adds what the context knows to every record.
type contextHandler struct{ slog.Handler }

func (h contextHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := RequestID(ctx); id != "" {
		record.AddAttrs(slog.String("request_id", id))
	}
	if id := JobID(ctx); id != "" {
		record.AddAttrs(slog.String("job_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(
			slog.String("trace_id", span.TraceID().String()),
			slog.String("span_id", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h contextHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return contextHandler{h.Handler.WithAttrs(attrs)}
}

func (h contextHandler) WithGroup(name string) slog.Handler {
	return contextHandler{h.Handler.WithGroup(name)}
}
