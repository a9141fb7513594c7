package web

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func TestStaticFiles(t *testing.T) {
	w := newWorld(t, nil)
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/gallery": "text/html; charset=utf-8", "/login": "text/html; charset=utf-8", "/register": "text/html; charset=utf-8",
		"/js/main.js": "text/javascript; charset=utf-8", "/css/main.css": "text/css; charset=utf-8", "/icon.png": "image/png",
		"/api/docs": "text/html; charset=utf-8", "/api/docs.css": "text/css; charset=utf-8", "/api/openapi.json": "application/json",
		"/problems/too-large": "text/html; charset=utf-8",
	} {
		res := w.send(t, "GET", path, nil)
		h := res.Header
		if res.StatusCode != 200 || h.Get("Content-Type") != want || h.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(h.Get("ETag"), `"`) {
			t.Errorf("%s: %d %v", path, res.StatusCode, h)
		}
		if len(bodyOf(t, res)) != int(res.ContentLength) {
			t.Errorf("%s: length", path)
		}
		head := w.send(t, "HEAD", path, nil)
		if head.StatusCode != 200 || head.Header.Get("Content-Length") != h.Get("Content-Length") || bodyOf(t, head) != "" {
			t.Errorf("HEAD %s: %d %v", path, head.StatusCode, head.Header)
		}
	}
	for _, path := range []string{"/index.html", "/js", "/js/", "/none.js", "/problems/none", "/js/../index.html", "/static/js/main.js"} {
		res := w.send(t, "GET", path, nil)
		if res.StatusCode != 404 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" || res.Header.Get("ETag") != "" {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
		if !strings.Contains(bodyOf(t, res), "nothing at this address") {
			t.Errorf("%s: no page", path)
		}
	}
}

func TestNotModified(t *testing.T) {
	w := newWorld(t, nil)
	tags := map[string]bool{}
	for _, encoding := range []string{"", "gzip", "zstd"} {
		res := w.send(t, "GET", "/js/main.js", nil, "Accept-Encoding", encoding)
		tag := res.Header.Get("ETag")
		tags[tag] = true
		for _, header := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			res := w.send(t, "GET", "/js/main.js", nil, "Accept-Encoding", encoding, "If-None-Match", header)
			if res.StatusCode != 304 || res.Header.Get("ETag") != tag || bodyOf(t, res) != "" || res.Header.Get("Vary") == "" {
				t.Errorf("%s, %s: %d %v", encoding, header, res.StatusCode, res.Header)
			}
		}
		if res := w.send(t, "GET", "/js/main.js", nil, "Accept-Encoding", encoding, "If-None-Match", `"other"`); res.StatusCode != 200 {
			t.Errorf("another tag: %d", res.StatusCode)
		}
	}
	if len(tags) != 3 {
		t.Errorf("the forms share tags: %v", tags)
	}
}

func TestCompression(t *testing.T) {
	w := newWorld(t, nil)
	want := string(testStatic["js/main.js"].Data)
	for accept, encoding := range map[string]string{
		"": "", "identity": "", "br": "", "gzip": "gzip", "gzip, deflate, br, zstd": "zstd", "GZIP;q=0.5": "gzip",
		"gzip;q=0": "", "zstd;q=0, gzip": "gzip", "*": "zstd", "*;q=0": "", "zstd; q=0.0, *": "gzip",
	} {
		res := w.send(t, "GET", "/js/main.js", nil, "Accept-Encoding", accept)
		if got := res.Header.Get("Content-Encoding"); got != encoding {
			t.Errorf("%q: %q, want %q", accept, got, encoding)
			continue
		}
		if got := unpack(t, encoding, res.Body); got != want {
			t.Errorf("%q: %d bytes of another file", accept, len(got))
		}
	}
	if res := w.send(t, "GET", "/icon.png", nil, "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" || res.Header.Get("Vary") != "" {
		t.Error("a picture was packed")
	}
}

func unpack(t *testing.T, encoding string, r io.Reader) string {
	t.Helper()
	var err error
	switch encoding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestUnknownFileTypeIsFoundAtStart(t *testing.T) {
	_, err := New(Config{Functions: Local(nil), Static: fstest.MapFS{"a.xyz": {}}})
	if err == nil || !strings.Contains(err.Error(), "a.xyz") {
		t.Errorf("got %v", err)
	}
}

func TestEmbeddedPage(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Static = nil })
	res := w.send(t, "GET", "/", nil)
	page := bodyOf(t, res)
	if res.StatusCode != 200 || !strings.Contains(page, "Reverie") {
		t.Fatalf("%d: %.100s", res.StatusCode, page)
	}
	if strings.Contains(page, "style=\"") || strings.Contains(page, "onclick=") || strings.Contains(page, "<style") || strings.Contains(page, "<script>") {
		t.Error("the page has inline code or style, which its own policy forbids")
	}
	for _, link := range links(page) {
		if res := w.send(t, "GET", link, nil); res.StatusCode != 200 {
			t.Errorf("the page links to %s: %d", link, res.StatusCode)
		}
	}
}

// Links are the local files that a page names.
func links(page string) (out []string) {
	for _, attribute := range []string{`href="/`, `src="/`} {
		for part := range strings.SplitSeq(page, attribute) {
			name, _, ok := strings.Cut(part, `"`)
			if ok && name != "" && !strings.ContainsAny(name, "<> \n") {
				path, _, _ := strings.Cut(name, "#")
				out = append(out, "/"+path)
			}
		}
	}
	return out
}

func TestSecurityHeaders(t *testing.T) {
	w := newWorld(t, nil)
	for path, policy := range map[string]string{
		"/": pagePolicy, "/none": pagePolicy, "/api/docs": pagePolicy, "/js/main.js": pagePolicy,
		"/api/converters": apiPolicy, "/api/none": apiPolicy, "/api/jobs/a": apiPolicy, "/api/jobs": apiPolicy,
	} {
		h := w.send(t, "GET", path, nil).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": permissions,
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if h.Get("Strict-Transport-Security") != "" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	for _, loose := range []string{"unsafe", "http:", "https:", " *"} {
		if strings.Contains(pagePolicy, loose) || strings.Contains(apiPolicy, loose) {
			t.Errorf("a policy allows %s", loose)
		}
	}
}
