package function

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestBrightness holds the function against the formula.
func TestBrightness(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for query, ideal := range map[string]func(r, g, b float64) [3]float64{
		"":               add(25.5),
		"brightness=-40": add(-102),
		"brightness=0":   add(0),
		"brightness=100": add(255),
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

func add(n float64) func(r, g, b float64) [3]float64 {
	return func(r, g, b float64) [3]float64 { return [3]float64{r + n, g + n, b + n} }
}

func TestRefusals(t *testing.T) {
	converttest.Refuses(t, New, "brightness=101", "brightness=NaN", "brightness=light")
}
