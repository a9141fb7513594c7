package catalog

import (
	_ "embed" // the generated descriptors
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
)

//go:embed catalog.json
var shipped []byte

// Catalog is a set of converters, in the order of their titles.
type Catalog struct {
	list   []Descriptor
	byName map[string]Descriptor
}

// New makes a catalogue; a name that is there twice is an error.
func New(list ...Descriptor) (*Catalog, error) {
	c := &Catalog{list: slices.Clone(list), byName: map[string]Descriptor{}}
	for i, d := range list {
		d.steps = c
		c.list[i] = d
		if err := d.Validate(); err != nil {
			return nil, err
		}
		if _, ok := c.byName[d.Name]; ok {
			return nil, fmt.Errorf("converter %s is there twice", d.Name)
		}
		c.byName[d.Name] = d
	}
	slices.SortFunc(c.list, func(a, b Descriptor) int { return strings.Compare(a.Title, b.Title) })
	return c, nil
}

// Load reads the shipped converters and those of CONVERTERS, a JSON list of
// further descriptors. Their costs are at the speed that [Speed] reads.
func Load(env config.Env) (*Catalog, error) {
	var list []Descriptor
	if err := json.Unmarshal(shipped, &list); err != nil {
		return nil, fmt.Errorf("catalog.json: %w", err)
	}
	if more := config.Read(env).String("CONVERTERS", ""); more != "" {
		var extra []Descriptor
		if err := json.Unmarshal([]byte(more), &extra); err != nil {
			return nil, fmt.Errorf("CONVERTERS: %w", err)
		}
		for i := range extra {
			extra[i].Chain = false // the function that runs recipes does not hold it
		}
		list = append(list, extra...)
	}
	speed, err := Speed(env)
	if err != nil {
		return nil, err
	}
	for i, d := range list {
		list[i] = d.At(speed)
	}
	return New(list...)
}

// List is every converter.
func (c *Catalog) List() []Descriptor { return slices.Clone(c.list) }

// Names are the names of all converters.
func (c *Catalog) Names() []string {
	names := make([]string, len(c.list))
	for i, d := range c.list {
		names[i] = d.Name
	}
	return names
}

// Lookup finds a converter by name.
func (c *Catalog) Lookup(name string) (Descriptor, bool) {
	d, ok := c.byName[name]
	return d, ok
}

// Find is Lookup for a name that a client sent: fault.UnknownConverter lists
// those there are.
func (c *Catalog) Find(name string) (Descriptor, error) {
	if d, ok := c.byName[name]; ok {
		return d, nil
	}
	known := strings.Join(c.Names(), ", ")
	if name == "" {
		return Descriptor{}, fault.New(fault.UnknownConverter, "Say which converter to use: ?converter=NAME with one of %s.", known)
	}
	return Descriptor{}, fault.New(fault.UnknownConverter, "There is no converter %q. Use one of %s.", clip(name), known)
}
