// Package slow is a converter for tests of the whole system: it takes as long
// as its parameter says, reports its progress, and its result shows which
// worker made it. It is in no catalogue but those of tests.
package slow

import (
	"context"
	"image"
	"image/color"
	"time"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/picture"
)

// Name is the converter's name.
const Name = "slow"

// Options are what makes workers of the converter differ.
type Options struct {
	// Mark is the grey of the pixel in the lower left corner of a result.
	Mark uint8
	// Step is called about every 20 ms of a conversion with the time that it
	// has taken, and once at its very end.
	Step func(passed time.Duration, last bool)
}

const stepTime = 20 * time.Millisecond

// New makes the converter. It flips a picture, after the time that the
// parameter ms says.
func New(o Options) *convert.Converter {
	if o.Step == nil {
		o.Step = func(time.Duration, bool) {}
	}
	return &convert.Converter{
		Descriptor: convert.Descriptor{
			Name: Name, Title: "Slow", Summary: "Flips a picture and takes its time.", Version: "1",
			Parameters: []convert.Parameter{{Name: "ms", Title: "Milliseconds", Type: convert.Integer, Max: 60_000, Default: 0}},
		},
		Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
			took, err := pass(ctx, time.Duration(p.Int("ms"))*time.Millisecond, o.Step)
			if err != nil {
				return err
			}
			if err := pic.FlipHorizontal(ctx); err != nil {
				return err
			}
			err = pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
				m.Set(0, m.Rect.Max.Y-1, color.Gray{Y: o.Mark})
				return m, nil
			})
			o.Step(took, true)
			return err
		},
	}
}

func pass(ctx context.Context, d time.Duration, step func(time.Duration, bool)) (time.Duration, error) {
	began := time.Now()
	for {
		passed := time.Since(began)
		step(passed, false)
		if passed >= d {
			return passed, nil
		}
		convert.Progress(ctx, float64(passed)/float64(d))
		select {
		case <-time.After(min(stepTime, d-passed)):
		case <-ctx.Done():
			return passed, context.Cause(ctx)
		}
	}
}

// Function is the converter as a function of its own.
func Function(o Options) functions.Function {
	c := New(o)
	return functions.Function{Name: Name, New: convert.Function(c), Converter: c}
}
