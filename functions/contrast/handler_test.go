package function

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestContrast holds the function against the formula, with and without the
// parameter, whose default is 20.
func TestContrast(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for query, k := range map[string]float64{"": 1 / (1 - 0.2), "contrast=20": 1 / (1 - 0.2), "contrast=-50": 0.5, "contrast=0": 1, "contrast=80": 1 / (1 - 0.8), "contrast=-100": 0} {
		ideal := image.NewNRGBA(photo.Rect)
		for i, v := range photo.Pix {
			ideal.Pix[i] = uint8(min(max((0.5+(float64(v)/255-0.5)*k)*255, 0), 255) + 0.5)
			if i%4 == 3 {
				ideal.Pix[i] = v
			}
		}
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal); psnr < 200 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal); psnr < 24 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func TestRefusals(t *testing.T) {
	converttest.Refuses(t, New, "contrast=101", "contrast=-100.5", "contrast=much", "contrast=NaN", "contrast=1&contrast=2")
}
