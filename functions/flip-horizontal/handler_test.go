package function

import (
	"bytes"
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestFlipHorizontal(t *testing.T) {
	for mediaType, c := range map[string]struct {
		data  []byte
		bound float64 // dB, against the file's own pixels mirrored
	}{
		"image/png":  {picturetest.PNG(picturetest.Translucent(97, 61)), 200},
		"image/jpeg": {picturetest.JPEG(picturetest.Photo(96, 64), 92), 55},
	} {
		src, _, err := image.Decode(bytes.NewReader(c.data))
		if err != nil {
			t.Fatal(err)
		}
		b := src.Bounds()
		ideal := image.NewNRGBA64(b)
		for y := range b.Dy() {
			for x := range b.Dx() {
				ideal.SetNRGBA64(x, y, picturetest.At(src, b.Dx()-1-x, y))
			}
		}
		m := converttest.Convert(t, New, "", c.data, mediaType)
		if psnr := picturetest.PSNR(m, ideal); psnr < c.bound {
			t.Errorf("%s: %.1f dB", mediaType, psnr)
		}
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New) }
