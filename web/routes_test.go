package web

import (
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/web/openapi"
)

// Own are the routes that the gateway answers itself and that belong to the
// API; static files do not.
var own = []string{
	"GET /api/openapi.json", "GET /api/docs", "GET /problems/{code}", "GET /healthz", "GET /readyz",
}

func TestRoutesAreDocumented(t *testing.T) {
	doc, err := openapi.Load()
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, op := range doc.Operations() {
		documented[op.Method+" "+op.Path] = true
	}
	routed := map[string]bool{}
	for _, name := range own {
		routed[name] = true
	}
	for _, r := range routes {
		routed[r.method+" "+r.pattern] = true
	}
	for name := range routed {
		if !documented[name] {
			t.Errorf("%s is routed, and not in the document", name)
		}
	}
	for name := range documented {
		if !routed[name] {
			t.Errorf("%s is documented, and not routed", name)
		}
	}
}

// What the document says must be there answers when it is asked for.
func TestDocumentedPathsAnswer(t *testing.T) {
	doc, err := openapi.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil)
	for _, op := range doc.Operations() {
		path := strings.NewReplacer("{id}", "abc", "{name}", "contrast", "{code}", "too-large").Replace(op.Path)
		res := w.send(t, op.Method, path, nil, "Authorization", goodToken)
		if res.StatusCode != 200 {
			t.Errorf("%s %s: %d", op.Method, path, res.StatusCode)
		}
	}
}

// Who needs a token, and how large a body is, must be said as it is.
func TestDocumentedAccess(t *testing.T) {
	doc, err := openapi.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes {
		op, _ := doc.Paths.Get(r.pattern)
		o, ok := op.Get(strings.ToLower(r.method))
		if !ok {
			continue // TestRoutesAreDocumented tells
		}
		for _, code := range []struct {
			status string
			when   bool
		}{
			{"401", r.who == signedIn}, {"413", r.body != none && o.Body != nil}, {"403", r.method != "GET" && r.method != "HEAD"}, {"503", true},
		} {
			if _, ok := o.Responses.Get(code.status); code.when && !ok {
				t.Errorf("%s %s does not document %s", r.method, r.pattern, code.status)
			}
		}
	}
}

func TestPathTricks(t *testing.T) {
	w := newWorld(t, nil)
	for _, path := range []string{
		"/api/jobs/", "/api/jobs//", "/api/jobs/a/b", "/api/jobs/..", "/api/jobs/.", "/api/jobs/a%2Fb", "/api/jobs/%2e%2e/converters",
		"/api/jobs/../converters", "/api//jobs/a", "//api/jobs/a", "/api/jobs/a%00", "/api/jobs/a;b", "/api/jobs/a.b", "/api/jobs/a\\b",
		"/api/jobs/" + strings.Repeat("a", 65), "/api/jobs/" + strings.Repeat("a", 5000), "/api/jobs/%C3%A4", "/api/jobs/a%20b",
		"/api/gallery/a/other", "/api/gallery/a/original/", "/api/gallery/../me/original", "/api/converters/Contrast%2f..",
		"/api/%6Aobs/a", "/API/jobs/a", "/api", "/api/", "/api/jobs/a/", "/.well-known/", "/.well-known/../api/me",
	} {
		_, r := w.dial(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\nAuthorization: "+goodToken+"\r\n\r\n")
		res := answerTo(t, r)
		if res.StatusCode != 404 {
			t.Errorf("%.60s: %d", path, res.StatusCode)
		}
		if strings.HasPrefix(path, "/api/") {
			wantProblem(t, res, fault.NotFound)
		}
	}
	for _, name := range []string{"jobs", "gallery", "catalog", "auth", "convert"} {
		if calls := w.calls(name); len(calls) != 0 {
			t.Errorf("%s was reached with %s", name, calls[0].URL)
		}
	}
}

func TestUnknownConverterIsNotReached(t *testing.T) {
	w := newWorld(t, nil)
	for _, name := range []string{"grayscale", "auth", "jobs", "sweep"} { // functions, and not converters of this world
		wantProblem(t, w.send(t, "POST", "/api/converters/"+name, strings.NewReader("x")), fault.NotFound)
	}
}

func FuzzFind(f *testing.F) {
	for _, r := range routes {
		f.Add(r.method, strings.NewReplacer("{id}", "a-b_C9", "{name}", "contrast").Replace(r.pattern))
	}
	f.Add("GET", "/api/jobs/../me")
	f.Fuzz(func(t *testing.T, method, path string) {
		r, param, _ := find(method, path)
		if r.function == "" || !isPlain(path) {
			return
		}
		if back := strings.NewReplacer("{id}", param, "{name}", param).Replace(r.pattern); back != path || len(param) > longestName {
			t.Errorf("%s %q found %s with %q", method, path, r.pattern, param)
		}
	})
}
