package picture_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestWebPStaysWebP: with loss or without as it came; the alpha is exact.
func TestWebPStaysWebP(t *testing.T) {
	for _, c := range []struct {
		name, chunk string
		alpha       bool
		least       float64
	}{{"lossy", "VP8 ", false, 28}, {"alpha", "ALPH", true, 28}, {"lossless", "VP8L", false, exact}} {
		src := fixture(t, c.name+".webp")
		out, mediaType := encode(t, decode(t, src))
		if mediaType != "image/webp" || !bytes.Contains(out, []byte(c.chunk)) {
			t.Errorf("%s: %s, %q", c.name, mediaType, out[:40])
		}
		before, after := pixels(t, src), pixels(t, out)
		if psnr := picturetest.PSNR(after, before); psnr < c.least {
			t.Errorf("%s: %.1f dB, want at least %v", c.name, psnr, c.least)
		}
		info, err := picture.Inspect(out, picture.DefaultLimits())
		if err != nil || info.Alpha != c.alpha {
			t.Errorf("%s: %+v, %v", c.name, info, err)
		}
		if b := before.Bounds(); c.alpha && picturetest.At(before, b.Dx()/2, 3).A != picturetest.At(after, b.Dx()/2, 3).A {
			t.Errorf("%s: the alpha is another", c.name)
		}
	}
}

// TestWebPLoss: what came without loss is written without, unless a quality is
// asked for; a JPEG has lost already.
func TestWebPLoss(t *testing.T) {
	photo := picturetest.Photo(80, 60)
	for _, c := range []struct {
		name    string
		data    []byte
		quality int
		chunk   string
	}{
		{"PNG", picturetest.PNG(photo), 0, "VP8L"}, {"PNG at 80", picturetest.PNG(photo), 80, "VP8 "},
		{"JPEG", picturetest.JPEG(photo, 90), 0, "VP8 "}, {"GIF", picturetest.ManyFrames(20, 10, 1), 0, "VP8L"},
		{"lossless WebP", fixture(t, "lossless.webp"), 0, "VP8L"}, {"lossless WebP at 60", fixture(t, "lossless.webp"), 60, "VP8 "},
	} {
		if out, _ := as(t, c.data, picture.WebP, c.quality); !bytes.Contains(out, []byte(c.chunk)) {
			t.Errorf("%s: there is no %q: %q", c.name, c.chunk, out[:40])
		}
	}
	low, _ := as(t, picturetest.PNG(photo), picture.WebP, 20)
	high, _ := as(t, picturetest.PNG(photo), picture.WebP, 95)
	if 2*len(low) > len(high) {
		t.Errorf("quality 20 takes %d bytes, 95 takes %d", len(low), len(high))
	}
}

func TestWebPKeepsProfileAndOrientation(t *testing.T) {
	icc := picturetest.ICC("RGB ", 401)
	src := extendedWebP(t, icc)
	for _, op := range operations() {
		p := decode(t, src)
		if err := op.run(p); err != nil {
			t.Fatal(err)
		}
		data, mediaType := encode(t, p)
		info, err := picture.Inspect(data, picture.DefaultLimits())
		if err != nil || mediaType != "image/webp" || info.Orientation != 8 {
			t.Errorf("%s: %s, %+v, %v", op.name, mediaType, info, err)
		}
		if got, want := bytes.Contains(data, icc), op.name != "Grayscale"; got != want {
			t.Errorf("%s: profile kept: %v", op.name, got)
		}
		if b := pixels(t, data).Bounds(); b != image.Rect(0, 0, 67, 45) {
			t.Errorf("%s: %v", op.name, b)
		}
	}
}

// TestWebPKeepsItsQuality: again and again the file stays about as large.
func TestWebPKeepsItsQuality(t *testing.T) {
	photo := picturetest.PNG(picturetest.Photo(200, 150))
	for _, quality := range []int{10, 40, 75, 90, 98} {
		first, _ := as(t, photo, picture.WebP, quality)
		again, _ := encode(t, decode(t, first))
		if n, m := len(first), len(again); 10*m < 8*n || 10*m > 12*n {
			t.Errorf("quality %d: %d bytes became %d", quality, n, m)
		}
	}
}
