package openapi

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
)

func load(t *testing.T) *Document {
	t.Helper()
	d, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Every problem that code can answer is in the document, and no other.
func TestProblemsAreThoseOfTheCode(t *testing.T) {
	d := load(t)
	s, _ := d.Components.Schemas.Get("Problem")
	types, _ := s.Properties.Get("type")
	var documented, real []string
	for _, v := range types.Enum {
		documented = append(documented, v.(string))
	}
	for _, c := range fault.Codes() {
		real = append(real, c.Type())
	}
	slices.Sort(documented)
	slices.Sort(real)
	if !slices.Equal(documented, real) {
		t.Errorf("documented %v, real %v", documented, real)
	}
	for _, op := range d.Operations() {
		for status, res := range op.Responses.All() {
			for _, code := range res.Codes {
				if got := fault.Code(code).Status(); status != jsonNumber(got) {
					t.Errorf("%s %s: %s answers %d and not %s", op.Method, op.Path, code, got, status)
				}
			}
		}
	}
}

func jsonNumber(n int) string {
	b, _ := json.Marshal(n)
	return string(b)
}

func TestDocumentIsComplete(t *testing.T) {
	ids := map[string]bool{}
	for _, op := range load(t).Operations() {
		if op.ID == "" || ids[op.ID] || op.Summary == "" || len(op.Tags) != 1 || op.Responses.Len() == 0 {
			t.Errorf("%s %s: no ID of its own, summary, tag or answer", op.Method, op.Path)
		}
		ids[op.ID] = true
		for _, p := range op.Parameters {
			if p.Name == "" || p.In == "" || p.Description == "" || p.Schema == nil {
				t.Errorf("%s: parameter %+v", op.ID, p)
			}
			if p.In == "path" && (!p.Required || !strings.Contains(op.Path, "{"+p.Name+"}")) {
				t.Errorf("%s: path parameter %s", op.ID, p.Name)
			}
		}
		for status, res := range op.Responses.All() {
			if _, ok := res.Headers.Get("X-Request-Id"); !ok || res.Description == "" || res.Pointer == "" {
				t.Errorf("%s: answer %s is not described", op.ID, status)
			}
		}
	}
}

func TestFind(t *testing.T) {
	d := load(t)
	for request, want := range map[string]string{
		"GET /api/jobs/abc":                 "getJob",
		"HEAD /api/jobs/abc":                "headJob",
		"GET /api/gallery/x/thumbnail":      "getThumbnail",
		"POST /api/converters/contrast":     "convertNow",
		"GET /api/openapi.json":             "getDescription",
		"GET /api/jobs/":                    "",
		"GET /api/jobs/a/b":                 "",
		"PUT /api/jobs/abc":                 "",
		"GET /.well-known/jwks.json":        "getKeys",
		"GET /problems/too-large":           "getProblem",
		"GET /api/gallery/x/thumbnail/more": "",
	} {
		method, path, _ := strings.Cut(request, " ")
		got := ""
		if op := d.Find(method, path); op != nil {
			got = op.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}

func TestBuild(t *testing.T) {
	from := Source{
		Base:     "http://host",
		Variable: func(name string) (string, error) { return "<" + name + ">", nil },
		File:     func(name string) ([]byte, error) { return []byte("bytes of " + name), nil },
	}
	op := &Operation{Method: "POST", Path: "/api/{id}"}
	for name, tc := range map[string]struct{ request, url, body, contentType string }{
		"file":    {`{"path":{"id":"{job}"},"query":{"a":"b c"},"file":"p.jpg","contentType":"image/jpeg"}`, "http://host/api/%3Cjob%3E?a=b+c", "bytes of p.jpg", "image/jpeg"},
		"json":    {`{"path":{"id":"x"},"json":{"name":"{who}","n":1}}`, "http://host/api/x", `{"name":"\u003cwho\u003e","n":1}`, "application/json"},
		"text":    {`{"path":{"id":"x"},"text":"","contentType":"image/png"}`, "http://host/api/x", "", "image/png"},
		"nothing": {`{"path":{"id":"x"}}`, "http://host/api/x", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var r Request
			if err := json.Unmarshal([]byte(tc.request), &r); err != nil {
				t.Fatal(err)
			}
			req, err := r.Build(op, from)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(req.Body)
			if req.URL.String() != tc.url || string(body) != tc.body || req.Header.Get("Content-Type") != tc.contentType {
				t.Errorf("%s %q %q", req.URL, body, req.Header.Get("Content-Type"))
			}
		})
	}
}

func TestBuildForm(t *testing.T) {
	r := Request{Auth: true}
	r.Form.Set("file", "@p.jpg")
	r.Form.Set("converter", "{name}")
	r.Headers.Set("Prefer", "wait=1")
	req, err := r.Build(&Operation{Method: "POST", Path: "/"}, Source{
		Variable: func(name string) (string, error) { return name, nil },
		File:     func(string) ([]byte, error) { return []byte("JPEG"), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	_, header, err := req.FormFile("file")
	if err != nil || header.Filename != "p.jpg" || header.Size != 4 || req.FormValue("converter") != "name" {
		t.Errorf("%v %+v %s", err, header, req.FormValue("converter"))
	}
	if req.Header.Get("Authorization") != "Bearer token" || req.Header.Get("Prefer") != "wait=1" {
		t.Errorf("%v", req.Header)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":        `{`,
		"twice":          `{"paths":{"/a":{},"/a":{}}}`,
		"lost reference": `{"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/None"}}}}}}`,
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
