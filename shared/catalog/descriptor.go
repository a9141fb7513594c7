// Package catalog describes converters: what they are called, which parameters
// they take, and how parameters that a client sent are checked.
//
// The shipped converters' descriptors are in catalog.json, which make generate
// writes from their code, so that a function can know every converter without
// linking any. Further ones come from the environment.
package catalog

import (
	"fmt"
	"regexp"
)

// Descriptor says what a converter is. It is what the editor draws a card and
// controls from.
type Descriptor struct {
	Name       string      `json:"name"`    // lower-case words joined by hyphens, as in its folder and URL
	Title      string      `json:"title"`   // for people
	Summary    string      `json:"summary"` // one sentence
	Version    string      `json:"version"` // changes whenever a result may change
	Category   string      `json:"category,omitempty"`
	Icon       string      `json:"icon,omitempty"` // one of the editor's symbols; unknown ones get a general one
	Parameters []Parameter `json:"parameters,omitempty"`
	// Preview says that the converter shows pictures of its work while it lasts.
	Preview bool `json:"preview,omitempty"`
	// Cost is how much work a conversion is, and how much one job may be; nil
	// for a converter that is done in a moment.
	Cost *Cost `json:"cost,omitempty"`
	// Effort is how much work a converter without a cost is; where that is nil, it
	// counts as nothing in estimates.
	Effort *Effort `json:"effort,omitempty"`
	// Chain says that the converter may be a step of a recipe: the function that
	// runs recipes holds it.
	Chain bool `json:"chain,omitempty"`
	// Output says that requests may choose the result's format and quality.
	Output bool `json:"output,omitempty"`

	steps *Catalog // what a recipe among the parameters may be made of
	speed float64  // of the machine, 0 as 1
}

// Type is a parameter's JSON type.
type Type string

// The types of parameters.
const (
	Number  Type = "number"
	Integer Type = "integer"
	Boolean Type = "boolean"
	String  Type = "string"
	// Picture is a further picture, which comes as a part of a multipart form.
	Picture Type = "picture"
	// RecipeType is a chain of converters, as text or JSON; see ParseRecipe.
	RecipeType Type = "recipe"
)

// Parameter is one setting of a converter. Numbers have bounds, strings a list
// of choices or a longest length. A picture has no default: it is required, or
// may be absent. Nor has a recipe: it is required.
type Parameter struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Type        Type     `json:"type"`
	Default     any      `json:"default,omitempty"` // float64, int, bool or string by Type
	Min         float64  `json:"min,omitempty"`
	Max         float64  `json:"max,omitempty"`
	Step        float64  `json:"step,omitempty"` // for controls; other values are taken too
	Unit        string   `json:"unit,omitempty"` // "%", "px", "°"
	Choices     []Choice `json:"choices,omitempty"`
	MaxLength   int      `json:"max_length,omitempty"` // characters, of a string without choices
	Required    bool     `json:"required,omitempty"`   // of a picture or a recipe
	Advanced    bool     `json:"advanced,omitempty"`   // few people need it: the page hides it at first
	Area        Area     `json:"area,omitempty"`       // what it is of a part of the picture

	output bool // of the result, not of the converter; absent unless sent
}

// Choice is one value of a string parameter.
type Choice struct {
	Value string `json:"value"`
	Title string `json:"title"`
	Group string `json:"group,omitempty"` // of a long list
}

var name = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
var parameterName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// reserved names are parts of a request that are no parameters.
var reserved = map[string]bool{"converter": true, "file": true, "webhook": true}

// Validate reports a descriptor that cannot work.
func (d Descriptor) Validate() error {
	if !name.MatchString(d.Name) || len(d.Name) > 40 {
		return fmt.Errorf("converter %q: a name is lower-case words joined by hyphens, at most 40 characters", d.Name)
	}
	if d.Title == "" || d.Version == "" {
		return fmt.Errorf("converter %s: title and version must be set", d.Name)
	}
	seen, pictures, recipes := map[string]bool{}, 0, 0
	for _, p := range d.Parameters {
		if seen[p.Name] {
			return fmt.Errorf("converter %s: parameter %s is there twice", d.Name, p.Name)
		}
		seen[p.Name] = true
		if err := p.validate(); err != nil {
			return fmt.Errorf("converter %s: %w", d.Name, err)
		}
		switch p.Type {
		case Picture:
			pictures++
		case RecipeType:
			recipes++
		}
	}
	if pictures > maxPictures {
		return fmt.Errorf("converter %s: %d pictures as parameters; a request has room for %d", d.Name, pictures, maxPictures)
	}
	if d.Chain && (d.Cost != nil || pictures > 0 || recipes > 0) {
		return fmt.Errorf("converter %s: a step of a recipe has no cost, no further picture and no recipe", d.Name)
	}
	if d.Cost != nil {
		if err := d.validateCost(); err != nil {
			return fmt.Errorf("converter %s: cost: %w", d.Name, err)
		}
	}
	if err := d.validateArea(); err != nil {
		return fmt.Errorf("converter %s: %w", d.Name, err)
	}
	if d.Effort != nil {
		if err := d.validateEffort(); err != nil {
			return fmt.Errorf("converter %s: effort: %w", d.Name, err)
		}
	}
	return nil
}

// maxPictures is how many pictures a request may have besides the main one.
const maxPictures = 1

// parameter is the parameter of a name.
func (d Descriptor) parameter(name string) (Parameter, bool) {
	for _, p := range d.Parameters {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}

func (p Parameter) validate() error {
	if !parameterName.MatchString(p.Name) || reserved[p.Name] {
		return fmt.Errorf("parameter %q: the name is not usable", p.Name)
	}
	switch p.Type {
	case Number, Integer:
		if p.Min >= p.Max {
			return fmt.Errorf("parameter %s: min %v is not below max %v", p.Name, p.Min, p.Max)
		}
	case Boolean:
	case Picture:
		if p.Default != nil {
			return fmt.Errorf("parameter %s: a picture has no default", p.Name)
		}
		return nil
	case RecipeType:
		if !p.Required || p.Default != nil {
			return fmt.Errorf("parameter %s: a recipe is required and has no default", p.Name)
		}
		return nil
	case String:
		if len(p.Choices) == 0 && p.MaxLength <= 0 {
			return fmt.Errorf("parameter %s: a string needs choices or a longest length", p.Name)
		}
	default:
		return fmt.Errorf("parameter %s: unknown type %q", p.Name, p.Type)
	}
	if p.Required {
		return fmt.Errorf("parameter %s: only a picture or a recipe can be required", p.Name)
	}
	if _, err := p.check(p.Default); err != nil {
		return fmt.Errorf("parameter %s: the default %v: %w", p.Name, p.Default, err)
	}
	return nil
}
