// Package contract holds answers of a running service against its OpenAPI
// document: status, headers, media type, schema, and the problem that an error
// claims to be.
//
// It is for tests only: it needs a JSON Schema validator, which no function and
// no gateway should link in. The requests to send are those of
// openapi.Operation.Requests.
package contract

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/reverie-image/reverie/web/openapi"
)

const documentURL = "https://reverie.invalid/openapi.json"

// Checker checks answers and remembers which of the documented ones it saw. It
// is safe for concurrent use.
type Checker struct {
	doc *openapi.Document

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
	seen     map[string]bool
}

// New makes a checker for Reverie's document.
func New() (*Checker, error) {
	doc, err := openapi.Load()
	if err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi.Raw()))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(documentURL, value); err != nil {
		return nil, err
	}
	return &Checker{doc: doc, compiler: c, schemas: map[string]*jsonschema.Schema{}, seen: map[string]bool{}}, nil
}

// Document is the document that answers are held against.
func (c *Checker) Document() *openapi.Document { return c.doc }

// Check reports every way in which an answer to a request breaks the contract.
// Path is the request's, without its query.
func (c *Checker) Check(method, path string, status int, header http.Header, body []byte) error {
	where := fmt.Sprintf("%s %s: %d", method, path, status)
	op := c.doc.Find(method, path)
	if op == nil && method == http.MethodHead {
		op = c.doc.Find(http.MethodGet, path)
	}
	if op == nil {
		return fmt.Errorf("%s: no such operation is documented", where)
	}
	res, ok := op.Responses.Get(strconv.Itoa(status))
	if !ok {
		return fmt.Errorf("%s: this status is not documented; body: %.300s", where, body)
	}
	errs := c.checkHeader(res, header)
	if err := c.checkBody(method, res, status, header, body); err != nil {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[answerName(op, status)] = true
	return nil
}

func answerName(op *openapi.Operation, status int) string {
	return fmt.Sprintf("%s %s %d", op.Method, op.Path, status)
}

// Unseen lists the documented answers that no checked one was, as in
// "GET /api/jobs/{id} 504".
func (c *Checker) Unseen() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, op := range c.doc.Operations() {
		for status := range op.Responses.All() {
			n, _ := strconv.Atoi(status)
			if name := answerName(op, n); !c.seen[name] {
				out = append(out, name)
			}
		}
	}
	return out
}

func (c *Checker) checkHeader(res *openapi.Response, header http.Header) (errs []error) {
	for name, h := range res.Headers.All() {
		values := header.Values(name)
		if len(values) == 0 && h.Required {
			errs = append(errs, fmt.Errorf("header %s is missing", name))
		}
		for _, v := range values {
			if err := c.validate(res.Pointer+"/headers/"+name, v); err != nil {
				errs = append(errs, fmt.Errorf("header %s: %q: %w", name, v, err))
			}
		}
	}
	return errs
}

func (c *Checker) checkBody(method string, res *openapi.Response, status int, header http.Header, body []byte) error {
	if res.Content.Len() == 0 {
		if len(body) > 0 {
			return fmt.Errorf("no body is documented, got %d bytes: %.200s", len(body), body)
		}
		return nil
	}
	got, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("content type %q: %w", header.Get("Content-Type"), err)
	}
	documented, ok := mediaRange(res, got)
	if !ok {
		return fmt.Errorf("media type %s is not documented", got)
	}
	if method == http.MethodHead {
		return nil
	}
	if len(body) == 0 {
		return errors.New("the body is empty")
	}
	if !strings.HasSuffix(got, "json") {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("body: %w", err)
	}
	if err := c.validate(res.Pointer+"/content/"+pointerStep(documented), value); err != nil {
		return fmt.Errorf("body: %w: %.300s", err, body)
	}
	if len(res.Codes) > 0 {
		return checkProblem(res, status, value)
	}
	return nil
}

// MediaRange finds the documented media type that covers got.
func mediaRange(res *openapi.Response, got string) (string, bool) {
	kind, _, _ := strings.Cut(got, "/")
	for _, name := range []string{got, kind + "/*", "*/*"} {
		if _, ok := res.Content.Get(name); ok {
			return name, true
		}
	}
	return "", false
}

// CheckProblem looks at what a schema cannot say: that status is the answer's,
// and the type one of those that the answer is documented to carry.
func checkProblem(res *openapi.Response, status int, value any) error {
	problem, _ := value.(map[string]any)
	if got := fmt.Sprint(problem["status"]); got != strconv.Itoa(status) {
		return fmt.Errorf("the problem's status is %s", got)
	}
	code, _ := problem["type"].(string)
	if !slices.Contains(res.Codes, strings.TrimPrefix(code, "/problems/")) {
		return fmt.Errorf("the problem %s is not documented here", code)
	}
	return nil
}

func pointerStep(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// Validate holds a value against the schema beside a header or a media type.
func (c *Checker) validate(pointer string, value any) error {
	c.mu.Lock()
	s := c.schemas[pointer]
	if s == nil {
		var err error
		if s, err = c.compiler.Compile(documentURL + "#" + fragment(c.reference(pointer)) + "/schema"); err != nil {
			c.mu.Unlock()
			return err
		}
		c.schemas[pointer] = s
	}
	c.mu.Unlock()
	return s.Validate(value)
}
