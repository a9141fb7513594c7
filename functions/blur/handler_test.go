package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestBlur holds the function against a reference of its own.
func TestBlur(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	for query, ideal := range map[string]func(m *image.NRGBA) image.Image{
		"":          blurred(3),
		"sigma=0.5": blurred(0.5),
		"sigma=12":  blurred(12),
	} {
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 50 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 32 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func blurred(sigma float64) func(m *image.NRGBA) image.Image {
	return func(m *image.NRGBA) image.Image { return imaging.Blur(m, sigma) }
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "sigma=0", "sigma=51") }
