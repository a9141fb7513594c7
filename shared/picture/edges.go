package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Edges leaves the outlines: a gray picture of how steeply luma changes,
// percent of √(gx² + gy²) / 4 by the Sobel operator, from 1 to 1000; inverted,
// dark on white. Alpha stays; a profile for colours is dropped.
func (p *Picture) Edges(ctx context.Context, percent float64, inverted bool) error {
	if !(percent >= 1 && percent <= 1000) {
		return fault.New(fault.InvalidParameters, "The strength is %v %%; it must be from 1 to 1000.", percent)
	}
	if err := p.Grayscale(ctx); err != nil {
		return err
	}
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) {
		return filtered(m, func(dst, src pixel.Plane) error {
			return pixel.Edges(ctx, dst.Raster, src.Raster, percent/100, inverted)
		})
	})
}
