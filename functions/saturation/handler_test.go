package function

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestSaturation holds the function against the formula.
func TestSaturation(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for query, ideal := range map[string]func(r, g, b float64) [3]float64{
		"":                from(1.3),
		"saturation=-100": from(0),
		"saturation=-40":  from(0.6),
		"saturation=0":    from(1),
		"saturation=150":  from(2.5),
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
		if psnr := picturetest.PSNR(m, want); psnr < 24 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

// from moves colours k times as far from the gray of their luma.
func from(k float64) func(r, g, b float64) [3]float64 {
	return func(r, g, b float64) [3]float64 {
		y := 0.299*r + 0.587*g + 0.114*b
		return [3]float64{y + k*(r-y), y + k*(g-y), y + k*(b-y)}
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "saturation=-101", "saturation=201") }
