package telemetry_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/telemetry"
)

func scrape(t *testing.T) string {
	t.Helper()
	rec := httptest.NewRecorder()
	telemetry.MetricsHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("status %d", rec.Code)
	}
	return rec.Body.String()
}

func TestEveryMetricIsServed(t *testing.T) {
	telemetry.JobAccepted("metrics-test")
	telemetry.JobFinished("metrics-test", "succeeded")
	telemetry.JobRetried()
	telemetry.ConversionTook("metrics-test", 20*time.Millisecond)
	telemetry.JobQueued(time.Second)
	telemetry.InputSize(1 << 20)
	telemetry.ResultSize(1 << 10)
	telemetry.StoreRequest("get", "ok", 3*time.Millisecond)
	telemetry.HTTPRequest("metrics-test", http.MethodPost, 202, 5*time.Millisecond)
	telemetry.HTTPRequest("metrics-test", "BREW", 7, 5*time.Millisecond)

	got := scrape(t)
	for _, want := range []string{
		`reverie_jobs_accepted_total{converter="metrics-test"} 1`,
		`reverie_jobs_finished_total{converter="metrics-test",outcome="succeeded"} 1`,
		`reverie_jobs_retried_total 1`,
		`reverie_conversion_duration_seconds_bucket{converter="metrics-test",le="0.025"} 1`,
		`reverie_conversion_duration_seconds_bucket{converter="metrics-test",le="0.01"} 0`,
		`reverie_job_queue_seconds_count 1`,
		`reverie_input_bytes_sum 1.048576e+06`,
		`reverie_result_bytes_sum 1024`,
		`reverie_store_requests_total{operation="get",outcome="ok"} 1`,
		`reverie_store_request_duration_seconds_count 1`,
		`reverie_http_requests_total{function="metrics-test",method="POST",status="202"} 1`,
		`reverie_http_requests_total{function="metrics-test",method="_OTHER",status="_OTHER"} 1`,
		`reverie_http_request_duration_seconds_count{function="metrics-test"} 2`,
		`go_goroutines `,
		`process_resident_memory_bytes `,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestLabelsAreBounded(t *testing.T) {
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 200 {
				telemetry.StoreRequest(fmt.Sprintf("made-up-%d-%d", worker, i), "ok", time.Millisecond)
			}
		}()
	}
	wg.Wait()
	telemetry.StoreRequest(strings.Repeat("x", 65), "ok", time.Millisecond)
	got := scrape(t)
	if n := strings.Count(got, "reverie_store_requests_total{"); n > 102 {
		t.Errorf("%d series of 800 values, want about 100", n)
	}
	if !strings.Contains(got, `reverie_store_requests_total{operation="_OTHER",outcome="ok"}`) {
		t.Error("values past the bound are not counted")
	}
	if strings.Contains(got, "xxxxx") {
		t.Error("an overlong value became a label")
	}
}
