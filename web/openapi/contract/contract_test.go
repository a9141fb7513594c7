package contract

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/web/openapi"
)

func checker(t *testing.T) *Checker {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func header(pairs ...string) http.Header {
	h := http.Header{"X-Request-Id": {"r1"}}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

const (
	goodJob = `{"id":"abc","state":"queued","converter":"grayscale","parameters":{},"progress":0,` +
		`"created_at":"2026-01-15T09:30:00Z","expires_at":"2026-01-15T09:31:40Z","links":{"self":"/api/jobs/abc","cancel":"/api/jobs/abc"}}`
	goodProblem = `{"type":"/problems/too-large","title":"Too large","status":413,"detail":"d","limit_bytes":1}`
)

func TestCheck(t *testing.T) {
	accepted := header("Content-Type", "application/json", "Location", "/api/jobs/abc", "Retry-After", "1", "Job-Status", "queued")
	problem := header("Content-Type", "application/problem+json")
	image := header("Content-Type", "image/png", "Cache-Control", "no-store", "Content-Disposition", "inline")
	for name, tc := range map[string]struct {
		method, path string
		status       int
		header       http.Header
		body         string
		want         string // part of the error; empty for none
	}{
		"accepted":          {"POST", "/api/jobs", 202, accepted, goodJob, ""},
		"problem":           {"POST", "/api/jobs", 413, problem, goodProblem, ""},
		"image":             {"POST", "/api/converters/contrast", 200, image, "\x89PNG", ""},
		"no body":           {"DELETE", "/api/jobs/abc", 204, header(), "", ""},
		"head of get":       {"HEAD", "/healthz", 200, header("Content-Type", "application/json"), "", ""},
		"unknown operation": {"PUT", "/api/jobs", 200, header(), "", "no such operation"},
		"unknown status":    {"POST", "/api/jobs", 201, accepted, goodJob, "not documented"},
		"missing header":    {"POST", "/api/jobs", 202, header("Content-Type", "application/json"), goodJob, "Location is missing"},
		"bad header": {"POST", "/api/jobs", 202,
			header("Content-Type", "application/json", "Location", "https://x/", "Retry-After", "1", "Job-Status", "queued"), goodJob, "Location"},
		"media type":          {"POST", "/api/jobs", 202, header("Content-Type", "text/html", "Location", "/api/jobs/abc", "Retry-After", "1", "Job-Status", "queued"), goodJob, "text/html"},
		"schema":              {"POST", "/api/jobs", 202, accepted, strings.Replace(goodJob, `"progress":0`, `"progress":7`, 1), "progress"},
		"member unknown":      {"POST", "/api/jobs", 202, accepted, strings.Replace(goodJob, `"progress":0`, `"progress":0,"owner":"x"`, 1), "owner"},
		"format":              {"POST", "/api/jobs", 202, accepted, strings.Replace(goodJob, "09:30:00Z", "half past nine", 1), "date-time"},
		"no JSON":             {"POST", "/api/jobs", 413, problem, "too large", "body"},
		"problem's status":    {"POST", "/api/jobs", 413, problem, strings.Replace(goodProblem, "413", "414", 1), "414"},
		"problem of another":  {"POST", "/api/jobs", 413, problem, strings.Replace(goodProblem, "/too-large", "/not-found", 1), "not documented here"},
		"body without one":    {"DELETE", "/api/jobs/abc", 204, header(), "x", "no body"},
		"empty body":          {"POST", "/api/converters/contrast", 200, image, "", "empty"},
		"no request ID":       {"GET", "/healthz", 200, http.Header{"Content-Type": {"application/json"}}, `{"status":"ok"}`, "X-Request-Id"},
		"private key exposed": {"GET", "/.well-known/jwks.json", 200, header("Content-Type", "application/jwk-set+json", "Cache-Control", "x"), `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"11qY"}]}`, "not"},
	} {
		t.Run(name, func(t *testing.T) {
			err := checker(t).Check(tc.method, tc.path, tc.status, tc.header, []byte(tc.body))
			switch {
			case tc.want == "" && err != nil:
				t.Error(err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}

func TestUnseen(t *testing.T) {
	c := checker(t)
	const name = "DELETE /api/jobs/{id} 204"
	if !slices.Contains(c.Unseen(), name) {
		t.Fatalf("%s is not in %v", name, c.Unseen())
	}
	if err := c.Check("DELETE", "/api/jobs/abc", 204, header(), nil); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(c.Unseen(), name) {
		t.Errorf("%s still counts as unseen", name)
	}
}

// The document must keep its own contract: every example fits its schema.
func TestExamplesFit(t *testing.T) {
	c := checker(t)
	fits := func(pointer string, example json.RawMessage) {
		t.Helper()
		var value any
		if err := json.Unmarshal(example, &value); err != nil {
			t.Fatal(err)
		}
		if err := c.validate(pointer, value); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	for _, op := range c.Document().Operations() {
		for _, res := range op.Responses.All() {
			for name, media := range res.Content.All() {
				if media.Example != nil {
					fits(res.Pointer+"/content/"+pointerStep(name), media.Example)
				}
			}
		}
	}
	for name, s := range c.Document().Components.Schemas.All() {
		schema, err := c.compiler.Compile(documentURL + "#/components/schemas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range s.Examples {
			var value any
			if err := json.Unmarshal(example, &value); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Every operation says how to try it, and every request what answers it.
func TestRequestsAreComplete(t *testing.T) {
	from := openapi.Source{
		Base:     "http://localhost:8080",
		Variable: func(name string) (string, error) { return "v-" + name, nil },
		File:     func(name string) ([]byte, error) { return []byte(name), nil },
	}
	for _, op := range checker(t).Document().Operations() {
		if len(op.Requests) == 0 {
			t.Errorf("%s %s has no x-requests", op.Method, op.Path)
		}
		for _, r := range op.Requests {
			req, err := r.Build(op, from)
			if err != nil {
				t.Errorf("%s: %s: %v", op.ID, r.Summary, err)
				continue
			}
			if !op.Matches(req.URL.Path) || strings.ContainsAny(req.URL.String(), "{}") {
				t.Errorf("%s: %s: built %s", op.ID, r.Summary, req.URL)
			}
			if len(r.Status) == 0 {
				t.Errorf("%s: %s: no status", op.ID, r.Summary)
			}
			for _, status := range r.Status {
				if _, ok := op.Responses.Get(strconv.Itoa(status)); !ok {
					t.Errorf("%s: %s: status %d is not documented", op.ID, r.Summary, status)
				}
			}
		}
	}
}
