package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Vignette darkens the corners by percent, 0 to 100, and towards the middle
// ever less, smoothly, until start percent, 0 to 95, of the way from the middle
// to a corner. Alpha stays; what is kept is as with Pixelate.
func (p *Picture) Vignette(ctx context.Context, percent, start float64) error {
	if !(percent >= 0 && percent <= 100 && start >= 0 && start <= 95) {
		return fault.New(fault.InvalidParameters, "The strength must be from 0 to 100 %%, and the start from 0 to 95 %%; they are %v and %v.", percent, start)
	}
	if percent == 0 {
		return ctx.Err()
	}
	f := pixel.Falloff{Strength: percent / 100, Start: start / 100}
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) {
		b := m.Bounds()
		for _, s := range planes(m) {
			if err := pixel.Vignette(ctx, s.Raster, f, b.Dx(), b.Dy(), s.X, s.Y, s.Zero); err != nil {
				return nil, err
			}
		}
		return m, nil
	})
}
