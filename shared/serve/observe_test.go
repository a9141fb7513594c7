package serve_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// syncBuffer is a log that handlers and the test use at once.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func captureLog(t *testing.T) *syncBuffer {
	t.Helper()
	out := &syncBuffer{}
	log, err := telemetry.Logger(out, config.Map(map[string]string{"LOG_LEVEL": "debug"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	slog.SetDefault(log)
	return out
}

// One trace from a gateway in process, over a function that calls another over
// HTTP, into that one.
func TestOneTraceThroughAll(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	t.Cleanup(telemetry.UseProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))))

	inner := httptest.NewServer(serve.HTTP("inner", func(req handler.Request) (handler.Response, error) {
		_, span := telemetry.Start(fn.Context(req), "store put")
		span.End()
		return fn.Empty(http.StatusBadGateway), nil
	}, serve.Options{}))
	defer inner.Close()
	function := serve.HTTP("outer", func(req handler.Request) (handler.Response, error) {
		ctx := fn.Context(req)
		out, _ := http.NewRequestWithContext(ctx, http.MethodPost, inner.URL, nil)
		telemetry.Inject(ctx, out.Header)
		res, err := http.DefaultClient.Do(out)
		if err != nil {
			return handler.Response{}, err
		}
		return fn.Empty(http.StatusAccepted), res.Body.Close()
	}, serve.Options{})
	front := httptest.NewServer(serve.Observe("web", function))
	defer front.Close()

	req, _ := http.NewRequest(http.MethodPost, front.URL+"/api/jobs", strings.NewReader("x"))
	req.Header.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	front.Close() // all spans have ended
	inner.Close()

	spans := map[string]tracetest.SpanStub{}
	for _, s := range exporter.GetSpans() {
		spans[s.Name] = s
		if s.SpanContext.TraceID().String() != "4bf92f3577b34da6a3ce929d0e0e4736" {
			t.Errorf("%s is in trace %s", s.Name, s.SpanContext.TraceID())
		}
	}
	for _, link := range [][2]string{{"POST outer", "POST web"}, {"POST inner", "POST outer"}, {"store put", "POST inner"}} {
		if spans[link[0]].Parent.SpanID() != spans[link[1]].SpanContext.SpanID() {
			t.Errorf("%s is not under %s", link[0], link[1])
		}
	}
	if got := spans["POST web"].Parent.SpanID().String(); got != "00f067aa0ba902b7" {
		t.Errorf("the gateway's span is under %s", got)
	}
	got := spans["POST inner"]
	if got.SpanKind != trace.SpanKindServer || got.Status.Code != codes.Error {
		t.Errorf("kind %v, status %v", got.SpanKind, got.Status)
	}
	attrs := attribute.NewSet(got.Attributes...)
	for key, want := range map[attribute.Key]string{
		"http.request.method": "POST", "url.path": "/", "http.response.status_code": "502", "error.type": "502",
	} {
		if v, _ := attrs.Value(key); v.String() != want {
			t.Errorf("%s = %q, want %q", key, v.String(), want)
		}
	}
}

func TestRequestsAreCountedAndLogged(t *testing.T) {
	log := captureLog(t)
	server := httptest.NewServer(serve.HTTP("counted", func(req handler.Request) (handler.Response, error) {
		if req.QueryString == "panic" {
			panic("x")
		}
		return fn.Empty(http.StatusTeapot), nil
	}, serve.Options{}))
	for _, query := range []string{"", "panic"} {
		res, err := http.Get(server.URL + "/p?" + query)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	server.Close()
	rec := httptest.NewRecorder()
	telemetry.MetricsHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`reverie_http_requests_total{function="counted",method="GET",status="418"} 1`,
		`reverie_http_requests_total{function="counted",method="GET",status="500"} 1`,
		`reverie_http_request_duration_seconds_count{function="counted"} 2`,
	} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, want := range []string{`"level":"DEBUG","msg":"request","function":"counted"`, `"status":418`, `"level":"WARN"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%s is missing in %s", want, log.String())
		}
	}
}

func TestPanicAfterTheHeaderCutsTheConnection(t *testing.T) {
	captureLog(t)
	server := httptest.NewServer(serve.Observe("cut", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "10")
		_, _ = io.WriteString(w, "half")
		panic("x")
	})))
	defer server.Close()
	res, err := http.Get(server.URL)
	if err == nil {
		_, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
	}
	if err == nil {
		t.Error("half an answer passed for a whole one")
	}
}

func TestAbandonedRequestsCountAs499(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx)
	serve.HTTP("abandoned", func(handler.Request) (handler.Response, error) {
		cancel()
		return fn.Empty(http.StatusNoContent), nil
	}, serve.Options{}).ServeHTTP(httptest.NewRecorder(), r)
	rec := httptest.NewRecorder()
	telemetry.MetricsHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if want := `reverie_http_requests_total{function="abandoned",method="GET",status="499"} 1`; !strings.Contains(rec.Body.String(), want) {
		t.Errorf("%s is missing", want)
	}
}
