package draw

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/reverie-image/reverie/web/openapi"
)

// Reference is what the template shows.
type reference struct {
	Title, Version, Summary string
	Intro                   []string
	Groups                  []group
	Schemas                 []schemaView
}

type group struct {
	Name, Title, Description string
	Operations               []operation
}

type operation struct {
	Method, Path, ID, Summary, Description, Access string
	Parameters                                     []field
	BodyText                                       string
	Body                                           []content
	Samples                                        []sample
	Responses                                      []response
}

type field struct {
	Name, Place, Description, Example string
	Required                          bool
	Type                              typeView
}

type content struct {
	Media string
	Type  typeView
}

type response struct {
	Status, Class, Text, Description string
	Headers                          []field
	Content                          []content
	Codes                            []string
	Example                          string
}

type schemaView struct {
	Name, Description, Example string
	Fields                     []field
}

func newReference(doc *openapi.Document) (reference, error) {
	v := reference{
		Title: doc.Info.Title, Version: doc.Info.Version, Summary: doc.Info.Summary,
		Intro: strings.Split(doc.Info.Description, "\n\n"),
	}
	for _, tag := range doc.Tags {
		g := group{Name: tag.Name, Title: capital(tag.Name), Description: tag.Description}
		for _, op := range doc.Operations() {
			if slices.Contains(op.Tags, tag.Name) {
				g.Operations = append(g.Operations, viewOperation(op))
			}
		}
		v.Groups = append(v.Groups, g)
	}
	for name, s := range doc.Components.Schemas.All() {
		sv := schemaView{Name: name, Description: s.Description, Fields: properties(s)}
		if len(s.Examples) > 0 {
			sv.Example = pretty(s.Examples[0])
		}
		v.Schemas = append(v.Schemas, sv)
	}
	return v, nil
}

func viewOperation(op *openapi.Operation) operation {
	v := operation{Method: op.Method, Path: op.Path, ID: op.ID, Summary: op.Summary, Description: op.Description, Access: access(op)}
	for _, p := range op.Parameters {
		v.Parameters = append(v.Parameters, field{
			Name: p.Name, Place: p.In, Description: p.Description, Required: p.Required, Type: viewType(p.Schema), Example: example(p.Example),
		})
	}
	if op.Body != nil {
		v.BodyText = op.Body.Description
		v.Body = contents(op.Body.Content)
	}
	for _, r := range op.Requests {
		if slices.Max(r.Status) < http.StatusBadRequest {
			v.Samples = append(v.Samples, sample{Summary: r.Summary, Command: Curl(op, r)})
		}
	}
	for status, res := range op.Responses.All() {
		v.Responses = append(v.Responses, viewResponse(status, res))
	}
	return v
}

func access(op *openapi.Operation) string {
	var names []string
	for _, choice := range op.Security {
		for name := range choice {
			names = append(names, map[string]string{"bearer": "Bearer token", "refresh": "Refresh cookie"}[name])
		}
		if len(choice) == 0 {
			names = append(names, "Open to all")
		}
	}
	if len(names) == 0 {
		return "Open to all"
	}
	return strings.Join(names, " or ")
}

func viewResponse(status string, res *openapi.Response) response {
	code, _ := strconv.Atoi(status)
	v := response{
		Status: status, Class: status[:1], Text: http.StatusText(code),
		Description: res.Description, Content: contents(res.Content), Codes: res.Codes,
	}
	for name, h := range res.Headers.All() {
		if name != "X-Request-Id" { // every answer has it; the introduction says so
			v.Headers = append(v.Headers, field{Name: name, Description: h.Description, Required: h.Required})
		}
	}
	for _, m := range res.Content.All() {
		if v.Example == "" && m.Example != nil {
			v.Example = pretty(m.Example)
		}
	}
	return v
}

func contents(all openapi.Ordered[openapi.Media]) (out []content) {
	for media, m := range all.All() {
		out = append(out, content{Media: media, Type: viewType(m.Schema)})
	}
	return out
}

func properties(s *openapi.Schema) (out []field) {
	for name, p := range s.Properties.All() {
		out = append(out, field{Name: name, Description: p.Description, Required: slices.Contains(s.Required, name), Type: viewType(p)})
	}
	return out
}

func pretty(raw json.RawMessage) string {
	var out bytes.Buffer
	if json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	return out.String()
}

func example(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	raw, _ := json.Marshal(v)
	return string(raw)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// TypeView is a type in words, and the schema that it leads to.
type typeView struct {
	Text, Schema string
	Limits       []string
}

func viewType(s *openapi.Schema) typeView {
	switch {
	case s == nil:
		return typeView{}
	case s.Name() != "":
		return typeView{Text: s.Name(), Schema: s.Name()}
	case s.Items != nil:
		inner := viewType(s.Items)
		return typeView{Text: "list of " + inner.Text, Schema: inner.Schema}
	}
	v := typeView{Text: strings.Join(s.Type, " or "), Limits: limits(s)}
	if s.Format != "" {
		v.Text = s.Format
	}
	if s.Const != nil {
		v.Text = fmt.Sprintf("always %v", s.Const)
	}
	return v
}

func limits(s *openapi.Schema) (out []string) {
	if n := len(s.Enum); n > 0 && n <= 8 {
		words := make([]string, n)
		for i, e := range s.Enum {
			words[i] = fmt.Sprint(e)
		}
		out = append(out, strings.Join(words, " | "))
	}
	number := func(word string, v *float64) {
		if v != nil {
			out = append(out, word+" "+strconv.FormatFloat(*v, 'g', -1, 64))
		}
	}
	length := func(word string, v *int) {
		if v != nil {
			out = append(out, fmt.Sprintf("%s %d characters", word, *v))
		}
	}
	number("at least", s.Minimum)
	number("at most", s.Maximum)
	length("at least", s.MinLength)
	length("at most", s.MaxLength)
	return out
}
