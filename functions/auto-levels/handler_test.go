package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestAutoLevels holds the function against a reference of its own.
func TestAutoLevels(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	for query, ideal := range map[string]func(m *image.NRGBA) image.Image{
		"clip=0":               stretched(false),
		"clip=0&channels=true": stretched(true),
	} {
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 60 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 24 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

// stretched takes the least and the greatest value to 0 and 255: of luma, or of
// each channel.
func stretched(byChannel bool) func(m *image.NRGBA) image.Image {
	return func(m *image.NRGBA) image.Image {
		out := imaging.Clone(m)
		gray := imaging.Grayscale(m)
		for k := range 3 {
			from := gray.Pix
			if byChannel {
				from = m.Pix
			}
			low, high := uint8(255), uint8(0)
			for i := k; i < len(from); i += 4 {
				low, high = min(low, from[i]), max(high, from[i])
			}
			for i := k; i < len(out.Pix); i += 4 {
				v := (float64(m.Pix[i]) - float64(low)) * 255 / (float64(high) - float64(low))
				out.Pix[i] = uint8(min(max(v, 0), 255) + 0.5)
			}
		}
		return out
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "clip=-1", "clip=11", "channels=1") }
