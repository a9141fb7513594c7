package telemetry_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/reverie-image/reverie/shared/telemetry"
)

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func inMemory(t *testing.T) *tracetest.InMemoryExporter {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	t.Cleanup(telemetry.UseProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))))
	return exporter
}

func TestSpansFormATrace(t *testing.T) {
	exporter := inMemory(t)
	ctx := telemetry.Extract(context.Background(), http.Header{"Traceparent": {parent}})
	ctx, outer := telemetry.StartKind(ctx, telemetry.Server, "outer")
	inner, span := telemetry.Start(ctx, "inner", telemetry.String("reverie.converter", "flip"))
	span.Fail(nil)
	span.Fail(errors.New("broken"))
	span.End()
	outer.End()

	out := http.Header{}
	telemetry.Inject(inner, out)
	spans := exporter.GetSpans()
	if len(spans) != 2 {
		t.Fatalf("%d spans, want 2", len(spans))
	}
	in, up := spans[0], spans[1]
	if up.Parent.SpanID().String() != "00f067aa0ba902b7" || in.Parent.SpanID() != up.SpanContext.SpanID() {
		t.Errorf("parents are %v and %v", up.Parent.SpanID(), in.Parent.SpanID())
	}
	if in.Status.Code != codes.Error || len(in.Events) != 1 {
		t.Errorf("status %v with %d events, want one error", in.Status, len(in.Events))
	}
	want := "00-4bf92f3577b34da6a3ce929d0e0e4736-" + in.SpanContext.SpanID().String() + "-01"
	if got := out.Get("Traceparent"); got != want {
		t.Errorf("injected %q, want %q", got, want)
	}
	if got := telemetry.Traceparent(inner); got != want {
		t.Errorf("Traceparent %q, want %q", got, want)
	}
}

func TestTracingOffHandsTheTraceOn(t *testing.T) {
	header := http.Header{"Traceparent": {parent}, "Tracestate": {"a=b"}, "Baggage": {"k=v"}}
	ctx, span := telemetry.Start(telemetry.Extract(context.Background(), header), "nothing")
	span.Set(telemetry.Int("n", 1), telemetry.Bool("b", true))
	span.Fail(errors.New("ignored"))
	span.FailStatus("500")
	span.End()
	out := http.Header{}
	telemetry.Inject(ctx, out)
	for name := range header {
		if out.Get(name) != header.Get(name) {
			t.Errorf("%s became %q", name, out.Get(name))
		}
	}
	allocations := testing.AllocsPerRun(100, func() {
		_, span := telemetry.Start(ctx, "nothing")
		span.End()
	})
	if allocations != 0 {
		t.Errorf("a span that goes nowhere costs %v allocations", allocations)
	}
}

func TestExtract(t *testing.T) {
	const other = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01"
	for _, c := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"nothing", http.Header{}, ""},
		{"transport", http.Header{"Traceparent": {parent}}, parent},
		{"event", http.Header{"Ce-Traceparent": {parent}}, parent},
		{"transport before event", http.Header{"Traceparent": {parent}, "Ce-Traceparent": {other}}, parent},
		{"broken transport", http.Header{"Traceparent": {"00-zz"}, "Ce-Traceparent": {other}}, other},
		{"broken", http.Header{"Traceparent": {"x"}, "Ce-Traceparent": {"y"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := telemetry.Traceparent(telemetry.Extract(context.Background(), c.header)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWithTraceparent(t *testing.T) {
	ctx := telemetry.WithTraceparent(context.Background(), parent)
	if got := telemetry.Traceparent(ctx); got != parent {
		t.Errorf("got %q", got)
	}
	for _, broken := range []string{"", "00", parent + "-x"} {
		if got := telemetry.Traceparent(telemetry.WithTraceparent(ctx, broken)); got != parent {
			t.Errorf("%q turned the trace into %q", broken, got)
		}
	}
}
