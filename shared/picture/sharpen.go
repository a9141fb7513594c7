package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Sharpen adds to red, green and blue percent, 0 to 500, of how far luma is
// from what Blur makes of it: an unsharp mask, as imaging.Sharpen at 100 % but
// without fringes of colour. Sigma is as for Blur. Alpha stays; what is kept is
// as with Blur, and of YCbCr the chroma as it is.
func (p *Picture) Sharpen(ctx context.Context, sigma, percent float64) error {
	if err := checkSigma(sigma); err != nil {
		return err
	}
	if !(percent >= 0 && percent <= 500) {
		return fault.New(fault.InvalidParameters, "The amount is %v %%; it must be from 0 to 500.", percent)
	}
	if percent == 0 {
		return ctx.Err()
	}
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) {
		if ycc, ok := m.(*image.YCbCr); ok {
			out := *ycc
			out.Y = make([]byte, len(ycc.Y))
			to, from := pixel.PlanesOf(&out), pixel.PlanesOf(ycc)
			return &out, pixel.Sharpen(ctx, to[0].Raster, from[0].Raster, sigma, percent/100)
		}
		return filtered(m, func(dst, src pixel.Plane) error {
			return pixel.Sharpen(ctx, dst.Raster, src.Raster, sigma, percent/100)
		})
	})
}
