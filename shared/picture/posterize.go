package picture

import (
	"context"
	"math"

	"github.com/reverie-image/reverie/shared/fault"
)

// Posterize leaves each channel that many levels, from 2 to 256, evenly from
// none to full: the nearest of them. A PNG of it may have a palette.
func (p *Picture) Posterize(ctx context.Context, levels int) error {
	if levels < 2 || levels > 256 {
		return fault.New(fault.InvalidParameters, "%d levels; there must be 2 to 256.", levels)
	}
	p.few = true
	steps := float64(levels - 1)
	return p.applyCurve(ctx, newCurve(func(v float64) float64 { return math.Floor(v*steps+0.5) / steps }))
}
