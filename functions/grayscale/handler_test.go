package function

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestGrayscale(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	ideal := image.NewNRGBA(photo.Rect)
	for i := 0; i < len(photo.Pix); i += 4 {
		y := uint8(0.299*float64(photo.Pix[i]) + 0.587*float64(photo.Pix[i+1]) + 0.114*float64(photo.Pix[i+2]) + 0.5)
		copy(ideal.Pix[i:], []byte{y, y, y, 255})
	}
	for mediaType, c := range map[string]struct {
		data  []byte
		bound float64 // dB; a JPEG of quality 95 is itself at some 42
	}{
		"image/png":  {picturetest.PNG(photo), 200},
		"image/jpeg": {picturetest.JPEG(photo, 95), 40},
	} {
		m := converttest.Convert(t, New, "", c.data, mediaType)
		if _, ok := m.(*image.Gray); !ok {
			t.Errorf("%s: the result is a %T", mediaType, m)
		}
		if psnr := picturetest.PSNR(m, ideal); psnr < c.bound {
			t.Errorf("%s: %.1f dB", mediaType, psnr)
		}
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "contrast=1") }
