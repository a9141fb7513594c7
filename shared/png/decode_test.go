package png

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// sizes are such that whole vectors, what is left of them, and passes without
// pixels all come up.
var sizes = []image.Point{{1, 1}, {2, 3}, {3, 1}, {5, 7}, {9, 4}, {33, 17}, {67, 9}, {200, 12}}

func TestDecodeIsTheStandardLibrarys(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, k := range kinds() {
			for _, interlaced := range []bool{false, true} {
				for _, s := range sizes {
					t.Run(fmt.Sprintf("%v, %v, interlaced %v", k, s, interlaced), func(t *testing.T) {
						data := k.file(s.X, s.Y, interlaced)
						im := decode(t, data)
						same(t, im.Pixels, standard(t, data))
						if im.Color != k.colour || im.Depth != k.depth || im.Interlaced != interlaced || im.Width != s.X || im.Height != s.Y {
							t.Errorf("%+v", im.Header)
						}
						if (im.Filters == nil) != interlaced || (im.Key != nil) != (k.trns && k.colour != Palette) {
							t.Errorf("filters %v, key %v", im.Filters, im.Key)
						}
					})
				}
			}
		}
	})
}

// TestLargePictures go through the window more than once.
func TestLargePictures(t *testing.T) {
	for name, m := range map[string]image.Image{
		"photo": opaquePhoto(700, 500), "screen": screen(1000, 400), "alpha": picturetest.Translucent(300, 400), "16 bits": picturetest.Deep(500, 300),
	} {
		data := picturetest.PNG(m)
		im := decode(t, data)
		same(t, im.Pixels, standard(t, data))
		out := encode(t, im)
		same(t, standard(t, out), m)
		if len(out) > len(data)*5/4 {
			t.Errorf("%s: %d bytes, the standard library's fastest %d", name, len(out), len(data))
		}
	}
}

// split puts the picture data of a file into chunks of n bytes.
func split(t *testing.T, data []byte, n int) []byte {
	out := []byte(Signature)
	err := Walk(data, func(c Chunk) error {
		for c.Name == "IDAT" && len(c.Body) > n {
			out = append(out, picturetest.Chunk(c.Name, c.Body[:n])...)
			c.Body = c.Body[n:]
		}
		out = append(out, picturetest.Chunk(c.Name, c.Body)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDataInManyChunks(t *testing.T) {
	data := picturetest.PNG(opaquePhoto(100, 80))
	for _, n := range []int{1, 2, 3, 1000, 1 << 20} {
		same(t, decode(t, split(t, data, n)).Pixels, standard(t, data))
	}
}

func TestCutOff(t *testing.T) {
	data := picturetest.PNG(opaquePhoto(30, 20))
	for n := len(Signature); n < len(data); n++ {
		if _, err := Decode(ctx, data[:n], limit); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("%d of %d bytes: %v", n, len(data), err)
		}
	}
	body := data[len(Signature)+12+13+8 : len(data)-12-4]
	for n := range len(body) { // whole chunks of less data
		whole := picturetest.WithChunks(data)
		cut := append(slices.Clone(whole[:len(Signature)+12+13]), picturetest.Chunk("IDAT", body[:n])...)
		cut = append(cut, picturetest.Chunk("IEND", nil)...)
		if _, err := Decode(ctx, cut, limit); err == nil {
			t.Fatalf("%d of %d bytes of data are enough", n, len(body))
		}
	}
}

// TestDamaged changes every byte of a file: what is taken must be the picture.
func TestDamaged(t *testing.T) {
	data := picturetest.PNG(opaquePhoto(12, 9))
	want := standard(t, data)
	for i := range data {
		bad := slices.Clone(data)
		bad[i] ^= 0x55
		if im, err := Decode(ctx, bad, limit); err == nil {
			same(t, im.Pixels, want)
		}
	}
}

// TestWrongData has checksums of chunks right and what is in them wrong.
func TestWrongData(t *testing.T) {
	flat := picturetest.FlatPNG(40, 30, 8, 2)
	ihdr := func(change func(b []byte)) []byte {
		b := slices.Clone(flat[16:29])
		change(b)
		return slices.Concat([]byte(Signature), picturetest.Chunk("IHDR", b), flat[33:])
	}
	chunks := func(c ...[]byte) []byte { return picturetest.WithChunks(flat, c...) }
	idat := func(rows []byte) []byte { return picturetest.RawPNG(4, 2, 8, 0, rows) }
	for name, data := range map[string][]byte{
		"nothing": nil, "no signature": bytes.Repeat([]byte{7}, 100),
		"width 0":          ihdr(func(b []byte) { b[3] = 0 }),
		"height 2^31":      ihdr(func(b []byte) { b[4] = 0x80 }),
		"depth 3":          ihdr(func(b []byte) { b[8] = 3 }),
		"colour 1":         ihdr(func(b []byte) { b[9] = 1 }),
		"RGB of 4 bits":    ihdr(func(b []byte) { b[8] = 4 }),
		"compression 1":    ihdr(func(b []byte) { b[10] = 1 }),
		"filter method 1":  ihdr(func(b []byte) { b[11] = 1 }),
		"interlace 2":      ihdr(func(b []byte) { b[12] = 2 }),
		"no palette":       ihdr(func(b []byte) { b[9] = 3 }),
		"a row more":       ihdr(func(b []byte) { b[7]-- }),
		"a row less":       ihdr(func(b []byte) { b[7]++ }),
		"two headers":      chunks(flat[8:33]),
		"palette of 4":     chunks(picturetest.Chunk("PLTE", make([]byte, 4))),
		"key of one":       chunks(picturetest.Chunk("tRNS", make([]byte, 2))),
		"two keys":         chunks(picturetest.Chunk("tRNS", make([]byte, 6)), picturetest.Chunk("tRNS", make([]byte, 6))),
		"unknown critical": chunks(picturetest.Chunk("QQQQ", nil)),
		"filter 5":         idat([]byte{5, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
		"no data":          slices.Concat(flat[:33], picturetest.Chunk("IEND", nil)),
		"data in two places": slices.Concat(flat[:len(flat)-12], picturetest.Chunk("zzzz", nil),
			picturetest.Chunk("IDAT", nil), picturetest.Chunk("IEND", nil)),
	} {
		var format FormatError
		if _, err := Decode(ctx, data, limit); !errors.As(err, &format) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	data := picturetest.FlatPNG(100, 50, 8, 2)
	for _, c := range []struct {
		lim Limits
		ok  bool
	}{
		{Limits{Side: 100, Pixels: 5000}, true},
		{Limits{Side: 99, Pixels: 5000}, false},
		{Limits{Side: 100, Pixels: 4999}, false},
	} {
		if _, err := Decode(ctx, data, c.lim); errors.Is(err, ErrLimit) == c.ok || c.ok && err != nil {
			t.Errorf("%+v: %v", c.lim, err)
		}
	}
}

// TestClaims wants a file that claims far more than its data can hold refused
// without the memory for it.
func TestClaims(t *testing.T) {
	data := picturetest.FlatPNG(40, 30, 8, 2)
	b := slices.Clone(data[16:29])
	binary.BigEndian.PutUint32(b, 7000)
	binary.BigEndian.PutUint32(b[4:], 7000)
	data = slices.Concat([]byte(Signature), picturetest.Chunk("IHDR", b), data[33:])
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Decode(ctx, data, limit)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d bytes allocated, %v", n, err)
	}
}

func TestContextEndsIt(t *testing.T) {
	done, cancel := context.WithCancel(ctx)
	cancel()
	data := picturetest.PNG(opaquePhoto(30, 20))
	if _, err := Decode(done, data, limit); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := Encode(done, decode(t, data)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
