package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// writtenStep is a step as it was written, nothing of it checked.
type writtenStep struct {
	name       string
	first      *string        // the value without a key
	parameters map[string]any // text, or what JSON held
}

// parseSteps reads a recipe's text form.
func parseSteps(s string) ([]writtenStep, error) {
	if !utf8.ValidString(s) {
		return nil, errors.New("it is no UTF-8")
	}
	var steps []writtenStep
	for _, part := range split(s, ',') {
		step, err := parseStep(part)
		if err != nil {
			return nil, fmt.Errorf("step %d %w", len(steps)+1, err)
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func parseStep(s string) (writtenStep, error) {
	fields := split(s, ':')
	step := writtenStep{name: strings.TrimSpace(fields[0]), parameters: map[string]any{}}
	if step.name == "" {
		return step, errors.New("has no name")
	}
	for i, field := range fields[1:] {
		pair := split(field, '=')
		switch {
		case len(pair) > 2:
			return step, fmt.Errorf("(%s) has two = in one value", clip(step.name))
		case len(pair) == 2:
			key := unescape(pair[0])
			if _, twice := step.parameters[key]; twice {
				return step, fmt.Errorf("(%s) gives %s twice", clip(step.name), clip(key))
			}
			step.parameters[key] = text(unescape(pair[1]))
		case i > 0:
			return step, fmt.Errorf("(%s) has a second value without a name", clip(step.name))
		default:
			first := unescape(pair[0])
			step.first = &first
		}
	}
	return step, nil
}

// split cuts s at each at that no backslash stands before.
func split(s string, at byte) []string {
	var parts []string
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case at:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// unescape is a value without its backslashes, and without spaces at its ends
// that none stands before.
func unescape(s string) string {
	s = strings.TrimLeft(s, " \t\r\n")
	var b strings.Builder
	end := 0 // of what counts
	for i := 0; i < len(s); i++ {
		escaped := s[i] == '\\' && i+1 < len(s)
		if escaped {
			i++
		}
		b.WriteByte(s[i])
		if escaped || !strings.ContainsRune(" \t\r\n", rune(s[i])) {
			end = b.Len()
		}
	}
	return b.String()[:end]
}

// escape is the inverse of unescape.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		atEnd := i == 0 || i == len(s)-1
		if strings.IndexByte(`,:=\`, s[i]) >= 0 || atEnd && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// parseJSONSteps reads a recipe's JSON form.
func parseJSONSteps(s string) ([]writtenStep, error) {
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return nil, errors.New("it is no JSON array")
	}
	if len(list) == 0 {
		return nil, errors.New("it has no steps")
	}
	var steps []writtenStep
	for i, item := range list {
		step, err := parseJSONStep(item)
		if err != nil {
			return nil, fmt.Errorf("step %d %w", i+1, err)
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func parseJSONStep(item json.RawMessage) (writtenStep, error) {
	var short string
	if json.Unmarshal(item, &short) == nil && item[0] == '"' {
		if parts := split(short, ','); len(parts) > 1 {
			return writtenStep{}, errors.New("is more than one step")
		}
		return parseStep(short)
	}
	var step struct {
		Converter  string         `json:"converter"`
		Parameters map[string]any `json:"parameters"`
	}
	d := json.NewDecoder(strings.NewReader(string(item)))
	d.DisallowUnknownFields()
	if err := d.Decode(&step); err != nil || step.Converter == "" {
		return writtenStep{}, errors.New(`is neither text nor an object with "converter" and "parameters"`)
	}
	if step.Parameters == nil {
		step.Parameters = map[string]any{}
	}
	return writtenStep{name: step.Converter, parameters: step.Parameters}, nil
}
