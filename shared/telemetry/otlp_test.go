package telemetry_test

import (
	"compress/gzip"
	"context"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// collector is an OTLP/HTTP end point that answers with statuses, the last one
// from then on.
type collector struct {
	statuses []int

	mu       sync.Mutex
	requests []*http.Request
	last     tracepb.TracesData
	broken   error
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	status := c.statuses[min(len(c.requests), len(c.statuses)-1)]
	c.requests = append(c.requests, r)
	var src io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		if src, c.broken = gzip.NewReader(r.Body); c.broken != nil {
			return
		}
	}
	body, err := io.ReadAll(src)
	if err == nil {
		err = proto.Unmarshal(body, &c.last)
	}
	c.broken = err
	w.WriteHeader(status)
}

func TestOTLP(t *testing.T) {
	for _, c := range []struct {
		name     string
		env      map[string]string // URL stands for the collector's
		statuses []int
		path     string
		requests int
		wantErr  string
	}{
		{"base", map[string]string{"ENDPOINT": "URL/"}, []int{200}, "/v1/traces", 1, ""},
		{"base with a path", map[string]string{"ENDPOINT": "URL/otlp"}, []int{200}, "/otlp/v1/traces", 1, ""},
		{"endpoint of its own", map[string]string{"ENDPOINT": "http://wrong", "TRACES_ENDPOINT": "URL/here"}, []int{202}, "/here", 1, ""},
		{"gzip", map[string]string{"ENDPOINT": "URL", "COMPRESSION": "gzip"}, []int{200}, "/v1/traces", 1, ""},
		{"busy, then well", map[string]string{"ENDPOINT": "URL"}, []int{503, 429, 200}, "/v1/traces", 3, ""},
		{"refused", map[string]string{"ENDPOINT": "URL"}, []int{400}, "/v1/traces", 1, "400"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := &collector{statuses: c.statuses}
			server := httptest.NewServer(got)
			defer server.Close()
			env := map[string]string{
				"OTEL_EXPORTER_OTLP_HEADERS": "api-key=a%20secret, X-Tenant = t",
			}
			for k, v := range c.env {
				env["OTEL_EXPORTER_OTLP_"+k] = strings.ReplaceAll(v, "URL", server.URL)
			}
			log := captureLog(t)
			shutdown, err := telemetry.Setup(context.Background(), config.Map(env, nil), "the-service")
			if err != nil {
				t.Fatal(err)
			}
			_, span := telemetry.StartKind(context.Background(), telemetry.Producer, "the-span", telemetry.Int("n", 7))
			span.End()
			err = shutdown(context.Background())
			if c.wantErr != "" {
				if said := log.String(); !strings.Contains(said, c.wantErr) {
					t.Errorf("%v, logged %q; want %s", err, said, c.wantErr)
				}
			} else if err != nil {
				t.Error(err)
			}
			checkExport(t, got, c.path, c.requests)
		})
	}
}

func checkExport(t *testing.T, got *collector, path string, requests int) {
	t.Helper()
	if got.broken != nil {
		t.Fatal(got.broken)
	}
	if len(got.requests) != requests {
		t.Fatalf("%d requests, want %d", len(got.requests), requests)
	}
	r := got.requests[0]
	if r.Method != http.MethodPost || r.URL.Path != path || r.Header.Get("Content-Type") != "application/x-protobuf" ||
		r.Header.Get("Api-Key") != "a secret" || r.Header.Get("X-Tenant") != "t" {
		t.Errorf("%s %s %v", r.Method, r.URL.Path, r.Header)
	}
	resource := got.last.GetResourceSpans()[0]
	var service string
	for _, kv := range resource.GetResource().GetAttributes() {
		if kv.GetKey() == "service.name" {
			service = kv.GetValue().GetStringValue()
		}
	}
	span := resource.GetScopeSpans()[0].GetSpans()[0]
	if service != "the-service" || span.GetName() != "the-span" || span.GetKind() != tracepb.Span_SPAN_KIND_PRODUCER ||
		span.GetAttributes()[0].GetValue().GetIntValue() != 7 {
		t.Errorf("service %q, span %v", service, span)
	}
}

func TestOTLPOverTLS(t *testing.T) {
	got := &collector{statuses: []int{200}}
	server := httptest.NewTLSServer(got)
	defer server.Close()
	roots := filepath.Join(t.TempDir(), "roots.pem")
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(roots, data, 0o600); err != nil {
		t.Fatal(err)
	}
	shutdown, err := telemetry.Setup(context.Background(), config.Map(map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT":    server.URL,
		"OTEL_EXPORTER_OTLP_CERTIFICATE": roots,
	}, nil), "s")
	if err != nil {
		t.Fatal(err)
	}
	_, span := telemetry.Start(context.Background(), "x")
	span.End()
	if err := shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	if len(got.requests) != 1 {
		t.Errorf("%d requests", len(got.requests))
	}
}

func TestOTLPSettingsThatCannotWork(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"ENDPOINT":           "collector:4318",
		"TRACES_ENDPOINT":    "ftp://collector",
		"HEADERS":            "no-value",
		"TIMEOUT":            "10s",
		"TRACES_TIMEOUT":     "-1",
		"COMPRESSION":        "zstd",
		"PROTOCOL":           "grpc",
		"CERTIFICATE":        empty,
		"CLIENT_CERTIFICATE": empty,
	} {
		env := config.Map(map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_" + name: value}, nil)
		_, err := telemetry.Setup(context.Background(), env, "s")
		if want := strings.TrimPrefix(name, "TRACES_"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s=%s: error %v does not name it", name, value, err)
		}
	}
}

func FuzzOTLPHeaders(f *testing.F) {
	f.Add("a=b,c=d%20e")
	f.Add("=,,%zz=%")
	f.Fuzz(func(t *testing.T, headers string) {
		env := config.Map(map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_HEADERS": headers}, nil)
		shutdown, err := telemetry.Setup(context.Background(), env, "s")
		if err != nil {
			if headers != "" && len(headers) > 8 && strings.Contains(err.Error(), headers) {
				t.Error("the error repeats what may be a secret")
			}
			return
		}
		if err := shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
