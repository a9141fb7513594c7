package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// MaxSigma is the widest blur, in pixels: with it a pixel is made of 301 × 301.
const MaxSigma = 50

func checkSigma(sigma float64) error {
	if !(sigma >= 0.1 && sigma <= MaxSigma) {
		return fault.New(fault.InvalidParameters, "The radius is %v px; it must be from 0.1 to %d.", sigma, MaxSigma)
	}
	return nil
}

// Blur is a Gaussian blur of the encoded values with a standard deviation of
// sigma pixels, 0.1 to MaxSigma, as imaging.Blur: up to three deviations away,
// colours weighted by alpha, at the borders by what lies inside. Planes stay
// planes, 16 bits stay 16 bits; palettes become colours and frames whole ones.
func (p *Picture) Blur(ctx context.Context, sigma float64) error {
	if err := checkSigma(sigma); err != nil {
		return err
	}
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) {
		return filtered(m, func(dst, src pixel.Plane) error {
			return pixel.Blur(ctx, dst.Raster, src.Raster, sigma/float64(src.X), sigma/float64(src.Y))
		})
	})
}
