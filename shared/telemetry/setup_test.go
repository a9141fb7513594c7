package telemetry_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/telemetry"
)

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
	out := captureLog(t)
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

// captureLog is what the default logger says while the test runs; it is read
// once nobody writes any more.
func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	slog.SetDefault(slog.New(slog.NewJSONHandler(&out, nil)))
	return &out
}
