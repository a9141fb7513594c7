package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/telemetry"
)

func newRemote(t *testing.T, template string) Functions {
	t.Helper()
	f, err := Remote(template, []string{"convert", "jobs", "catalog", "gallery", "auth", "contrast"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRemote(t *testing.T) {
	var got *http.Request
	var body string
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		got, body = r, string(data)
		w.Header().Set("Job-Status", "queued")
		w.WriteHeader(http.StatusAccepted)
	}))
	defer platform.Close()
	w := newWorld(t, func(c *Config) { c.Functions = newRemote(t, platform.URL+"/function/{name}") })
	res := w.send(t, "POST", "/api/jobs?converter=a%26b", strings.NewReader("picture"),
		"Content-Type", "image/jpeg", "Accept-Encoding", "gzip", "X-Forwarded-For", "203.0.113.9",
		"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if res.StatusCode != 202 || res.Header.Get("Job-Status") != "queued" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	if got.URL.Path != "/function/convert/api/jobs" || got.URL.RawQuery != "converter=a%26b" || body != "picture" || got.ContentLength != 7 {
		t.Errorf("%s?%s with %q (%d)", got.URL.Path, got.URL.RawQuery, body, got.ContentLength)
	}
	for name, want := range map[string]string{
		fn.PathHeader: "/api/jobs", fn.RequestHeader: res.Header.Get(fn.RequestHeader), "X-Forwarded-For": "127.0.0.1", "Content-Type": "image/jpeg",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if !strings.HasPrefix(got.Header.Get("Traceparent"), "00-0af7651916cd43dd8448eb211c80319c-") {
		t.Errorf("the trace ends here: %q", got.Header.Get("Traceparent"))
	}
}

func TestRemoteIdentity(t *testing.T) {
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/auth/api/auth/check" && r.Header.Get("Authorization") == goodToken {
			w.Header().Set(fn.UserHeader, "user-9")
		}
		_, _ = io.WriteString(w, r.Header.Get(fn.UserHeader))
	}))
	w := newWorld(t, func(c *Config) { c.Functions = newRemote(t, platform.URL+"/{name}") })
	res := w.send(t, "GET", "/api/gallery", nil, "Authorization", goodToken)
	if got := bodyOf(t, res); res.StatusCode != 200 || got != "user-9" {
		t.Errorf("%d %q", res.StatusCode, got)
	}
	platform.Close()
	wantProblem(t, w.send(t, "GET", "/api/gallery", nil, "Authorization", goodToken), fault.Unavailable)
}

// A platform's own errors must not look like a function's.
func TestPlatformFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		status      int
		contentType string
		want        fault.Code
	}{
		"activator gives up":        {502, "text/plain", fault.Unavailable},
		"overloaded":                {503, "", fault.Unavailable},
		"gateway timeout":           {504, "text/html", fault.Unavailable},
		"no such route":             {404, "text/plain", fault.Unavailable},
		"queue full":                {429, "text/plain", fault.TooManyRequests},
		"queue full, on Knative":    {503, "text/plain; charset=utf-8", fault.TooManyRequests},
		"the function's 404":        {404, "application/problem+json", fault.NotFound},
		"the function's worker":     {504, "application/problem+json", fault.WorkerLost},
		"the function's conversion": {500, "application/problem+json; charset=utf-8", fault.ConversionFailed},
	} {
		t.Run(name, func(t *testing.T) {
			platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(tc.contentType, fault.ContentType) {
					fault.Write(w, r, fault.New(tc.want, "mine"))
					return
				}
				w.Header().Set("Content-Type", tc.contentType)
				w.WriteHeader(tc.status)
				body := "upstream connect error"
				if tc.want == fault.TooManyRequests {
					body = "pending request queue full\n"
				}
				_, _ = io.WriteString(w, body)
			}))
			defer platform.Close()
			w := newWorld(t, func(c *Config) { c.Functions = newRemote(t, platform.URL+"/{name}") })
			res := w.send(t, "GET", "/api/jobs/abc", nil)
			wantProblem(t, res, tc.want)
		})
	}
}

func TestRemoteTakesTooLong(t *testing.T) {
	done := make(chan struct{})
	platform := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer platform.Close()
	defer close(done)
	w := newWorld(t, func(c *Config) {
		c.Functions = newRemote(t, platform.URL+"/{name}")
		c.Limits.FunctionTime = 50 * time.Millisecond
	})
	wantProblem(t, w.send(t, "GET", "/api/converters", nil), fault.Unavailable)
}

func TestRemoteTemplates(t *testing.T) {
	for _, bad := range []string{"http://functions/", "ftp://{name}", "{name}", "http://{name}:port"} {
		if _, err := Remote(bad, []string{"jobs"}); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if _, err := Remote("http://{name}", []string{"a/b"}); err == nil {
		t.Error("a name with a slash was taken")
	}
}

func TestMissingFunction(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Functions = Local(nil) })
	wantProblem(t, w.send(t, "GET", "/api/converters", nil), fault.Unavailable)
	wantProblem(t, w.send(t, "GET", "/api/jobs/a", nil, "Authorization", goodToken), fault.Unavailable)
}

func TestReadiness(t *testing.T) {
	var down error
	w := newWorld(t, func(c *Config) { c.Ready = func(context.Context) error { return down } })
	if res := w.send(t, "GET", "/readyz", nil); res.StatusCode != 200 {
		t.Errorf("ready: %d", res.StatusCode)
	}
	down = errors.New("storage is away")
	res := w.send(t, "GET", "/readyz", nil)
	if text := bodyOf(t, res); res.StatusCode != 503 || strings.Contains(text, "is away") {
		t.Errorf("not ready: %d %s", res.StatusCode, text)
	}
	if res := w.send(t, "GET", "/healthz", nil); res.StatusCode != 200 {
		t.Errorf("alive: %d", res.StatusCode)
	}
}

func TestFromEnv(t *testing.T) {
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Path)
	}))
	defer platform.Close()
	h, err := FromEnv(config.Map(map[string]string{"FUNCTION_URL_TEMPLATE": platform.URL + "/{name}"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	gateway := httptest.NewServer(h)
	defer gateway.Close()
	res, err := http.Post(gateway.URL+"/api/converters/grayscale", "image/jpeg", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if got := bodyOf(t, res); got != "/grayscale/api/converters/grayscale" {
		t.Errorf("%d %s", res.StatusCode, got)
	}
	for _, bad := range []map[string]string{
		{"UPLOAD_TIMEOUT": "soon"}, {"MAX_UPLOADS": "0"}, {"MAX_BUFFERED": "1000"}, {"TRUSTED_ORIGINS": "example.org"},
		{"FUNCTION_URL_TEMPLATE": "http://all"}, {"TRUST_FORWARDED": "perhaps"}, {"FUNCTIONS": "a/b"},
	} {
		if _, err := FromEnv(config.Map(bad, nil)); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

func TestLogCarriesTheTrace(t *testing.T) {
	logs := &syncBuffer{}
	log, err := telemetry.Logger(logs, config.Map(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(c *Config) { c.Log = log })
	w.send(t, "GET", "/api/converters", nil, fn.RequestHeader, "r-1", "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	w.Close()
	for _, want := range []string{`"request_id":"r-1"`, `"trace_id":"0af7651916cd43dd8448eb211c80319c"`} {
		if !strings.Contains(logs.String(), want) {
			t.Errorf("%s is not in %s", want, logs)
		}
	}
}
