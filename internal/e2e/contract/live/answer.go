package live

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/web/openapi/contract"
)

// Answer is what came back for a request.
type Answer struct {
	Method, Path string
	Status       int
	Header       http.Header
	Body         []byte
}

// Problem is a problem document (RFC 9457).
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
	Reason   string `json:"reason"`
}

func (a Answer) String() string {
	return fmt.Sprintf("%s %s: %d %.300s", a.Method, clip(a.Path), a.Status, a.Body)
}

func clip(path string) string {
	if len(path) > 100 {
		return path[:100] + "…"
	}
	return path
}

// WantProblem checks that the answer is the problem of a code, in full: status,
// media type, title, a detail of its own and the request's ID.
func (a Answer) WantProblem(t *testing.T, code fault.Code) Problem {
	t.Helper()
	if a.Status != code.Status() {
		t.Errorf("%v; want %d %s", a, code.Status(), code)
		return Problem{}
	}
	if a.Method == http.MethodHead {
		return Problem{Type: code.Type(), Status: a.Status}
	}
	p, err := a.problem()
	switch {
	case err != nil:
		t.Errorf("%v: %v", a, err)
	case fault.CodeOf(p.Type) != code:
		t.Errorf("%v; want the problem %s", a, code)
	}
	return p
}

// problem reads the problem document and checks what all of them must have.
func (a Answer) problem() (p Problem, err error) {
	if got := a.Header.Get("Content-Type"); got != fault.ContentType {
		return p, fmt.Errorf("content type %q of a problem", got)
	}
	if err := json.Unmarshal(a.Body, &p); err != nil {
		return p, err
	}
	code := fault.CodeOf(p.Type)
	switch {
	case !slices.Contains(fault.Codes(), code):
		return p, fmt.Errorf("problem of an unknown type %s", p.Type)
	case p.Status != a.Status || p.Title != code.Title():
		return p, fmt.Errorf("status %d, title %q do not fit %s", p.Status, p.Title, code)
	case p.Instance != a.Header.Get("X-Request-Id"):
		return p, fmt.Errorf("instance %q is not the request's ID %q", p.Instance, a.Header.Get("X-Request-Id"))
	case p.Detail == p.Title || !strings.HasSuffix(p.Detail, ".") || len(p.Detail) < 10:
		return p, fmt.Errorf("the detail %q does not say what to do", p.Detail)
	}
	return p, nil
}

// Check holds an answer against the document. What the document leaves out, an
// unknown path or method, must be answered 404 or 405 and nothing else.
func Check(c *contract.Checker, a Answer) error {
	if a.Header.Get("X-Request-Id") == "" {
		return fmt.Errorf("%v: no X-Request-Id", a)
	}
	if a.Status >= 400 && a.Method != http.MethodHead && strings.HasPrefix(a.Path, "/api/") {
		if _, err := a.problem(); err != nil {
			return fmt.Errorf("%v: %w", a, err)
		}
	}
	if a.Status == http.StatusMethodNotAllowed && a.Header.Get("Allow") == "" {
		return fmt.Errorf("%v: no Allow", a)
	}
	op := c.Document().Find(a.Method, a.Path)
	if op == nil && a.Method == http.MethodHead {
		op = c.Document().Find(http.MethodGet, a.Path)
	}
	if op == nil {
		switch {
		case a.Status == http.StatusNotFound, a.Status == http.StatusMethodNotAllowed:
			return nil
		case !strings.HasPrefix(a.Path, "/api/"): // the page and its files
			return nil
		}
		return fmt.Errorf("%v: answered although the document has no such operation", a)
	}
	if err := c.Check(a.Method, a.Path, a.Status, a.Header, a.Body); err != nil {
		return err
	}
	res, _ := op.Responses.Get(fmt.Sprint(a.Status))
	for name := range a.Header {
		if _, ok := res.Headers.Get(name); !ok && !common(name) && !documented(res.Headers.All(), name) {
			return fmt.Errorf("%v: the header %s is not documented", a, name)
		}
	}
	return nil
}

func documented[T any](headers func(func(string, T) bool), name string) bool {
	for n := range headers {
		if http.CanonicalHeaderKey(n) == name {
			return true
		}
	}
	return false
}

// commonHeaders are those of HTTP itself, and the security headers that every
// answer has: a document that named them at each answer would hide the rest.
var commonHeaders = []string{
	"Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Vary",
	"Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster",
	"Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options",
}

func common(name string) bool { return slices.Contains(commonHeaders, name) }
