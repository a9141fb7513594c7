package browser

import (
	"context"
	"image"
	"image/color"
	"time"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/picture"
)

// daydream is a converter for tests of what the page does with a long
// conversion: it paints a picture step by step in the colour of its preset, or
// in that of a guide picture, and shows each step.
var daydream = convert.Converter{
	Descriptor: convert.Descriptor{
		Name: "daydream", Title: "Daydream", Summary: "Paints a picture step by step.", Version: "3", Category: "Dreams", Icon: "dream",
		Parameters: []convert.Parameter{
			{Name: "preset", Title: "Preset", Type: convert.String, Default: "green", Choices: choices("green", "lime", "olive", "teal", "moss", "fern", "mint", "pine", "yellow")},
			{Name: "steps", Title: "Steps", Type: convert.Integer, Min: 1, Max: 100, Default: 4},
			{Name: "ms", Title: "Milliseconds a step", Type: convert.Integer, Max: 5000, Default: 0},
			{Name: "seed", Title: "Seed", Type: convert.Integer, Max: 1e6, Default: 7},
			{Name: "guide", Title: "Guide picture", Type: convert.Picture},
			{Name: "fit", Title: "Make it fit", Type: convert.Boolean, Default: false},
		},
		Preview: true,
		Cost: &convert.Cost{
			Unit: "megapixel step", PerMegapixel: 1, PerSecond: 1, BudgetSeconds: 20,
			Factors: []convert.Factor{{Parameter: "steps", Scale: 1}},
		},
	},
	Convert: dreamAway,
	Memory:  8,
}

// restyle is daydream with a picture that must be there.
var restyle = convert.Converter{
	Descriptor: convert.Descriptor{
		Name: "restyle", Title: "Restyle", Summary: "Paints a picture in the colour of another.", Version: "1", Category: "Dreams", Icon: "style",
		Parameters: []convert.Parameter{{Name: "guide", Title: "Style picture", Type: convert.Picture, Required: true}},
	},
	Convert: dreamAway,
	Memory:  8,
}

func choices(values ...string) (list []convert.Choice) {
	for _, v := range values {
		list = append(list, convert.Choice{Value: v, Title: v})
	}
	return list
}

// daydreams are the converters of this file as functions.
func daydreams() (list []functions.Function) {
	for _, c := range []*convert.Converter{&daydream, &restyle} {
		list = append(list, functions.Function{Name: c.Name, New: convert.Function(c), Converter: c})
	}
	return list
}

func dreamAway(ctx context.Context, pic *picture.Picture, p convert.Values) error {
	convert.Used(ctx, convert.Model{Name: "daylight", Version: "1.2", SHA256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"})
	paint := color.NRGBA{30, 190, 60, 255}
	if data := p.Picture("guide"); data != nil {
		guide, err := picture.Decode(ctx, data, picture.DefaultLimits())
		if err != nil {
			return err
		}
		if err := guide.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { paint = m.NRGBAAt(0, 0); return m, nil }); err != nil {
			return err
		}
	}
	if c := convert.Budget(ctx); c != nil && p.Bool("fit") {
		in := pic.Info()
		if w, h := c.Fit(in.Width, in.Height, p); w > 0 && w < in.Width {
			convert.Detail(ctx, "sized_down", []int{w, h})
		}
	}
	return pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		steps := max(p.Int("steps"), 1)
		for n := range steps {
			if err := pause(ctx, time.Duration(p.Int("ms"))*time.Millisecond); err != nil {
				return nil, err
			}
			fillRows(m, n*m.Rect.Dy()/steps, (n+1)*m.Rect.Dy()/steps, paint)
			convert.Progress(ctx, float64(n+1)/float64(steps))
			convert.Preview(ctx, func() image.Image { return m })
		}
		return m, nil
	})
}

func fillRows(m *image.NRGBA, from, to int, c color.NRGBA) {
	for y := from; y < to; y++ {
		for x := range m.Rect.Dx() {
			m.SetNRGBA(x, y, c)
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
