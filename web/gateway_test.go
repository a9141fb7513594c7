package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

func TestRoutesReachTheirFunctions(t *testing.T) {
	w := newWorld(t, nil)
	for _, tc := range []struct{ method, path, function, inner string }{
		{"POST", "/api/jobs?converter=contrast", "convert", "POST"},
		{"GET", "/api/jobs/abc", "jobs", "GET"},
		{"HEAD", "/api/jobs/abc", "jobs", "HEAD"},
		{"DELETE", "/api/jobs/abc", "jobs", "DELETE"},
		{"GET", "/api/converters", "catalog", "GET"},
		{"HEAD", "/api/converters", "catalog", "GET"},
		{"GET", "/api/converters/contrast", "catalog", "GET"},
		{"POST", "/api/converters/contrast", "contrast", "POST"},
		{"POST", "/api/login", "auth", "POST"},
		{"GET", "/.well-known/jwks.json", "auth", "GET"},
		{"GET", "/api/gallery?limit=3", "gallery", "GET"},
		{"GET", "/api/gallery/g1/thumbnail", "gallery", "GET"},
	} {
		before := len(w.calls(tc.function))
		res := w.send(t, tc.method, tc.path, nil, "Authorization", goodToken)
		if len(w.calls(tc.function)) != before+1 {
			t.Errorf("%s %s: %d, did not reach %s", tc.method, tc.path, res.StatusCode, tc.function)
			continue
		}
		got := w.last(t, tc.function)
		path, query, _ := strings.Cut(tc.path, "?")
		if got.Method != tc.inner || got.Header.Get(fn.PathHeader) != path || got.URL.RawQuery != query {
			t.Errorf("%s %s: inside %s %s ?%s", tc.method, tc.path, got.Method, got.Header.Get(fn.PathHeader), got.URL.RawQuery)
		}
		if tc.method == "HEAD" && bodyOf(t, res) != "" {
			t.Errorf("%s %s: a body came back", tc.method, tc.path)
		}
	}
}

func TestWrongMethod(t *testing.T) {
	w := newWorld(t, nil)
	for _, tc := range []struct{ method, path, allow string }{
		{"PUT", "/api/jobs/abc", "DELETE, GET, HEAD"},
		{"GET", "/api/jobs", "POST"},
		{"POST", "/api/converters", "GET, HEAD"},
		{"PATCH", "/api/me", "DELETE, GET, HEAD"},
		{"OPTIONS", "/api/jobs", "POST"},
		{"POST", "/", "GET, HEAD"},
		{"DELETE", "/js/main.js", "GET, HEAD"},
		{"POST", "/healthz", "GET, HEAD"},
	} {
		res := w.send(t, tc.method, tc.path, nil)
		if got := res.Header.Get("Allow"); got != tc.allow {
			t.Errorf("%s %s: Allow %q, want %q", tc.method, tc.path, got, tc.allow)
		}
		wantProblem(t, res, fault.MethodNotAllowed)
	}
}

func TestWhatComesInIsStripped(t *testing.T) {
	w := newWorld(t, nil)
	w.send(t, "POST", "/api/jobs", strings.NewReader("x"),
		fn.UserHeader, "root", fn.PathHeader, "/api/jobs/other", "X_authenticated_user", "root",
		"Ce-Type", "io.github.reverie-image.sweep.requested", "Ce-Specversion", "1.0", "ce-id", "1",
		"Cookie", "reverie_refresh=secret", "X-Forwarded-For", "203.0.113.9", "Forwarded", "for=203.0.113.9",
		"X-Http-Method-Override", "DELETE", "Baggage", "a=b",
		"Idempotency-Key", "k1", "Prefer", "wait=1")
	got := w.last(t, "convert").Header
	for name := range got {
		if strings.HasPrefix(name, "Ce-") || strings.Contains(name, "_") {
			t.Errorf("%s came through", name)
		}
	}
	for _, name := range []string{fn.UserHeader, "Cookie", "Forwarded", "X-Http-Method-Override", "Baggage"} {
		if got.Get(name) != "" {
			t.Errorf("%s: %s came through", name, got.Get(name))
		}
	}
	for name, want := range map[string]string{
		fn.PathHeader: "/api/jobs", "Idempotency-Key": "k1", "Prefer": "wait=1", "X-Forwarded-For": "127.0.0.1",
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
}

func TestCredentialsGoToTheirFunctionOnly(t *testing.T) {
	w := newWorld(t, nil)
	w.send(t, "GET", "/api/jobs/abc", nil, "Authorization", goodToken, "Cookie", "reverie_refresh=secret")
	if h := w.last(t, "jobs").Header; h.Get("Authorization") != "" || h.Get("Cookie") != "" || h.Get(fn.UserHeader) != "user-1" {
		t.Errorf("jobs got %v", h)
	}
	w.send(t, "GET", "/api/me", nil, "Authorization", goodToken, "Cookie", "reverie_refresh=secret")
	if h := w.last(t, "auth").Header; h.Get("Authorization") != goodToken || h.Get("Cookie") == "" || h.Get(fn.UserHeader) != "user-1" {
		t.Errorf("auth got %v", h)
	}
}

func TestForwardedAddress(t *testing.T) {
	var res *http.Response
	for _, tc := range []struct {
		proxies         int
		forwarded, want string
	}{
		{1, "6.6.6.6, 203.0.113.9", "203.0.113.9"},
		{1, "6.6.6.6, 10.0.0.7", "10.0.0.7"},
		{1, "nonsense", "127.0.0.1"},
		{3, "6.6.6.6, 203.0.113.9, 10.0.0.7, 10.244.3.9", "203.0.113.9"},
		{3, "203.0.113.9, 10.244.3.9", "203.0.113.9"}, // one of them was not on the way
		{3, "6.6.6.6, nonsense, 10.0.0.7, 10.244.3.9", "127.0.0.1"},
	} {
		w := newWorld(t, func(c *Config) { c.TrustForwarded, c.Proxies = true, tc.proxies })
		res = w.send(t, "GET", "/api/converters", nil, "X-Forwarded-For", tc.forwarded, "X-Forwarded-Proto", "https")
		if got := w.last(t, "catalog").Header.Get("X-Forwarded-For"); got != tc.want {
			t.Errorf("the client behind %q and %d proxies is %q, want %q", tc.forwarded, tc.proxies, got, tc.want)
		}
	}
	if res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS over TLS")
	}
}

func TestEventsStayOutside(t *testing.T) {
	w := newWorld(t, nil)
	for _, contentType := range []string{"application/cloudevents+json", "Application/CloudEvents-batch+json; charset=utf-8", " application/cloudevents"} {
		wantProblem(t, w.send(t, "POST", "/api/jobs", strings.NewReader("{}"), "Content-Type", contentType), fault.UnsupportedImage)
		wantProblem(t, w.send(t, "POST", "/api/converters/contrast", strings.NewReader("{}"), "Content-Type", contentType), fault.UnsupportedImage)
	}
	for _, encoding := range []string{"gzip", "br", "identity, gzip"} {
		wantProblem(t, w.send(t, "POST", "/api/jobs", strings.NewReader("x"), "Content-Encoding", encoding), fault.UnsupportedImage)
		wantProblem(t, w.send(t, "POST", "/api/login", strings.NewReader("x"), "Content-Encoding", encoding), fault.Malformed)
	}
	wantProblem(t, w.send(t, "POST", "/api/login", strings.NewReader("{}"), "Content-Type", "application/cloudevents+json"), fault.Malformed)
	if n := len(w.calls("convert")) + len(w.calls("contrast")) + len(w.calls("auth")); n != 0 {
		t.Errorf("%d of them came in", n)
	}
	for _, method := range []string{"GET", "DELETE"} { // which have no body
		w.send(t, method, "/api/jobs/abc", nil, "Content-Type", "application/cloudevents+json", "Content-Encoding", "gzip")
		if h := w.last(t, "jobs").Header; h.Get("Content-Type") != "" || h.Get("Content-Encoding") != "" {
			t.Errorf("%s went in with %v", method, h)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.TrustedOrigins = []string{"https://friend.example"} })
	for name, tc := range map[string]struct {
		header []string
		status int
	}{
		"curl":        {nil, 200},
		"own page":    {[]string{"Origin", w.URL, "Sec-Fetch-Site", "same-origin"}, 200},
		"old browser": {[]string{"Origin", w.URL}, 200},
		"friend":      {[]string{"Origin", "https://friend.example", "Sec-Fetch-Site", "cross-site"}, 200},
		"other site":  {[]string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 403},
		"same site":   {[]string{"Origin", "https://sub.example", "Sec-Fetch-Site", "same-site"}, 403},
		"old, other":  {[]string{"Origin", "https://evil.example"}, 403},
		"null":        {[]string{"Origin", "null"}, 403},
	} {
		res := w.send(t, "POST", "/api/login", strings.NewReader("{}"), append(tc.header, "Authorization", goodToken)...)
		if res.StatusCode != tc.status {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, tc.status)
		}
		if tc.status == 403 {
			wantProblem(t, res, fault.Forbidden)
		}
	}
	if res := w.send(t, "GET", "/api/converters", nil, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); res.StatusCode != 200 {
		t.Errorf("reading: %d", res.StatusCode)
	} else if res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another site may read the answer")
	}
}

func TestRequestID(t *testing.T) {
	w := newWorld(t, nil)
	for _, good := range []string{"a", "Trace_1.2-3", strings.Repeat("x", 64)} {
		if got := w.send(t, "GET", "/api/converters", nil, fn.RequestHeader, good).Header.Get(fn.RequestHeader); got != good {
			t.Errorf("%s became %s", good, got)
		}
		if got := w.last(t, "catalog").Header.Get(fn.RequestHeader); got != good {
			t.Errorf("the function got %s", got)
		}
	}
	for _, bad := range []string{"", "a b", "a;b", strings.Repeat("x", 65), "ä"} {
		got := w.send(t, "GET", "/api/converters", nil, fn.RequestHeader, bad).Header.Get(fn.RequestHeader)
		if got == bad || !isToken(got, longestRequestID) {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestPanicIsAProblem(t *testing.T) {
	w := newWorld(t, nil)
	w.auth = func(http.ResponseWriter, *http.Request) { panic("boom") }
	wantProblem(t, w.send(t, "POST", "/api/login", strings.NewReader("{}")), fault.Internal)
	if !strings.Contains(w.logs.String(), "boom") {
		t.Error("the panic is not in the log")
	}
}

func TestLogLine(t *testing.T) {
	w := newWorld(t, nil)
	w.send(t, "GET", "/api/jobs/abc?secret=1", nil, "Authorization", goodToken)
	w.send(t, "GET", "/healthz", nil)
	w.Close() // waits for what is under way
	line := w.logs.String()
	for _, want := range []string{`"route":"/api/jobs/{id}"`, `"status":200`, `"user":"user-1"`, `"bytes_out":15`, `"path":"/api/jobs/abc"`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s is not in %s", want, line)
		}
	}
	if strings.Contains(line, "secret") || strings.Contains(line, "good") || strings.Contains(line, "healthz") {
		t.Errorf("too much in %s", line)
	}
}
