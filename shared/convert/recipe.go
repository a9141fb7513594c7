package convert

import (
	"context"
	"fmt"
	"math"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/picture"
)

// apply changes the picture: by Convert, or by the steps of a recipe one after
// the other, all on the same decoded picture.
func (c *Converter) apply(ctx context.Context, pic *picture.Picture, p Values) error {
	if c.Steps == nil {
		return c.Convert(ctx, pic, p)
	}
	steps := c.recipe(p).Steps
	done := progressOf(pic.Info(), steps)
	for i, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		step, err := c.step(s.Converter.Name)
		if err != nil {
			return err
		}
		own := WithProgress(ctx, func(f float64) { Progress(ctx, done[i]+f*(done[i+1]-done[i])) })
		if err := step.Convert(own, pic, s.Values); err != nil {
			return catalog.InStep(i+1, s.Converter.Name, err)
		}
		Progress(ctx, done[i+1])
	}
	return nil
}

// recipe is that among the parameters.
func (c *Converter) recipe(p Values) catalog.Recipe {
	for _, parameter := range c.Parameters {
		if parameter.Type == Recipe {
			return p.Recipe(parameter.Name)
		}
	}
	return catalog.Recipe{}
}

func (c *Converter) step(name string) (*Converter, error) {
	for _, s := range c.Steps {
		if s.Name == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("%s is no step of %s", name, c.Name)
}

// write notes how the result is to be written, where the request says so.
func (c *Converter) write(pic *picture.Picture, p Values) error {
	if !c.Output {
		return nil
	}
	if f, ok := p[catalog.FormatParameter].(string); ok && c.general(catalog.FormatParameter) {
		if err := pic.SetFormat(picture.Format(f)); err != nil {
			return err
		}
	}
	if q, ok := p[catalog.QualityParameter].(int); ok && c.general(catalog.QualityParameter) {
		return pic.SetQuality(q)
	}
	return nil
}

// general says that a parameter is none of the converter's own.
func (c *Converter) general(name string) bool {
	for _, p := range c.Parameters {
		if p.Name == name {
			return false
		}
	}
	return true
}

// explain adds to a result's details every step with its version and all of its
// parameters: the recipe itself leaves out what is as usual.
func (c *Converter) explain(p Values, details map[string]any) map[string]any {
	if c.Steps == nil {
		return details
	}
	if details == nil {
		details = map[string]any{}
	}
	var steps []map[string]any
	for _, s := range c.recipe(p).Steps {
		steps = append(steps, map[string]any{
			"converter": s.Converter.Name, "converter_version": s.Converter.Version, "parameters": s.Values,
		})
	}
	details["steps"] = steps
	return details
}

// room is what a conversion needs beside the decoded picture, in bytes.
type room struct {
	pixels int64
	engine int64 // an engine's working set; 0 without one
}

// room is the converter's, and of a recipe that of the step that needs most:
// each gives back what it took.
func (c *Converter) room(info picture.Info, p Values) room {
	r := c.own(info, p)
	now := info
	for _, s := range c.recipe(p).Steps {
		step, err := c.step(s.Converter.Name)
		if err != nil {
			continue
		}
		more := step.own(now, s.Values)
		grown := max(now.Another(now.Width, now.Height)-info.Another(info.Width, info.Height), 0)
		r.pixels, r.engine = max(r.pixels, grown+more.pixels), max(r.engine, more.engine)
		if step.Extra != nil {
			now = after(now, step.Extra(now, s.Values))
		}
	}
	if _, other := p[catalog.FormatParameter]; other && c.general(catalog.FormatParameter) {
		r.pixels += now.As(picture.Format(p.Text(catalog.FormatParameter)))
	}
	return r
}

// own is the room of one conversion.
func (c *Converter) own(info picture.Info, p Values) (r room) {
	r.pixels = c.Memory * pixels(info)
	if c.Extra != nil {
		r.pixels += c.Extra(info, p)
	}
	if c.Need != nil {
		r.engine = max(c.Need(info, p), 1)
	}
	return r
}

// after is a picture that a step made so large that it has so many bytes. Its
// shape is taken to be as before: what counts is how many pixels there are.
func after(info picture.Info, bytes int64) picture.Info {
	was := info.Another(info.Width, info.Height)
	if was <= 0 || bytes <= 0 {
		return info
	}
	scale := math.Sqrt(float64(bytes) / float64(was))
	info.Width, info.Height = max(int(float64(info.Width)*scale), 1), max(int(float64(info.Height)*scale), 1)
	return info
}

func pixels(info picture.Info) int64 { return int64(info.Width) * int64(info.Height) }

// known gives a converter of recipes the catalogue of its steps.
func (c *Converter) known() (Descriptor, error) {
	d := c.Descriptor
	d.Output = true
	if c.Steps == nil {
		return d, nil
	}
	list := []Descriptor{d}
	for _, s := range c.Steps {
		step := s.Descriptor
		step.Chain = true
		list = append(list, step)
	}
	all, err := catalog.New(list...)
	if err != nil {
		return d, err
	}
	d, _ = all.Lookup(d.Name)
	return d, nil
}
