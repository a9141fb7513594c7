package picture

import (
	"context"
	"image"
	"math"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/jpeg"
)

// Contrast spreads (percent > 0) or narrows (percent < 0) the encoded values
// of red, green and blue about their middle, 127.5 of 255, as
// imaging.AdjustContrast does: v' = 127.5 + k (v − 127.5) with
//
//	k = 1 + p/100        for −100 ≤ p ≤ 0
//	k = 1 / (1 − p/100)  for 0 < p < 100
//
// and for p = 100 everything below the middle 0 and the rest 255. p = 0
// changes nothing. Anything else is fault.InvalidParameters. Alpha stays.
func (p *Picture) Contrast(ctx context.Context, percent float64) error {
	if math.IsNaN(percent) || percent < -100 || percent > 100 {
		return fault.New(fault.InvalidParameters, "The contrast is %v %%; it must be from -100 to 100.", percent)
	}
	if percent == 0 {
		return ctx.Err()
	}
	onPixels := func(ctx context.Context) error {
		c := newCurve(contrastCurve(percent))
		c.b = contrastTable(percent)
		return p.applyCurve(ctx, c)
	}
	k := contrastFactor(percent)
	if percent < 100 && p.putOff(jpeg.Op{Kind: jpeg.Linear, Scale: k, Offset: 127.5 * (1 - k)}, onPixels) {
		return ctx.Err()
	}
	return onPixels(ctx)
}

func contrastFactor(percent float64) float64 {
	if percent <= 0 {
		return 1 + percent/100
	}
	return 1 / (1 - percent/100)
}

func contrastCurve(percent float64) func(float64) float64 {
	if percent == 100 {
		return func(v float64) float64 { return math.Floor(v + 0.5) }
	}
	k := contrastFactor(percent)
	return func(v float64) float64 { return 0.5 + k*(v-0.5) }
}

// contrastTable is what imaging makes of each of the 256 values.
func contrastTable(percent float64) (table [256]uint8) {
	ramp := image.NewNRGBA(image.Rect(0, 0, 256, 1))
	for i := range 256 {
		copy(ramp.Pix[4*i:], []byte{byte(i), byte(i), byte(i), 255})
	}
	out := imaging.AdjustContrast(ramp, percent)
	for i := range table {
		table[i] = out.Pix[4*i]
	}
	return table
}
