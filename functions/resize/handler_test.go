package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestResize holds the function against a reference of its own.
func TestResize(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	for query, ideal := range map[string]func(m *image.NRGBA) image.Image{
		"width=50":                     to(50, 33),
		"width=50&height=50&fit=cover": filled,
		"width=30&height=80&fit=fill":  to(30, 80),
		"width=0&height=128":           to(192, 128),
		"":                             to(1024, 683),
	} {
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 36 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 31 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func to(w, h int) func(m *image.NRGBA) image.Image {
	return func(m *image.NRGBA) image.Image { return imaging.Resize(m, w, h, imaging.Lanczos) }
}

func filled(m *image.NRGBA) image.Image {
	return imaging.Fill(m, 50, 50, imaging.Center, imaging.Lanczos)
}

func TestRefusals(t *testing.T) {
	converttest.Refuses(t, New, "width=0&height=0", "width=16384", "width=16000&height=16000&fit=fill", "fit=stretch")
}
