package picture_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// hues is a picture of one luma.
func hues(w, h int, chroma func(x, y int) (cb, cr uint8)) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			cb, cr := chroma(x, y)
			r, g, b := color.YCbCrToRGB(128, cb, cr)
			m.SetNRGBA(x, y, color.NRGBA{r, g, b, 255})
		}
	}
	return m
}

// TestChromaIsSmoothedForOtherFormats: the standard library, which repeats
// samples, is what it is to be better than.
func TestChromaIsSmoothedForOtherFormats(t *testing.T) {
	m := hues(63, 41, func(x, y int) (cb, cr uint8) { return uint8(64 + 2*x), uint8(64 + 3*y) })
	data := picturetest.JPEG(m, 100)
	repeated := picturetest.PSNR(pixels(t, data), m)
	for _, f := range []picture.Format{picture.PNG, picture.TIFF, picture.BMP} {
		if _, got := as(t, data, f, 0); picturetest.PSNR(got, m) < repeated+4 {
			t.Errorf("%s: %.1f dB, and %.1f dB with repeated chroma", f, picturetest.PSNR(got, m), repeated)
		}
	}
}

// TestChromaStaysForJPEG: a way over pixels and back changes samples by what
// rounding takes, however often it is gone.
func TestChromaStaysForJPEG(t *testing.T) {
	checks := func(x, y int) (cb, cr uint8) { return uint8(108 + 40*(x/2%2^y/2%2)), 128 }
	data := picturetest.JPEG(hues(64, 48, checks), 97)
	want := pixels(t, data).(*image.YCbCr)
	for range 4 {
		p := decode(t, data)
		if err := p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil }); err != nil {
			t.Fatal(err)
		}
		data, _ = encode(t, p)
	}
	got := pixels(t, data).(*image.YCbCr)
	for i, v := range want.Cb {
		if d := int(v) - int(got.Cb[i]); d < -4 || d > 4 {
			t.Fatalf("sample %d of Cb was %d and is %d", i, v, got.Cb[i])
		}
	}
}
