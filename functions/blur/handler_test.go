package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestBlur holds the function against a reference of its own.
func TestBlur(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":          blurred(3),
			"sigma=0.5": blurred(0.5),
			"sigma=12":  blurred(12),
		},
		PNG: 50, JPEG: 32,
		Refused: []string{"sigma=0", "sigma=51"},
	}.Check(t, New)
}

func blurred(sigma float64) converttest.Ideal {
	return func(m *image.NRGBA) image.Image { return imaging.Blur(m, sigma) }
}
