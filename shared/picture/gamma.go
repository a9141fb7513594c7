package picture

import (
	"context"
	"math"

	"github.com/reverie-image/reverie/shared/fault"
)

// Gamma makes of each channel's encoded value v, as 0…1, v^(1/gamma), as
// imaging.AdjustGamma does: above 1 lightens the middle tones, below darkens
// them. Gamma must be from 0.05 to 20. Alpha stays.
func (p *Picture) Gamma(ctx context.Context, gamma float64) error {
	if !(gamma >= 0.05 && gamma <= 20) {
		return fault.New(fault.InvalidParameters, "The gamma is %v; it must be from 0.05 to 20.", gamma)
	}
	if gamma == 1 {
		return ctx.Err()
	}
	return p.applyCurve(ctx, newCurve(func(v float64) float64 { return math.Pow(v, 1/gamma) }))
}
