package webp_test

import (
	"bytes"
	"errors"
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

// FuzzParseFrame: whatever the bytes, a frame is what they hold, and a file of it
// says its size.
func FuzzParseFrame(f *testing.F) {
	for _, o := range []webp.Options{{Lossless: true}, {Quality: 50}} {
		for rest := film(f, scene(20, 18, contents(3)["veil"]), o)[12:]; len(rest) > 0; {
			_, body, after, _ := webp.NextChunk(rest)
			f.Add(body)
			rest = after
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		frame, err := webp.ParseFrame(body)
		if err != nil {
			var format webp.FormatError
			if !errors.As(err, &format) {
				t.Fatal(err)
			}
			return
		}
		name, picture, rest, ok := webp.NextChunk(frame.File()[12:])
		for ok && name != "VP8 " && name != "VP8L" {
			name, picture, rest, ok = webp.NextChunk(rest)
		}
		size, _, sound := webp.PictureSize(name, picture)
		if !ok || !sound || size != frame.Size || frame.Duration < 0 || frame.Quality() > 100 {
			t.Fatalf("%q of %v in %+v", name, size, frame)
		}
	})
}
