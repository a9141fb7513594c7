package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestCrop holds the function against a reference of its own.
func TestCrop(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"x=17&y=9&width=30&height=20":               part(17, 9, 47, 29),
			"x=50&y=25&width=25&height=50&unit=percent": part(48, 16, 72, 48),
			"aspect=1/1":                   part(16, 0, 80, 64),
			"x=32":                         part(32, 0, 96, 64),
			"x=90&width=50&y=60&height=50": part(90, 60, 96, 64),
			"":                             part(0, 0, 96, 64),
		},
		PNG: 200, JPEG: 28,
		Refused: []string{"x=8", "y=100", "x=100&unit=percent", "unit=inch", "aspect=5/5", "width=-1"},
	}.Check(t, New)
}

func part(x0, y0, x1, y1 int) converttest.Ideal {
	return func(m *image.NRGBA) image.Image { return imaging.Crop(m, image.Rect(x0, y0, x1, y1)) }
}
