package jpeg

import (
	"bytes"
	"errors"
	"image"
	"testing"
)

func adobeHeader(transform byte) []byte {
	return appendSegment(nil, markAPP14, []byte{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform})
}

// fourColours is a file of four components, made of the planes of another.
func fourColours(t *testing.T, transform byte) []byte {
	t.Helper()
	f, p := coefficientsOf(t, cjpeg(t, 48, 32, "-sample", "1x1"))
	four := &frame{w: f.w, h: f.h}
	for i, from := range []int{0, 1, 2, 0} {
		c := f.comps[from]
		c.id = byte(i + 1)
		four.comps = append(four.comps, c)
	}
	c := newCoder(four)
	for i, from := range []int{0, 1, 2, 0} {
		for at, b := range p[from] {
			c.add(i, at%f.comps[from].sw, at/f.comps[from].sw, &b.coef, b.nonzero)
		}
	}
	out, err := c.finish(t.Context(), adobeHeader(transform))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What is not luma and chroma goes to pixels, unless it only moves.
func TestColourRules(t *testing.T) {
	rgb := cjpeg(t, 48, 32, "-rgb")
	adobeRGB := append([]byte{0xff, markSOI}, adobeHeader(0)...)
	adobeRGB = append(adobeRGB, rgb[2:]...)
	smallLuma := cjpeg(t, 48, 32, "-sample", "1x1,2x2,1x1")
	gray, linear, flip := Op{Kind: Grayscale}, Op{Kind: Linear, Scale: 0.9, Offset: 10}, Op{Kind: FlipHorizontal}
	for _, c := range []struct {
		name string
		data []byte
		op   Op
		want error
	}{
		{"gray of RGB", rgb, gray, ErrPixels},
		{"gray of Adobe RGB", adobeRGB, gray, ErrPixels},
		{"gray of CMYK", fourColours(t, 0), gray, ErrPixels},
		{"gray of YCCK", fourColours(t, 2), gray, ErrPixels},
		{"gray of small luma", smallLuma, gray, ErrPixels},
		{"linear of CMYK", fourColours(t, 0), linear, ErrPixels},
		{"linear of RGB", rgb, linear, nil},
		{"flip of CMYK", fourColours(t, 0), flip, nil},
		{"flip of RGB", rgb, flip, nil},
	} {
		if _, err := Transform(t.Context(), c.data, []Op{c.op}, Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// A file of four components is mirrored, and known as what it was by its header.
func TestFlipCMYK(t *testing.T) {
	src := fourColours(t, 2)
	out, err := Transform(t.Context(), src, []Op{{Kind: FlipHorizontal}}, Options{Header: adobeHeader(2)})
	if err != nil {
		t.Fatal(err)
	}
	was, is := decoded(t, src).(*image.CMYK), decoded(t, out).(*image.CMYK)
	for y := range 32 {
		for x := range 48 {
			a, b := was.CMYKAt(x, y), is.CMYKAt(47-x, y)
			for _, d := range []int{int(a.C) - int(b.C), int(a.M) - int(b.M), int(a.Y) - int(b.Y), int(a.K) - int(b.K)} {
				if d < -4 || d > 4 {
					t.Fatalf("%d,%d: %v became %v", x, y, a, b)
				}
			}
		}
	}
}

// Offsets reach all three of red, green and blue, and only luma of YCbCr.
func TestOffsets(t *testing.T) {
	for _, args := range [][]string{{"-rgb"}, {"-sample", "1x1"}} {
		src := cjpeg(t, 48, 32, append(args, "-quality", "95")...)
		header := adobeHeader(1)
		if args[0] == "-rgb" {
			header = adobeHeader(0)
		}
		out, err := Transform(t.Context(), src, []Op{{Kind: Linear, Scale: 0.75, Offset: 30}}, Options{Header: header})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(out[2:], header) {
			t.Error("the header is not behind SOI")
		}
		ideal := linearOf(rgbOf(decoded(t, src)), 0.75, 30)
		if got := psnrOf(rgbOf(decoded(t, out)), ideal); got < 44 {
			t.Errorf("%v: %.2f dB", args, got)
		}
	}
}

// Operations in a chain are one: what undoes itself changes nothing, and the
// order of mirroring and turning counts.
func TestFuse(t *testing.T) {
	src := cjpeg(t, 64, 48, "-sample", "2x2")
	for _, c := range []struct{ chain, same []Kind }{
		{[]Kind{FlipHorizontal, FlipHorizontal}, nil},
		{[]Kind{Rotate90, Rotate90}, []Kind{Rotate180}},
		{[]Kind{Rotate90, Rotate270}, nil},
		{[]Kind{Rotate90, FlipHorizontal}, []Kind{Transpose}},
		{[]Kind{FlipHorizontal, Rotate90}, []Kind{Transverse}},
		{[]Kind{Transpose, Transverse}, []Kind{Rotate180}},
		{[]Kind{Rotate270, Grayscale, FlipVertical}, []Kind{Grayscale, Transpose}},
	} {
		steps := src
		for _, k := range c.chain {
			steps = apply(t, steps, Op{Kind: k})
		}
		sameCoefficients(t, apply(t, src, opsOf(c.chain)...), steps)
		sameCoefficients(t, apply(t, src, opsOf(c.same)...), steps)
	}
}

func opsOf(kinds []Kind) (ops []Op) {
	for _, k := range kinds {
		ops = append(ops, Op{Kind: k})
	}
	return ops
}
