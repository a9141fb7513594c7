package telemetry

import (
	"context"
	"log/slog"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// consoleExporter logs a line for every span that ended: enough to see a trace
// without a collector.
type consoleExporter struct{}

var _ sdktrace.SpanExporter = consoleExporter{}

func (consoleExporter) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, span := range spans {
		attrs := []slog.Attr{
			slog.String("name", span.Name()),
			slog.String("kind", span.SpanKind().String()),
			slog.Time("start", span.StartTime()),
			slog.Duration("took", span.EndTime().Sub(span.StartTime())),
			slog.String("trace_id", span.SpanContext().TraceID().String()),
			slog.String("span_id", span.SpanContext().SpanID().String()),
			slog.String("status", span.Status().Code.String()),
		}
		if span.Parent().IsValid() {
			attrs = append(attrs, slog.String("parent_id", span.Parent().SpanID().String()))
		}
		for _, kv := range span.Attributes() {
			attrs = append(attrs, slog.Any(string(kv.Key), kv.Value.AsInterface()))
		}
		slog.LogAttrs(context.Background(), slog.LevelInfo, "span", attrs...)
	}
	return nil
}

func (consoleExporter) Shutdown(context.Context) error { return nil }
