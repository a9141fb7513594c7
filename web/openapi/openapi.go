// Package openapi holds the description of Reverie's API, an OpenAPI 3.1
// document written by hand, and reads it.
//
// The page at /api/docs is drawn from it, and package contract holds answers
// against it. It is the contract: code follows the document.
package openapi

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed openapi.json
var raw []byte

// Raw is the document as it is served.
func Raw() []byte { return raw }

// Document is the part of an OpenAPI document that Reverie uses. Parameters,
// bodies and responses are there in full: references to them are followed when
// it is read. References to schemas stay.
type Document struct {
	OpenAPI string `json:"openapi"`
	Info    struct {
		Title       string `json:"title"`
		Version     string `json:"version"`
		Summary     string `json:"summary"`
		Description string `json:"description"`
	} `json:"info"`
	Tags []struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"tags"`
	Paths      Ordered[Ordered[*Operation]] `json:"paths"`
	Components struct {
		Parameters map[string]Parameter `json:"parameters"`
		Headers    map[string]Header    `json:"headers"`
		Responses  map[string]Response  `json:"responses"`
		Schemas    Ordered[*Schema]     `json:"schemas"`
	} `json:"components"`
}

// Operation is a method on a path.
type Operation struct {
	Method      string             `json:"-"` // in upper case
	Path        string             `json:"-"` // with variables in braces
	ID          string             `json:"operationId"`
	Tags        []string           `json:"tags"`
	Summary     string             `json:"summary"`
	Description string             `json:"description"`
	Security    []map[string][]any `json:"security"`
	Parameters  []Parameter        `json:"parameters"`
	Body        *Body              `json:"requestBody"`
	Responses   Ordered[*Response] `json:"responses"`
	Requests    []Request          `json:"x-requests"`
}

// Parameter is a variable of the path, the query or the header.
type Parameter struct {
	Ref         string  `json:"$ref"`
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description"`
	Required    bool    `json:"required"`
	Schema      *Schema `json:"schema"`
	Example     any     `json:"example"`
}

// Body is what a request carries.
type Body struct {
	Description string         `json:"description"`
	Required    bool           `json:"required"`
	Content     Ordered[Media] `json:"content"`
}

// Media is a body of one media type or of a range of them.
type Media struct {
	Schema  *Schema         `json:"schema"`
	Example json.RawMessage `json:"example"`
}

// Response is one answer. Codes are the problems that it may carry.
type Response struct {
	Ref         string          `json:"$ref"`
	Description string          `json:"description"`
	Headers     Ordered[Header] `json:"headers"`
	Content     Ordered[Media]  `json:"content"`
	Codes       []string        `json:"x-codes"`
	Pointer     string          `json:"-"` // where it stands in the document
}

// Header is a header of an answer.
type Header struct {
	Ref         string  `json:"$ref"`
	Description string  `json:"description"`
	Required    bool    `json:"required"`
	Schema      *Schema `json:"schema"`
}

// Load reads the document. It is the same one every time: do not change it.
var Load = sync.OnceValues(func() (*Document, error) { return Parse(raw) })

// Parse reads a document.
func Parse(data []byte) (*Document, error) {
	var d Document
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	for path, item := range d.Paths.All() {
		for method, op := range item.All() {
			op.Path, op.Method = path, strings.ToUpper(method)
			if err := d.resolve(op); err != nil {
				return nil, fmt.Errorf("openapi: %s %s: %w", op.Method, path, err)
			}
		}
	}
	return &d, nil
}

// Operations lists all of them in the document's order.
func (d *Document) Operations() []*Operation {
	var all []*Operation
	for _, item := range d.Paths.All() {
		for _, op := range item.All() {
			all = append(all, op)
		}
	}
	return all
}

// Find is the operation that answers a method on a path of a request; an exact
// path goes before one with a variable.
func (d *Document) Find(method, path string) *Operation {
	var found *Operation
	for _, op := range d.Operations() {
		if op.Method != method || !op.Matches(path) {
			continue
		}
		if op.Path == path {
			return op
		}
		found = op
	}
	return found
}

// Matches compares the operation's path with a request's.
func (op *Operation) Matches(path string) bool {
	pattern, got := strings.Split(op.Path, "/"), strings.Split(path, "/")
	if len(pattern) != len(got) {
		return false
	}
	for i, segment := range pattern {
		if segment != got[i] && (!strings.HasPrefix(segment, "{") || got[i] == "") {
			return false
		}
	}
	return true
}
