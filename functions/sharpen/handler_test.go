package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestSharpen holds the function against a reference of its own.
func TestSharpen(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":                  sharpened(1, 1),
			"sigma=2&amount=50": sharpened(2, 0.5),
			"amount=0":          sharpened(1, 0),
		},
		PNG: 46, JPEG: 29,
		Refused: []string{"sigma=0", "amount=501"},
	}.Check(t, New)
}

// sharpened adds to each channel what luma differs by from its blur.
func sharpened(sigma, amount float64) converttest.Ideal {
	return func(m *image.NRGBA) image.Image {
		soft, out := imaging.Blur(imaging.Grayscale(m), sigma), image.NewNRGBA(m.Rect)
		for i := 0; i < len(m.Pix); i += 4 {
			y := 0.299*float64(m.Pix[i]) + 0.587*float64(m.Pix[i+1]) + 0.114*float64(m.Pix[i+2])
			for k := range 3 {
				out.Pix[i+k] = uint8(min(max(float64(m.Pix[i+k])+amount*(y-float64(soft.Pix[i])), 0), 255) + 0.5)
			}
			out.Pix[i+3] = m.Pix[i+3]
		}
		return out
	}
}
