package function

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestSepia holds the function against the formula.
func TestSepia(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for query, ideal := range map[string]func(r, g, b float64) [3]float64{
		"":          sepia(1),
		"amount=0":  sepia(0),
		"amount=40": sepia(0.4),
	} {
		want := image.NewNRGBA(photo.Rect)
		for i := 0; i < len(photo.Pix); i += 4 {
			c := ideal(float64(photo.Pix[i]), float64(photo.Pix[i+1]), float64(photo.Pix[i+2]))
			for k, v := range c {
				want.Pix[i+k] = uint8(min(max(v, 0), 255) + 0.5)
			}
			want.Pix[i+3] = 255
		}
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, want); psnr < 57 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, want); psnr < 27 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

// sepia goes a part of the way to the W3C's matrix.
func sepia(part float64) func(r, g, b float64) [3]float64 {
	return func(r, g, b float64) [3]float64 {
		to := func(from, to float64) float64 { return from + part*(to-from) }
		return [3]float64{
			to(r, 0.393*r+0.769*g+0.189*b),
			to(g, 0.349*r+0.686*g+0.168*b),
			to(b, 0.272*r+0.534*g+0.131*b),
		}
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "amount=-1", "amount=101") }
