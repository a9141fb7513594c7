package function

import (
	"image"
	"math"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestEdges holds the function against a reference of its own.
func TestEdges(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":                        outlines(2, false),
			"strength=80&invert=true": outlines(0.8, true),
		},
		PNG: 60, JPEG: 26,
		Refused: []string{"strength=0", "strength=1001", "invert=maybe"},
	}.Check(t, New)
}

func outlines(strength float64, inverted bool) converttest.Ideal {
	return func(m *image.NRGBA) image.Image {
		g, out := imaging.Grayscale(m), image.NewGray(m.Rect)
		w, h := m.Rect.Dx(), m.Rect.Dy()
		at := func(x, y int) float64 { return float64(g.NRGBAAt(min(max(x, 0), w-1), min(max(y, 0), h-1)).R) }
		for y := range h {
			for x := range w {
				var gx, gy float64
				for d, k := range [3]float64{1, 2, 1} {
					gx += k * (at(x+1, y+d-1) - at(x-1, y+d-1))
					gy += k * (at(x+d-1, y+1) - at(x+d-1, y-1))
				}
				v := min(math.Floor(strength*math.Hypot(gx, gy)/4+0.5), 255)
				if inverted {
					v = 255 - v
				}
				out.Pix[y*out.Stride+x] = uint8(v)
			}
		}
		return out
	}
}
