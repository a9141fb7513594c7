package picture

import (
	"context"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Sepia tints the picture as the sepia function of the W3C's Filter Effects
// Module Level 1 (section 13.4) does, percent of the way from 0 to 100. Alpha
// stays; grays become colours.
func (p *Picture) Sepia(ctx context.Context, percent float64) (err error) {
	defer guardOperation(&err)
	if !(percent >= 0 && percent <= 100) {
		return fault.New(fault.InvalidParameters, "The amount is %v %%; it must be from 0 to 100.", percent)
	}
	if percent == 0 {
		return ctx.Err()
	}
	if err := p.pixels(ctx); err != nil {
		return err
	}
	if p.anim == nil {
		if err := p.giveColours(ctx, false); err != nil {
			return err
		}
	}
	a := 1 - percent/100
	return p.colourMatrix(ctx, &pixel.Matrix{
		{0.393 + 0.607*a, 0.769 - 0.769*a, 0.189 - 0.189*a},
		{0.349 - 0.349*a, 0.686 + 0.314*a, 0.168 - 0.168*a},
		{0.272 - 0.272*a, 0.534 - 0.534*a, 0.131 + 0.869*a},
	})
}
