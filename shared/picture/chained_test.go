package picture_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestLevelsClipInTurn holds changes of levels that clip, one after the other, on
// a JPEG against the same on a PNG: coefficients must not forget the first.
func TestLevelsClipInTurn(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	chains := map[string]func(*picture.Picture) []error{
		"contrast 60, -60": func(p *picture.Picture) []error { return []error{p.Contrast(ctx, 60), p.Contrast(ctx, -60)} },
		"contrast 90, -90": func(p *picture.Picture) []error { return []error{p.Contrast(ctx, 90), p.Contrast(ctx, -90)} },
		"brightness 20, -20": func(p *picture.Picture) []error {
			return []error{p.Brightness(ctx, 20), p.Brightness(ctx, -20)}
		},
		"invert, contrast 30, invert": func(p *picture.Picture) []error {
			return []error{p.Invert(ctx), p.Contrast(ctx, 30), p.Invert(ctx)}
		},
		"contrast -40, invert, flipped": func(p *picture.Picture) []error {
			return []error{p.Contrast(ctx, -40), p.Invert(ctx), p.FlipHorizontal(ctx)}
		},
	}
	for name, run := range chains {
		var results [2]image.Image
		for i, data := range [][]byte{picturetest.JPEG(photo, 97), picturetest.PNG(imageOf(t, picturetest.JPEG(photo, 97)))} {
			p := decode(t, data)
			for _, err := range run(p) {
				if err != nil {
					t.Fatal(err)
				}
			}
			out, _ := encode(t, p)
			results[i] = imageOf(t, out)
		}
		if psnr := picturetest.PSNR(results[0], results[1]); psnr < 38 {
			t.Errorf("%s: %.1f dB", name, psnr)
		}
	}
}

func imageOf(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
