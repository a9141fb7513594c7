package function

import (
	"image"
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestVignette holds the function against a reference of its own.
func TestVignette(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":                     darkened(0.6, 0.3),
			"strength=100&start=0": darkened(1, 0),
			"strength=0":           darkened(0, 0),
		},
		PNG: 56, JPEG: 33,
		Refused: []string{"strength=101", "start=96"},
	}.Check(t, New)
}

func darkened(strength, start float64) converttest.Ideal {
	return func(m *image.NRGBA) image.Image {
		out := image.NewNRGBA(m.Rect)
		w, h := float64(m.Rect.Dx()), float64(m.Rect.Dy())
		for i := 0; i < len(m.Pix); i += 4 {
			x, y := float64(i/4%m.Rect.Dx())+0.5, float64(i/4/m.Rect.Dx())+0.5
			d := math.Hypot(x-w/2, y-h/2) / math.Hypot(w/2, h/2)
			s := min(max((d-start)/(1-start), 0), 1)
			f := 1 - strength*s*s*(3-2*s)
			for k := range 3 {
				out.Pix[i+k] = uint8(f*float64(m.Pix[i+k]) + 0.5)
			}
			out.Pix[i+3] = m.Pix[i+3]
		}
		return out
	}
}
