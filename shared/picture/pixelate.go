package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Pixelate makes squares of size × size pixels, from the top left as it is
// shown, their means, weighted by alpha. Planes stay planes, 16 bits stay 16
// bits; palettes become colours and frames whole ones.
func (p *Picture) Pixelate(ctx context.Context, size int) error {
	if size < 1 || size > DefaultLimits().Side {
		return fault.New(fault.InvalidParameters, "The size is %d px; it must be from 1 to %d.", size, DefaultLimits().Side)
	}
	if size == 1 {
		return ctx.Err()
	}
	corner := storedRect(image.Rect(0, 0, 1, 1), p.head.Orientation, p.bounds().Dx(), p.bounds().Dy()).Min
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) {
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		for _, s := range planes(m) {
			across, down := pixel.Cuts(w, size, firstBlock(corner.X, w, size), s.X), pixel.Cuts(h, size, firstBlock(corner.Y, h, size), s.Y)
			if err := pixel.Mosaic(ctx, s.Raster, across, down); err != nil {
				return nil, err
			}
		}
		return m, nil
	})
}

// firstBlock is the length of the first block along a side of n pixels, on
// which the shown picture begins at the place.
func firstBlock(corner, n, size int) int {
	if corner == 0 || n%size == 0 {
		return size
	}
	return n % size
}
