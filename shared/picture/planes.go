package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/pixel"
)

// mapPlanes maps the colours of a YCbCr picture in place: pixels go to RGB
// with their chroma sample, through f, and back; the chroma sample becomes the
// mean of what its pixels give. That is what an encoder would make of the
// mapped pixels, without the memory for them.
func mapPlanes(ctx context.Context, m *image.YCbCr, f func(r, g, b uint8) (uint8, uint8, uint8)) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	sx, sy := subsampling(m.SubsampleRatio)
	return pixel.Bands(ctx, h, pixel.BandRows, func(y0, y1 int) error {
		for y := y0; y < y1; y += sy {
			rows := min(sy, h-y)
			co := y / sy * m.CStride
			for x := 0; x < w; x += sx {
				cb, cr := &m.Cb[co], &m.Cr[co]
				sumB, sumR, n := 0, 0, 0
				for dy := range rows {
					luma := m.Y[(y+dy)*m.YStride+x:][:min(sx, w-x)]
					for i, v := range luma {
						yy, b, r := color.RGBToYCbCr(f(color.YCbCrToRGB(v, *cb, *cr)))
						luma[i] = yy
						sumB += int(b)
						sumR += int(r)
						n++
					}
				}
				*cb, *cr = byte((sumB+n/2)/n), byte((sumR+n/2)/n)
				co++
			}
		}
		return nil
	})
}
