package png

import (
	"bytes"
	"compress/flate"
	"errors"
	"image"
	stdpng "image/png"
	"io"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// FuzzDecode wants of every file that is taken the pixels that the standard
// library sees, and that it can be written and read again with all its frames.
func FuzzDecode(f *testing.F) {
	for _, k := range kinds() {
		f.Add(k.file(5, 7, true))
		f.Add(k.file(9, 4, false))
	}
	for _, k := range []kind{{RGB, 8, true}, {Palette, 2, false}} {
		f.Add(encode(f, animated(f, k, true)))
	}
	f.Add(picturetest.TruncatedPNG()[:4000])
	f.Add(picturetest.PNG(screen(40, 30)))
	lim := Limits{Side: 1 << 12, Pixels: 1 << 16, Frames: 20, FramePixels: 1 << 18}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = picturetest.MendedPNG(data)
		im, err := Decode(ctx, data, lim)
		if err != nil {
			var format FormatError
			if !errors.As(err, &format) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, ErrLimit) {
				t.Fatal(err)
			}
			return
		}
		// Of grays of few bits, the standard library takes more than these of tRNS.
		odd := im.Key != nil && im.Depth < 8
		if want, err := stdpng.Decode(bytes.NewReader(data)); err == nil && !odd {
			same(t, im.Pixels, want)
		}
		im.Fewer = true
		same(t, decode(t, encode(t, im)).Pixels, im.Pixels)
		im.Fewer = false
		again := decode(t, encode(t, im))
		same(t, again.Pixels, im.Pixels)
		if (again.Animation == nil) != (im.Animation == nil) {
			t.Fatal("the animation is lost, or made")
		}
		if a := im.Animation; a != nil {
			for i, f := range again.Animation.Frames {
				same(t, f.Pixels, a.Frames[i].Pixels)
			}
		}
	})
}

// FuzzInflate reads compressed data that no chunk guards.
func FuzzInflate(f *testing.F) {
	for _, data := range blobs() {
		for _, level := range []int{-2, 0, 6} {
			if z, err := zlibOf(data[:min(len(data), 2000)], level); err == nil {
				f.Add(z, uint16(min(len(data), 2000)), uint16(100))
			}
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, size, piece uint16) {
		got, err := inflateAll(in, int(size), int(max(piece, 1)))
		if err != nil {
			return
		}
		want := make([]byte, size)
		if _, err := io.ReadFull(flate.NewReader(bytes.NewReader(in[2:])), want); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes that the standard library reads otherwise (%v)", len(got), err)
		}
	})
}

// FuzzEncode writes any bytes as pixels.
func FuzzEncode(f *testing.F) {
	f.Add(uint8(5), uint8(0), []byte("pixels"), []byte{4, 3})
	f.Add(uint8(200), uint8(1), []byte("pixels of which there are many"), []byte{})
	f.Fuzz(func(t *testing.T, w, kind uint8, pix, filters []byte) {
		if w == 0 || len(pix) < 8*int(w) {
			return
		}
		im := &Image{Filters: filters}
		sizes := []int{1, 2, 4, 8}
		size := sizes[kind%4]
		stride := size * int(w)
		r := image.Rect(0, 0, int(w), len(pix)/stride)
		switch size {
		case 1:
			im.Pixels = &image.Gray{Pix: pix, Stride: stride, Rect: r}
		case 2:
			im.Pixels = &image.Gray16{Pix: pix, Stride: stride, Rect: r}
		case 4:
			im.Pixels = &image.NRGBA{Pix: pix, Stride: stride, Rect: r}
		case 8:
			im.Pixels = &image.NRGBA64{Pix: pix, Stride: stride, Rect: r}
		}
		im.Color = ColorType(kind >> 4)
		if im.Color.IsGray() && size >= 4 {
			im.Color = RGB
		}
		same(t, standard(t, encode(t, im)), im.Pixels)
	})
}
