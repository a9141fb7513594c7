package function

import (
	"image"
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestGamma holds the function against the formula.
func TestGamma(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for query, ideal := range map[string]func(r, g, b float64) [3]float64{
		"":          power(1 / 1.5),
		"gamma=0.5": power(2),
		"gamma=1":   power(1),
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
		if psnr := picturetest.PSNR(m, want); psnr < 200 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, want); psnr < 27 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func power(e float64) func(r, g, b float64) [3]float64 {
	at := func(v float64) float64 { return 255 * math.Pow(v/255, e) }
	return func(r, g, b float64) [3]float64 { return [3]float64{at(r), at(g), at(b)} }
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "gamma=0", "gamma=6") }
