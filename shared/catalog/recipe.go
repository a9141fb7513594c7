package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/reverie-image/reverie/shared/fault"
)

// Recipe is a chain of conversions that one function does on one picture:
// decoded once, encoded once.
type Recipe struct{ Steps []RecipeStep }

// RecipeStep is a conversion with its parameters, checked and complete.
type RecipeStep struct {
	Converter Descriptor
	Values    Values
}

// Bounds of a recipe.
const (
	MaxRecipe      = 4 << 10 // bytes, as it was sent and in its canonical form
	MaxRecipeSteps = 32
)

// Recipe is the value of a recipe parameter.
func (v Values) Recipe(name string) Recipe { r, _ := v[name].(Recipe); return r }

// String is the canonical form: the same recipe, however it was written, has
// the same, and parsing it gives the recipe again. A step's first parameter
// stands for itself; others are named, and only where they differ from their
// defaults.
func (r Recipe) String() string {
	var b strings.Builder
	for i, s := range r.Steps {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s.Converter.Name)
		for k, p := range s.Converter.Parameters {
			v := s.Values[p.Name]
			switch {
			case k == 0:
				b.WriteString(":" + escape(valueText(v)))
			case v != p.defaultValue():
				b.WriteString(":" + p.Name + "=" + escape(valueText(v)))
			}
		}
	}
	return b.String()
}

// MarshalJSON writes the canonical form.
func (r Recipe) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// valueText is a checked value as text that parses to it.
func valueText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, _ := json.Marshal(v) // a finite number or a boolean
	return string(b)
}

// defaultValue is the default as a checked value.
func (p Parameter) defaultValue() any {
	v, _ := p.check(p.Default) // Validate has seen that it is one
	return v
}

// ParseRecipe reads a recipe in either of its forms and checks every step:
//
//	recipe = step *("," step)
//	step   = name [":" value] *(":" key "=" value)
//
// where the value without a key is the converter's first parameter, and a
// backslash takes from , : = and itself, and from spaces at an end of a value,
// their meaning; or as JSON, an array of such steps as strings, or of objects
// with the members "converter" and "parameters". Spaces around names and values
// do not count.
//
// What is no recipe is a fault.Malformed; a step that cannot be is a
// fault.UnknownConverter or fault.InvalidParameters with the members "step",
// from 1, and "converter".
func (c *Catalog) ParseRecipe(text string) (Recipe, error) {
	if len(text) > MaxRecipe {
		return Recipe{}, badRecipe(fmt.Errorf("it has %d bytes; at most %d are taken", len(text), MaxRecipe))
	}
	parse := parseSteps
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		parse = parseJSONSteps
	}
	written, err := parse(text)
	if err != nil {
		return Recipe{}, badRecipe(err)
	}
	if len(written) > MaxRecipeSteps {
		return Recipe{}, badRecipe(fmt.Errorf("it has %d steps; at most %d are taken", len(written), MaxRecipeSteps))
	}
	var r Recipe
	for i, w := range written {
		step, err := c.recipeStep(w)
		if err != nil {
			return Recipe{}, InStep(i+1, w.name, err)
		}
		r.Steps = append(r.Steps, step)
	}
	if n := len(r.String()); n > MaxRecipe {
		return Recipe{}, badRecipe(fmt.Errorf("written out it has %d bytes; at most %d are taken", n, MaxRecipe))
	}
	return r, nil
}

func badRecipe(err error) error {
	return fault.New(fault.Malformed, "The recipe cannot be read: %s. Write it as grayscale,contrast:20 or as step:key=value:key=value.", err)
}

func (c *Catalog) recipeStep(w writtenStep) (RecipeStep, error) {
	d, err := c.Find(w.name)
	if err != nil {
		return RecipeStep{}, err
	}
	if !d.Chain {
		return RecipeStep{}, fault.New(fault.InvalidParameters,
			"%s runs in a function of its own and cannot be a step of a recipe. Convert with it first, and use the recipe on its result.", d.Title)
	}
	d.Output = false // that is the recipe's
	raw := w.parameters
	if w.first != nil {
		if len(d.Parameters) == 0 {
			return RecipeStep{}, fault.New(fault.InvalidParameters, "%s takes no value.", d.Name)
		}
		if _, twice := raw[d.Parameters[0].Name]; twice {
			return RecipeStep{}, fault.New(fault.InvalidParameters, "%s is given twice: without and with its name.", d.Parameters[0].Name)
		}
		raw[d.Parameters[0].Name] = text(*w.first)
	}
	for name := range raw {
		if _, own := d.parameter(name); !own && aboutOutput(name) {
			return RecipeStep{}, fault.New(fault.InvalidParameters, "%s is of the result, not of a step: send it as a parameter beside the recipe.", name)
		}
	}
	values, err := d.complete(raw, nil)
	return RecipeStep{Converter: d, Values: values}, err
}

// InStep says in which step of a recipe an error lies; n counts from 1.
func InStep(n int, converter string, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	named := *f
	named.Fields = map[string]any{}
	for k, v := range f.Fields {
		named.Fields[k] = v
	}
	named.Message = fmt.Sprintf("Step %d, %s: %s", n, clip(converter), f.Message)
	return named.With("step", n).With("converter", clip(converter))
}

// checkRecipe checks the value of a recipe parameter.
func (d Descriptor) checkRecipe(v any) (any, error) {
	s := ""
	switch v := v.(type) {
	case text:
		s = string(v)
	case string:
		s = v
	}
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("must be a recipe, such as grayscale,contrast:20")
	}
	if d.steps == nil {
		return nil, errors.New("cannot be read without a catalogue")
	}
	return d.steps.ParseRecipe(s)
}
