package catalog

import "slices"

// Schema is the converter's parameters as a JSON Schema (draft 2020-12) of an
// object. x-unit, x-choices, x-advanced and x-area are hints for controls; x-picture marks
// a picture, which is sent as a part of a multipart form, x-recipe a recipe, and x-output
// what is of the result's file and may be left out.
func (d Descriptor) Schema() map[string]any {
	properties := map[string]any{}
	order := make([]string, 0, len(d.Parameters))
	var required []string
	for _, p := range append(slices.Clone(d.Parameters), d.outputs()...) {
		properties[p.Name] = p.schema()
		order = append(order, p.Name)
		if p.Required {
			required = append(required, p.Name)
		}
	}
	schema := map[string]any{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"type":                 "object",
		"properties":           properties,
		"additionalProperties": false,
		"x-order":              order,
	}
	if required != nil {
		schema["required"] = required
	}
	return schema
}

func (p Parameter) schema() map[string]any {
	s := map[string]any{"type": p.Type, "title": p.Title}
	switch {
	case p.Type == Picture:
		s["type"], s["format"], s["x-picture"] = String, "binary", true
	case p.Type == RecipeType:
		s["type"], s["maxLength"], s["x-recipe"] = String, MaxRecipe, true
	case p.output:
		s["x-output"] = true
	default:
		s["default"] = p.Default
	}
	if p.Description != "" {
		s["description"] = p.Description
	}
	if p.Advanced {
		s["x-advanced"] = true
	}
	if p.Area != "" {
		s["x-area"] = p.Area
	}
	if p.Unit != "" {
		s["x-unit"] = p.Unit
	}
	switch p.Type {
	case Number, Integer:
		s["minimum"], s["maximum"] = p.Min, p.Max
		if p.Step > 0 {
			s["x-step"] = p.Step
		}
	case String:
		if len(p.Choices) == 0 {
			s["maxLength"] = p.MaxLength
			break
		}
		values := make([]string, len(p.Choices))
		for i, c := range p.Choices {
			values[i] = c.Value
		}
		s["enum"] = values
		s["x-choices"] = p.Choices
	}
	return s
}

// Entry is a converter as the API shows it.
type Entry struct {
	Name       string            `json:"name"`
	Title      string            `json:"title"`
	Summary    string            `json:"summary"`
	Version    string            `json:"version"`
	Category   string            `json:"category"`
	Icon       string            `json:"icon"`
	Parameters map[string]any    `json:"parameters"`
	Preview    bool              `json:"preview,omitempty"`
	Cost       *Cost             `json:"cost,omitempty"`
	Chain      bool              `json:"chain,omitempty"`
	Links      map[string]string `json:"links"`
}

// Entry is the descriptor for the API.
func (d Descriptor) Entry() Entry {
	self := "/api/converters/" + d.Name
	return Entry{
		Name: d.Name, Title: d.Title, Summary: d.Summary, Version: d.Version,
		Category: d.Category, Icon: d.Icon, Parameters: d.Schema(),
		Preview: d.Preview, Cost: d.Cost, Chain: d.Chain,
		Links: map[string]string{"self": self, "convert": self, "jobs": "/api/jobs?converter=" + d.Name},
	}
}
