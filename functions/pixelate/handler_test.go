package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestPixelate holds the function against a reference of its own.
func TestPixelate(t *testing.T) {
	photo := picturetest.Photo(48, 32)
	for query, ideal := range map[string]func(m *image.NRGBA) image.Image{
		"":         squares(16),
		"size=7":   squares(7),
		"size=200": squares(200),
	} {
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 48 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 28 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func squares(size int) func(m *image.NRGBA) image.Image {
	return func(m *image.NRGBA) image.Image {
		out := image.NewNRGBA(m.Rect)
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				at := image.Pt(x/size*size, y/size*size)
				block := m.SubImage(image.Rectangle{at, at.Add(image.Pt(size, size))})
				copy(out.Pix[out.PixOffset(x, y):], imaging.Resize(block, 1, 1, imaging.Box).Pix)
			}
		}
		return out
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "size=1", "size=257", "size=8.5") }
