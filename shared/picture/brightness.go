package picture

import (
	"context"
	"math"

	"github.com/reverie-image/reverie/shared/fault"
)

// Brightness adds percent of the whole range to red, green and blue, clipped,
// as imaging.AdjustBrightness does; −100 gives black and 100 white. Anything
// else is fault.InvalidParameters. Alpha stays.
func (p *Picture) Brightness(ctx context.Context, percent float64) error {
	if math.IsNaN(percent) || percent < -100 || percent > 100 {
		return fault.New(fault.InvalidParameters, "The brightness is %v %%; it must be from -100 to 100.", percent)
	}
	if percent == 0 {
		return ctx.Err()
	}
	return p.linear(ctx, 1, percent/100)
}
