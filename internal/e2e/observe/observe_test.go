// Package observe tests what operators see of a conversion: one trace from the
// request to the stored result, and the metrics of a job's life.
package observe

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/telemetry"
)

func start(t *testing.T) *local.Server {
	t.Helper()
	s, err := local.Start(t.Context(), local.Config{Addr: "127.0.0.1:0", Data: t.TempDir(), Env: config.Map(nil, nil)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

func convert(t *testing.T, s *local.Server, header ...string) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/api/jobs?converter=grayscale", &b)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Prefer", "wait=10")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s", res.Status, body)
	}
}

func TestOneTrace(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	provider := trace.NewTracerProvider(trace.WithSyncer(exporter))
	defer telemetry.UseProvider(provider)()
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	convert(t, start(t), "Traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")

	// The answer may leave before the last spans end.
	want := []string{"POST", "convert", "broker", "grayscale", "convert grayscale", "s3 get", "s3 put"}
	var missing []string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if missing = absent(exporter.GetSpans(), traceID, want); len(missing) == 0 {
			return
		}
	}
	for _, s := range exporter.GetSpans() {
		t.Logf("%s %q parent %s", s.SpanContext.TraceID(), s.Name, s.Parent.SpanID())
	}
	t.Errorf("the trace has no span for %v", missing)
}

// absent is what of want no span of the trace has in its name.
func absent(spans tracetest.SpanStubs, traceID string, want []string) (out []string) {
	for _, w := range want {
		found := false
		for _, s := range spans {
			found = found || s.SpanContext.TraceID().String() == traceID && strings.Contains(s.Name, w)
		}
		if !found {
			out = append(out, w)
		}
	}
	return out
}

func TestMetrics(t *testing.T) {
	s := start(t)
	before := metrics(t, s)
	convert(t, s)
	const puts = `reverie_store_requests_total{operation="put",outcome="ok"}`
	more := map[string]float64{
		`reverie_jobs_accepted_total{converter="grayscale"}`:                     1,
		`reverie_jobs_finished_total{converter="grayscale",outcome="succeeded"}`: 1,
		`reverie_conversion_duration_seconds_count{converter="grayscale"}`:       1,
		`reverie_job_queue_seconds_count`:                                        1,
		`reverie_input_bytes_count`:                                              1,
		`reverie_result_bytes_count`:                                             1,
		puts:                                                                     4,
	}
	// The answer may leave before the worker has counted what it did.
	var wrong map[string]float64
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		wrong = make(map[string]float64)
		after := metrics(t, s)
		for name, n := range more {
			if got := after[name] - before[name]; got != n && (name != puts || got < n) {
				wrong[name] = got
			}
		}
		if len(wrong) == 0 {
			return
		}
	}
	for name, got := range wrong {
		t.Errorf("%s grew by %v, want %v", name, got, more[name])
	}
}
