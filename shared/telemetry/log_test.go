package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/telemetry"
)

func TestLoggerAddsWhatTheContextKnows(t *testing.T) {
	t.Cleanup(telemetry.UseProvider(sdktrace.NewTracerProvider()))
	var out bytes.Buffer
	log, err := telemetry.Logger(&out, config.Map(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	ctx := telemetry.WithJob(telemetry.WithRequest(context.Background(), "req-1"), "job-1")
	ctx, span := telemetry.Start(ctx, "work")
	defer span.End()

	log.With("function", "grayscale").InfoContext(ctx, "hello")
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, out.Bytes())
	}
	traceparent := strings.Split(telemetry.Traceparent(ctx), "-")
	for key, want := range map[string]any{
		"level": "INFO", "msg": "hello", "function": "grayscale",
		"request_id": "req-1", "job_id": "job-1",
		"trace_id": traceparent[1], "span_id": traceparent[2],
	} {
		if line[key] != want {
			t.Errorf("%s = %v, want %v", key, line[key], want)
		}
	}

	out.Reset()
	log.Info("bare")
	for _, key := range []string{"request_id", "job_id", "trace_id", "span_id"} {
		if strings.Contains(out.String(), key) {
			t.Errorf("a line without context has %s: %s", key, out.String())
		}
	}
}

func TestLoggerSettings(t *testing.T) {
	for _, c := range []struct {
		name    string
		env     map[string]string
		level   slog.Level
		wantErr string
	}{
		{"default", nil, slog.LevelInfo, ""},
		{"debug", map[string]string{"LOG_LEVEL": "debug"}, slog.LevelDebug, ""},
		{"upper case", map[string]string{"LOG_LEVEL": "WARN"}, slog.LevelWarn, ""},
		{"text", map[string]string{"LOG_FORMAT": "text", "LOG_LEVEL": "error"}, slog.LevelError, ""},
		{"wrong level", map[string]string{"LOG_LEVEL": "loud"}, 0, "LOG_LEVEL"},
		{"wrong format", map[string]string{"LOG_FORMAT": "xml"}, 0, "LOG_FORMAT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			log, err := telemetry.Logger(&bytes.Buffer{}, config.Map(c.env, nil))
			if c.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), c.wantErr) {
					t.Fatalf("error %v does not name %s", err, c.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			ctx := context.Background()
			if !log.Enabled(ctx, c.level) || log.Enabled(ctx, c.level-1) {
				t.Errorf("the level is not %v", c.level)
			}
		})
	}
}
