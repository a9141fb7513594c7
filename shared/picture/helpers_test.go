package picture_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/gif"
	"math"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

var ctx = context.Background()

// decode fails the test when data is refused.
func decode(t testing.TB, data []byte) *picture.Picture {
	t.Helper()
	p, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// encode gives the file that p is written as.
func encode(t testing.TB, p *picture.Picture) ([]byte, string) {
	t.Helper()
	data, mediaType, err := p.Encode(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return data, mediaType
}

// pixels decodes a file with the decoders of the standard library and x/image
// alone, so that nothing under test judges itself.
func pixels(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(data, []byte("RIFF")) {
		return videoRange(m)
	}
	return m
}

// videoRange reads VP8's planes as BT.601 has them; image.YCbCr takes them for
// another range.
func videoRange(m image.Image) image.Image {
	var planes *image.YCbCr
	alpha := func(int, int) uint8 { return 255 }
	switch m := m.(type) {
	case *image.YCbCr:
		planes = m
	case *image.NYCbCrA:
		planes, alpha = &m.YCbCr, func(x, y int) uint8 { return m.A[m.AOffset(x, y)] }
	default:
		return m
	}
	out := image.NewNRGBA(planes.Rect)
	to8 := func(v float64) uint8 { return uint8(min(max(v+0.5, 0), 255)) }
	for y := range planes.Rect.Dy() {
		for x := range planes.Rect.Dx() {
			c := planes.YCbCrAt(x, y)
			v, b, r := 1.16438*(float64(c.Y)-16), float64(c.Cb)-128, float64(c.Cr)-128
			out.SetNRGBA(x, y, color.NRGBA{to8(v + 1.59603*r), to8(v - 0.39176*b - 0.81297*r), to8(v + 2.01723*b), alpha(x, y)})
		}
	}
	return out
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// each makes a picture of f of every pixel of m.
func each(m image.Image, f func(x, y int) color.Color) *image.NRGBA64 {
	s, o := m.Bounds().Size(), m.Bounds().Min
	out := image.NewNRGBA64(image.Rect(0, 0, s.X, s.Y))
	for y := range s.Y {
		for x := range s.X {
			out.Set(x, y, f(o.X+x, o.Y+y))
		}
	}
	return out
}

// channels applies f to the colours of m, as 0…1, and rounds to the bits that
// m has: 16 or 8.
func channels(m image.Image, f func(r, g, b float64) (float64, float64, float64)) image.Image {
	top := 255.0
	switch m.(type) {
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		top = 65535
	}
	round := func(v float64) uint16 { return uint16(math.Floor(top*min(max(v, 0), 1)+0.5) * (65535 / top)) }
	return each(m, func(x, y int) color.Color {
		c := picturetest.At(m, x, y)
		unit := func(v uint16) float64 { return math.Round(float64(v)*top/65535) / top }
		r, g, b := f(unit(c.R), unit(c.G), unit(c.B))
		return color.NRGBA64{round(r), round(g), round(b), c.A}
	})
}

func idealGray(m image.Image) image.Image {
	return channels(m, func(r, g, b float64) (float64, float64, float64) {
		v := 0.299*r + 0.587*g + 0.114*b
		return v, v, v
	})
}

func idealFlip(m image.Image) image.Image {
	b := m.Bounds()
	return each(m, func(x, y int) color.Color { return picturetest.At(m, b.Min.X+b.Max.X-1-x, y) })
}

func idealContrast(m image.Image, p float64) image.Image {
	at := func(v float64) float64 {
		switch {
		case p == 100:
			return math.Floor(v + 0.5)
		case p > 0:
			return 0.5 + (v-0.5)*(1/(1-p/100))
		}
		return 0.5 + (v-0.5)*(1+p/100)
	}
	return channels(m, func(r, g, b float64) (float64, float64, float64) { return at(r), at(g), at(b) })
}

func gray(m *image.NRGBA) *image.Gray {
	out := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			out.Set(x, y, m.At(x, y))
		}
	}
	return out
}

func paletted(w, h int, pal color.Palette) *image.Paletted {
	m := image.NewPaletted(image.Rect(0, 0, w, h), pal)
	for i := range m.Pix {
		m.Pix[i] = byte((i + i/w*3) % len(pal))
	}
	return m
}

func rainbow(n int) color.Palette {
	pal := make(color.Palette, n)
	for i := range pal {
		pal[i] = color.NRGBA{byte(i * 37), byte(255 - i*11), byte(i * i), 255}
	}
	return pal
}

func asTIFF(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, m, &tiff.Options{Compression: tiff.Deflate}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asBMP(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asGIF(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func photoJPEG(w, h int) []byte { return picturetest.JPEG(picturetest.Photo(w, h), 90) }
