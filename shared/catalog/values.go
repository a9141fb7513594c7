package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/reverie-image/reverie/shared/fault"
)

// Values are a converter's parameters, checked and complete: each has a value,
// sent or default. A number is a float64, an integer an int. A picture is there
// only when it was sent.
type Values map[string]any

// Number is the value of a number parameter.
func (v Values) Number(name string) float64 { f, _ := v[name].(float64); return f }

// Int is the value of an integer parameter.
func (v Values) Int(name string) int { n, _ := v[name].(int); return n }

// Bool is the value of a boolean parameter.
func (v Values) Bool(name string) bool { b, _ := v[name].(bool); return b }

// Text is the value of a string parameter.
func (v Values) Text(name string) string { s, _ := v[name].(string); return s }

// JSON is v as a JSON object with its keys in order: the same parameters give
// the same bytes. Of a picture it holds the SHA-256.
func (v Values) JSON() json.RawMessage {
	if v == nil {
		v = Values{}
	}
	b, err := json.Marshal(v)
	if err != nil { // values are checked to be finite numbers, booleans and text
		panic(err)
	}
	return b
}

// ParameterError is what is wrong with one parameter.
type ParameterError struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// Parse checks parameters that came as text, from a query or a form, and as
// files. Unknown, repeated and unusable ones are a fault.InvalidParameters that
// lists each. What is in the files it does not look at.
func (d Descriptor) Parse(form url.Values, pictures map[string][]byte) (Values, error) {
	raw := make(map[string]any, len(form)+len(pictures))
	var errs []ParameterError
	for name, data := range pictures {
		raw[name] = NewFile(data)
	}
	for name, values := range form {
		if _, twice := raw[name]; twice || len(values) != 1 {
			errs = append(errs, ParameterError{name, "is given more than once"})
			continue
		}
		raw[name] = text(values[0])
	}
	return d.complete(raw, errs)
}

// Decode checks parameters that were stored as JSON.
func (d Descriptor) Decode(stored json.RawMessage) (Values, error) {
	var raw map[string]any
	if err := json.Unmarshal(stored, &raw); err != nil {
		return nil, fault.Wrap(err, fault.InvalidParameters, "The parameters are not a JSON object.")
	}
	return d.complete(raw, nil)
}

// text marks a value that is to be parsed.
type text string

func (d Descriptor) complete(raw map[string]any, errs []ParameterError) (Values, error) {
	out := make(Values, len(d.Parameters))
	for _, p := range append(slices.Clone(d.Parameters), d.outputs()...) {
		v, sent := raw[p.Name]
		delete(raw, p.Name)
		if !sent && (p.output || p.Type == Picture && !p.Required) {
			continue
		}
		if !sent {
			v = p.Default
		}
		checked, err := d.check(p, v)
		var known *fault.Error
		if errors.As(err, &known) { // of a step: it says more than a line in a list could
			return nil, err
		}
		if err != nil {
			errs = append(errs, ParameterError{p.Name, err.Error()})
			continue
		}
		out[p.Name] = checked
	}
	for name := range raw {
		errs = append(errs, ParameterError{name, "is not a parameter of " + d.Name})
	}
	if len(errs) == 0 {
		return out, nil
	}
	slices.SortFunc(errs, func(a, b ParameterError) int { return strings.Compare(a.Name, b.Name) })
	errs = errs[:min(len(errs), maxErrors)]
	detail := make([]string, len(errs))
	for i := range errs {
		errs[i].Name = clip(errs[i].Name)
		detail[i] = errs[i].Name + " " + errs[i].Detail
	}
	return nil, fault.New(fault.InvalidParameters, "%s.", strings.Join(detail, "; ")).With("parameters", errs)
}

// maxErrors is how many problems one answer lists: nobody reads more, and names
// are the client's.
const maxErrors = 20

// clip keeps a name that a client made up from filling the answer.
func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}

func (d Descriptor) check(p Parameter, v any) (any, error) {
	if p.Type == RecipeType {
		return d.checkRecipe(v)
	}
	return p.check(v)
}

func (p Parameter) check(v any) (any, error) {
	if _, file := v.(File); file && p.Type != Picture {
		return nil, errors.New("is no file; send it as text")
	}
	switch p.Type {
	case Picture:
		return checkPicture(v)
	case Number, Integer:
		return p.checkNumber(v)
	case Boolean:
		switch v := v.(type) {
		case bool:
			return v, nil
		case text:
			if v == "true" || v == "false" {
				return v == "true", nil
			}
		}
		return nil, errors.New("must be true or false")
	}
	return p.checkString(v)
}

func (p Parameter) checkNumber(v any) (any, error) {
	f, ok := number(v)
	if !ok || math.IsNaN(f) || f < p.Min || f > p.Max || p.Type == Integer && f != math.Trunc(f) {
		kind := "a number"
		if p.Type == Integer {
			kind = "a whole number"
		}
		return nil, fmt.Errorf("must be %s from %v to %v", kind, p.Min, p.Max)
	}
	if p.Type == Integer {
		return int(f), nil
	}
	return f + 0, nil // -0 becomes 0
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case text:
		// ParseFloat also takes hexadecimal, underscores and "inf".
		if strings.Trim(string(v), "+-.0123456789eE") != "" {
			return 0, false
		}
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	}
	return 0, false
}

func (p Parameter) checkString(v any) (any, error) {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case text:
		s = string(v)
	default:
		return nil, errors.New("must be text")
	}
	if len(p.Choices) > 0 {
		titles := make([]string, len(p.Choices))
		for i, c := range p.Choices {
			if c.Value == s {
				return s, nil
			}
			titles[i] = c.Value
		}
		return nil, fmt.Errorf("must be one of %s", strings.Join(titles, ", "))
	}
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > p.MaxLength {
		return nil, fmt.Errorf("must be text of at most %d characters", p.MaxLength)
	}
	return s, nil
}
