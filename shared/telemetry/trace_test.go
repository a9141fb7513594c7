package telemetry_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/reverie-image/reverie/shared/config"
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

func TestSetupSettings(t *testing.T) {
	for _, c := range []struct {
		name    string
		env     map[string]string
		traces  bool
		wantErr string
	}{
		{"nothing set", nil, false, ""},
		{"none", map[string]string{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, false, ""},
		{"console", map[string]string{"OTEL_TRACES_EXPORTER": "console"}, true, ""},
		{"disabled", map[string]string{"OTEL_TRACES_EXPORTER": "console", "OTEL_SDK_DISABLED": "true"}, false, ""},
		{"unknown exporter", map[string]string{"OTEL_TRACES_EXPORTER": "zipkin"}, false, "OTEL_TRACES_EXPORTER"},
		{"grpc", map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false, "OTEL_EXPORTER_OTLP_PROTOCOL"},
		{"wrong switch", map[string]string{"OTEL_SDK_DISABLED": "perhaps"}, false, "OTEL_SDK_DISABLED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shutdown, err := telemetry.Setup(context.Background(), config.Map(c.env, nil), "test")
			if c.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), c.wantErr) {
					t.Fatalf("error %v does not name %s", err, c.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			ctx, span := telemetry.Start(context.Background(), "span")
			span.End()
			if got := telemetry.InTrace(ctx); got != c.traces {
				t.Errorf("traces: %v, want %v", got, c.traces)
			}
			if err := shutdown(context.Background()); err != nil {
				t.Error(err)
			}
			if ctx, _ := telemetry.Start(context.Background(), "late"); telemetry.InTrace(ctx) {
				t.Error("tracing is still on after the shutdown")
			}
		})
	}
}

func TestConsoleLogsSpans(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	var out bytes.Buffer
	slog.SetDefault(slog.New(slog.NewJSONHandler(&out, nil)))
	shutdown, err := telemetry.Setup(context.Background(), config.Map(map[string]string{"OTEL_TRACES_EXPORTER": "console"}, nil), "test")
	if err != nil {
		t.Fatal(err)
	}
	ctx := telemetry.WithTraceparent(context.Background(), parent)
	_, span := telemetry.StartKind(ctx, telemetry.Client, "call", telemetry.String("a", "b"))
	span.End()
	if err := shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"name":"call"`, `"kind":"client"`, `"a":"b"`, `"parent_id":"00f067aa0ba902b7"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in %s", want, out.String())
		}
	}
}

func TestOTLPArrivesOnShutdown(t *testing.T) {
	var traces atomic.Int32
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path == "/v1/traces" && bytes.Contains(body, []byte("the-span")) && bytes.Contains(body, []byte("the-service")) {
			traces.Add(1)
		}
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_SERVICE_NAME", "the-service")
	shutdown, err := telemetry.Setup(context.Background(), config.OS(), "by-default")
	if err != nil {
		t.Fatal(err)
	}
	_, span := telemetry.Start(context.Background(), "the-span")
	span.End()
	if err := shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if traces.Load() != 1 {
		t.Errorf("%d exports with the span, want 1", traces.Load())
	}
}
