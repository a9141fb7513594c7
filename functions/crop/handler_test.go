package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestCrop holds the function against a reference of its own.
func TestCrop(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	for query, ideal := range map[string]func(m *image.NRGBA) image.Image{
		"x=17&y=9&width=30&height=20":               part(17, 9, 47, 29),
		"x=50&y=25&width=25&height=50&unit=percent": part(48, 16, 72, 48),
		"aspect=1/1":                   part(16, 0, 80, 64),
		"x=32":                         part(32, 0, 96, 64),
		"x=90&width=50&y=60&height=50": part(90, 60, 96, 64),
		"":                             part(0, 0, 96, 64),
	} {
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 200 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 28 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func part(x0, y0, x1, y1 int) func(m *image.NRGBA) image.Image {
	return func(m *image.NRGBA) image.Image { return imaging.Crop(m, image.Rect(x0, y0, x1, y1)) }
}

func TestRefusals(t *testing.T) {
	converttest.Refuses(t, New, "x=8", "y=100", "x=100&unit=percent", "unit=inch", "aspect=5/5", "width=-1")
}
