package webp_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/webp"
)

// FuzzEncode: of any pixels a lossless file is exact, and another's decoder
// takes a lossy one.
func FuzzEncode(f *testing.F) {
	for i, at := range contents(10) {
		f.Add(draw(24, 9, at).Pix, uint8(24), uint8(len(i)))
	}
	f.Fuzz(func(t *testing.T, pix []byte, width, quality uint8) {
		w := int(width)
		if w == 0 || len(pix) < 4*w || len(pix) > 1<<18 {
			return
		}
		h := len(pix) / (4 * w)
		m := &image.NRGBA{Pix: pix, Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
		got, ok := decoded(t, encode(t, m, webp.Options{Lossless: true})).(*image.NRGBA)
		if !ok || got.Rect != m.Rect || !bytes.Equal(got.Pix, pix[:4*w*h]) {
			t.Error("a lossless file has other pixels")
		}
		if got := decoded(t, encode(t, m, webp.Options{Quality: int(quality)%100 + 1})); got.Bounds() != m.Rect {
			t.Errorf("it is %v", got.Bounds())
		}
	})
}
