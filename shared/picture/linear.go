package picture

import (
	"context"
	"image"
	"math"

	"github.com/reverie-image/reverie/shared/jpeg"
	"github.com/reverie-image/reverie/shared/pixel"
)

// linear makes of each channel's value v, as 0…1, k × v + offset. It is exact in
// every kind of picture, YCbCr among them.
func (p *Picture) linear(ctx context.Context, k, offset float64) (err error) {
	defer guardOperation(&err)
	onPixels := func(ctx context.Context) error { return p.linearPixels(ctx, k, offset) }
	if codedLinear(k, offset) && p.putOff(jpeg.Op{Kind: jpeg.Linear, Scale: k, Offset: 255 * offset}, onPixels) {
		return ctx.Err()
	}
	return onPixels(ctx)
}

// codedLinear says that a JPEG's coefficients give a result as good as pixels
// do. They cannot clip each colour alone: of shifts by more than a fifth too
// many pixels would have to be (29 dB of 49 for −60 % on a photograph).
func codedLinear(k, offset float64) bool { return k != 1 || math.Abs(offset) <= 0.2 }

func (p *Picture) linearPixels(ctx context.Context, k, offset float64) error {
	if err := p.pixels(ctx); err != nil {
		return err
	}
	if m, ok := p.still.(*image.YCbCr); ok {
		return pixel.Linear(ctx, m, k, 255*offset)
	}
	c := newCurve(func(v float64) float64 { return k*v + offset })
	for i := range c.b { // halves are rounded up, whatever 1/255 makes of them
		c.b[i] = uint8(min(max(math.Floor(k*float64(i)+255*offset+0.5), 0), 255))
	}
	return p.applyCurve(ctx, c)
}
