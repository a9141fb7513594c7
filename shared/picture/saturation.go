package picture

import (
	"context"
	"image"
	"math"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Saturation moves each colour away from the gray of its Rec. 601 luma Y
// (percent > 0) or towards it (percent < 0): with k = 1 + percent/100, each of
// red, green and blue becomes Y + k (v − Y), clipped. In YCbCr that is k times
// the chroma. −100 leaves grays; percent must be from −100 to 300. Alpha stays.
func (p *Picture) Saturation(ctx context.Context, percent float64) (err error) {
	defer guardOperation(&err)
	if math.IsNaN(percent) || percent < -100 || percent > 300 {
		return fault.New(fault.InvalidParameters, "The saturation is %v %%; it must be from -100 to 300.", percent)
	}
	if percent == 0 || p.isGray() {
		return ctx.Err()
	}
	k := 1 + percent/100
	if err := p.pixels(ctx); err != nil {
		return err
	}
	if m, ok := p.still.(*image.YCbCr); ok {
		return pixel.ScaleChroma(ctx, m, k)
	}
	const r, g, b = 0.299, 0.587, 0.114
	n := 1 - k
	return p.colourMatrix(ctx, &pixel.Matrix{{k + n*r, n * g, n * b}, {n * r, k + n*g, n * b}, {n * r, n * g, k + n*b}})
}
