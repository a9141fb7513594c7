package openapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// Request is an example request of an operation, from its x-requests: the curl
// examples of the page and the requests of the contract test.
//
// Values may hold variables in braces, such as {job} or {username}. A form's
// value that starts with @ is a file.
type Request struct {
	Summary     string            `json:"summary"`
	Path        map[string]string `json:"path"`
	Query       Ordered[string]   `json:"query"`
	Headers     Ordered[string]   `json:"headers"`
	Auth        bool              `json:"auth"` // with the variable {token} as bearer
	File        string            `json:"file"` // the body is this file
	Text        *string           `json:"text"` // the body is this text
	JSON        json.RawMessage   `json:"json"` // the body is this value
	Form        Ordered[string]   `json:"form"` // the body is a multipart form
	ContentType string            `json:"contentType"`
	Status      Statuses          `json:"status"` // what answers it
}

// Statuses are one or several HTTP statuses.
type Statuses []int

// UnmarshalJSON takes both forms.
func (s *Statuses) UnmarshalJSON(data []byte) error {
	var one int
	if json.Unmarshal(data, &one) == nil {
		*s = Statuses{one}
		return nil
	}
	return json.Unmarshal(data, (*[]int)(s))
}

// Source fills a request in.
type Source struct {
	Base     string                            // where the service is, as in http://localhost:8080
	Variable func(name string) (string, error) // the value of {name}
	File     func(name string) ([]byte, error) // the bytes of a file
}

// Build makes the HTTP request.
func (r *Request) Build(op *Operation, from Source) (*http.Request, error) {
	b := builder{from: from}
	path := op.Path
	for _, name := range slices.Sorted(maps.Keys(r.Path)) {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(b.expand(r.Path[name])))
	}
	query := url.Values{}
	for name, value := range r.Query.All() {
		query.Set(name, b.expand(value))
	}
	body, contentType := b.body(r)
	target := from.Base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	if b.err != nil {
		return nil, b.err
	}
	req, err := http.NewRequest(op.Method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType = cmp.Or(contentType, r.ContentType); contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if r.Auth {
		req.Header.Set("Authorization", "Bearer "+b.expand("{token}"))
	}
	for name, value := range r.Headers.All() {
		req.Header.Set(name, b.expand(value))
	}
	return req, b.err
}

// Builder keeps the first error, so that Build reads in one line.
type builder struct {
	from Source
	err  error
}

// Expand puts values in for variables.
func (b *builder) expand(s string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		out.WriteString(before)
		if !found || !closed || b.err != nil {
			return out.String()
		}
		value, err := b.from.Variable(name)
		if err != nil {
			b.err = fmt.Errorf("variable %s: %w", name, err)
		}
		out.WriteString(value)
		s = after
	}
}

func (b *builder) file(name string) []byte {
	data, err := b.from.File(name)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("file %s: %w", name, err)
	}
	return data
}

func (b *builder) body(r *Request) (body []byte, contentType string) {
	switch {
	case r.File != "":
		return b.file(r.File), ""
	case r.Text != nil:
		return []byte(b.expand(*r.Text)), ""
	case r.JSON != nil:
		return b.json(r.JSON), "application/json"
	case r.Form.Len() > 0:
		return b.form(r.Form)
	}
	return nil, ""
}

// Json expands the strings of an object; in the document's text a variable's
// braces would be mistaken for an object's.
func (b *builder) json(raw json.RawMessage) []byte {
	var members Ordered[any]
	if err := json.Unmarshal(raw, &members); err != nil {
		b.err = fmt.Errorf("json body: %w", err)
		return nil
	}
	for name, v := range members.All() {
		if s, ok := v.(string); ok {
			members.Set(name, b.expand(s))
		}
	}
	out, err := json.Marshal(members)
	if err != nil && b.err == nil {
		b.err = err
	}
	return out
}

func (b *builder) form(parts Ordered[string]) (body []byte, contentType string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, value := range parts.All() {
		if file, ok := strings.CutPrefix(value, "@"); ok {
			h := textproto.MIMEHeader{}
			h.Set("Content-Disposition", multipart.FileContentDisposition(name, file))
			h.Set("Content-Type", "application/octet-stream")
			part, _ := w.CreatePart(h) // a buffer never fails
			_, _ = part.Write(b.file(file))
			continue
		}
		_ = w.WriteField(name, b.expand(value))
	}
	_ = w.Close()
	return out.Bytes(), w.FormDataContentType()
}
