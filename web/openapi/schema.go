package openapi

import (
	"encoding/json"
	"strings"
)

// Schema is the part of a JSON Schema that a page shows. Package contract
// validates by the document itself and not by this.
type Schema struct {
	Ref         string            `json:"$ref"`
	Type        Types             `json:"type"`
	Description string            `json:"description"`
	Format      string            `json:"format"`
	Pattern     string            `json:"pattern"`
	Enum        []any             `json:"enum"`
	Const       any               `json:"const"`
	Minimum     *float64          `json:"minimum"`
	Maximum     *float64          `json:"maximum"`
	MinLength   *int              `json:"minLength"`
	MaxLength   *int              `json:"maxLength"`
	Items       *Schema           `json:"items"`
	Properties  Ordered[*Schema]  `json:"properties"`
	Required    []string          `json:"required"`
	Examples    []json.RawMessage `json:"examples"`
}

// Name is the component that the schema refers to, or empty.
func (s *Schema) Name() string {
	name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/")
	if !ok {
		return ""
	}
	return name
}

// Types are a schema's type: one name or several.
type Types []string

// UnmarshalJSON takes both forms.
func (t *Types) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = Types{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}
