package draw

import (
	"net/url"
	"strings"

	"github.com/reverie-image/reverie/web/openapi"
)

// ExampleBase is a variable of the shell, which the page says how to set: the
// page is the same for all who run Reverie, wherever they do.
const exampleBase = "{reverie}"

type sample struct{ Summary, Command string }

// Curl is an example request as a shell command. Its variables, {job} say,
// become the shell's: $JOB.
func Curl(op *openapi.Operation, r openapi.Request) string {
	c := command{"curl"}
	hasBody := r.File != "" || r.JSON != nil || r.Form.Len() > 0 || r.Text != nil
	switch {
	case op.Method == "HEAD":
		c.add("--head", "")
	case op.Method == "GET", op.Method == "POST" && hasBody:
	default:
		c.add("-X "+op.Method, "")
	}
	if r.Auth {
		c.add("-H", "Authorization: Bearer {token}")
	}
	for name, value := range r.Headers.All() {
		if cookie, ok := strings.CutPrefix(value, "reverie_refresh="); ok && name == "Cookie" {
			c.add("-b", "reverie_refresh="+cookie)
			continue
		}
		c.add("-H", name+": "+value)
	}
	c.body(r)
	if sendsPicture(op, r) {
		c.add("-o", "result.jpg")
	}
	c.add("", target(op, r))
	return strings.Join(c, " \\\n  ")
}

type command []string

func (c *command) add(option, value string) {
	if value != "" {
		option = strings.TrimSpace(option + " " + quote(value))
	}
	*c = append(*c, option)
}

func (c *command) body(r openapi.Request) {
	switch {
	case r.File != "":
		c.add("-H", "Content-Type: "+r.ContentType)
		c.add("--data-binary", "@"+r.File)
	case r.JSON != nil:
		c.add("--json", string(r.JSON))
	}
	for name, value := range r.Form.All() {
		c.add("-F", name+"="+value)
	}
}

func target(op *openapi.Operation, r openapi.Request) string {
	path := op.Path
	for name, value := range r.Path {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	var query []string
	for name, value := range r.Query.All() {
		query = append(query, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return exampleBase + path
}

func sendsPicture(op *openapi.Operation, r openapi.Request) bool {
	res, ok := op.Responses.Get("200")
	if !ok || op.Method == "HEAD" {
		return false
	}
	_, image := res.Content.Get("image/*")
	for _, status := range r.Status {
		if image && status == 200 {
			return true
		}
	}
	return false
}

// Quote puts a value in single quotes, or in double quotes where it holds
// variables.
func quote(s string) string {
	variables := variable(s)
	if len(variables) == 0 {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	s = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(s)
	for _, name := range variables {
		s = strings.ReplaceAll(s, "{"+name+"}", "$"+strings.ToUpper(name))
	}
	return `"` + s + `"`
}

// Variable lists the names in braces; the braces of JSON hold more than a name.
func variable(s string) (names []string) {
	for rest := s; ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return names
		}
		name, _, closed := strings.Cut(after, "}")
		if closed && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") == "" {
			names = append(names, name)
		}
		rest = after
	}
}
