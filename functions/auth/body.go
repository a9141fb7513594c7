package function

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
)

// bodyLimit is ample for a user name and a password, escapes included.
const bodyLimit = 8 << 10

// problem says what is wrong with one member of a body.
type problem struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// invalid is a fault.InvalidParameters that lists every problem, or nil.
func invalid(problems []problem) error {
	if len(problems) == 0 {
		return nil
	}
	detail := make([]string, len(problems))
	for i, p := range problems {
		detail[i] = p.Name + " " + p.Detail
	}
	return fault.New(fault.InvalidParameters, "%s.", strings.Join(detail, "; ")).With("parameters", problems)
}

// members reads a JSON object that has exactly the named members, each a text.
func members(req handler.Request, names ...string) (map[string]string, error) {
	raw, err := object(req)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(names))
	var problems []problem
	for _, name := range names {
		value, ok := raw[name]
		delete(raw, name)
		text, isText := asText(value)
		switch {
		case !ok:
			problems = append(problems, problem{name, "is missing"})
		case !isText:
			problems = append(problems, problem{name, "must be a string"})
		default:
			out[name] = text
		}
	}
	for name := range raw {
		problems = append(problems, problem{clip(name), "is not known here"})
	}
	slices.SortFunc(problems, func(a, b problem) int { return strings.Compare(a.Name, b.Name) })
	return out, invalid(problems)
}

// object reads a body as a JSON object. Unlike encoding/json it refuses a
// member that is given twice, of which two readers could take different ones.
func object(req handler.Request) (map[string]json.RawMessage, error) {
	if len(req.Body) > bodyLimit {
		return nil, fault.New(fault.TooLarge, "The body is larger than %d bytes.", bodyLimit)
	}
	media, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, fault.Wrap(err, fault.Malformed, "Send the body as application/json.")
	}
	if !utf8.Valid(req.Body) {
		return nil, notJSON(errors.New("not UTF-8"))
	}
	d := json.NewDecoder(bytes.NewReader(req.Body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, notJSON(err)
	}
	out := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, notJSON(err)
		}
		key, _ := name.(string) // the decoder takes nothing else here
		if _, twice := out[key]; twice {
			return nil, fault.New(fault.Malformed, "The member %q is given twice.", clip(key))
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, notJSON(err)
		}
		out[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, notJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, notJSON(errors.New("something follows the object"))
	}
	return out, nil
}

func notJSON(err error) error {
	return fault.Wrap(err, fault.Malformed, "The body is not a JSON object.")
}

func asText(raw json.RawMessage) (string, bool) {
	var s string
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// clip keeps a name that a client made up from filling the answer.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
