package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"math"
	"testing"
)

var subsamplings = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

func encoded(t testing.TB, m image.Image, o EncodeOptions) []byte {
	t.Helper()
	out, err := Encode(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func standard(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := stdjpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// decibels is the PSNR of the colours of two pictures of one size.
func decibels(a, b image.Image) float64 {
	sum, n := 0.0, 0
	r := a.Bounds()
	for y := range r.Dy() {
		for x := range r.Dx() {
			p, q := color.NRGBAModel.Convert(a.At(r.Min.X+x, r.Min.Y+y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				sum += float64(d * d)
				n++
			}
		}
	}
	return 10 * math.Log10(255*255/(sum/float64(n)+1e-9))
}

// TestEncodeIsAsGood holds the file to the standard encoder's at the same
// quality: not further from the picture, and smaller.
func TestEncodeIsAsGood(t *testing.T) {
	for _, size := range [][2]int{{8, 8}, {33, 47}, {160, 120}, {101, 203}, {40, 1000}} {
		m := scenery(size[0], size[1])
		g := image.NewGray(m.Rect)
		for i := range g.Pix {
			g.Pix[i] = m.Pix[4*i]
		}
		ycc := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio420)
		for y := range size[1] {
			for x := range size[0] {
				c := color.YCbCrModel.Convert(m.At(x, y)).(color.YCbCr)
				ycc.Y[ycc.YOffset(x, y)], ycc.Cb[ycc.COffset(x, y)], ycc.Cr[ycc.COffset(x, y)] = c.Y, c.Cb, c.Cr
			}
		}
		for _, src := range []image.Image{m, g, ycc} {
			for _, quality := range []int{1, 30, 75, 92, 100} {
				got := encoded(t, src, EncodeOptions{Quality: quality, Subsampling: image.YCbCrSubsampleRatio420})
				var want bytes.Buffer
				stdjpeg.Encode(&want, src, &stdjpeg.Options{Quality: quality})
				a, b := decibels(src, standard(t, got)), decibels(src, standard(t, want.Bytes()))
				if a < b-0.05 && a < 50 { // beyond, it is the rounding of their decoder
					t.Errorf("%T %v at %d: %.2f dB, the standard library %.2f", src, size, quality, a, b)
				}
				if len(got) > want.Len() {
					t.Errorf("%T %v at %d: %d bytes, the standard library %d", src, size, quality, len(got), want.Len())
				}
			}
		}
	}
}

func TestEncodeSubsamplings(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {16, 16}, {37, 29}, {90, 130}} {
		m := scenery(size[0], size[1])
		smooth := image.NewNRGBA(m.Rect) // fine colour does not survive subsampling
		for y := range size[1] {
			for x := range size[0] {
				smooth.SetNRGBA(x, y, color.NRGBA{byte(60 + x), byte(200 - y), byte(90 + y/2), 255})
			}
		}
		for _, sub := range subsamplings {
			data := encoded(t, smooth, EncodeOptions{Quality: 95, Subsampling: sub})
			back := standard(t, data)
			if y := back.(*image.YCbCr); y.SubsampleRatio != sub {
				t.Errorf("%v became %v", sub, y.SubsampleRatio)
			}
			if db := decibels(smooth, back); db < 37 {
				t.Errorf("%v, %v: %.1f dB", size, sub, db)
			}
			// From planes of each kind to each kind.
			ours, err := Decode(context.Background(), data, DecodeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, to := range subsamplings {
				again := standard(t, encoded(t, ours, EncodeOptions{Quality: 95, Subsampling: to}))
				if db := decibels(smooth, again); db < 34 {
					t.Errorf("%v, %v to %v: %.1f dB", size, sub, to, db)
				}
			}
		}
	}
}

// TestEncodeTables codes decoded planes with the tables that they came with:
// nearly all coefficients return.
func TestEncodeTables(t *testing.T) {
	var want bytes.Buffer
	stdjpeg.Encode(&want, scenery(150, 90), &stdjpeg.Options{Quality: 60})
	tables, err := QuantTables(want.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	m, err := Decode(context.Background(), want.Bytes(), DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := encoded(t, m, EncodeOptions{Tables: tables, Subsampling: image.YCbCrSubsampleRatio420})
	again, err := QuantTables(got)
	if err != nil || *again != *tables {
		t.Fatalf("%v, %v", again, err)
	}
	if db := decibels(m, standard(t, got)); db < 50 {
		t.Errorf("%.1f dB", db)
	}
	wide := *tables
	wide[1][5] = 300 // takes a 16-bit table, and SOF1
	if db := decibels(m, standard(t, encoded(t, m, EncodeOptions{Tables: &wide}))); db < 25 {
		t.Errorf("with a factor of 300: %.1f dB", db)
	}
}

func TestEncodeTypes(t *testing.T) {
	m := scenery(40, 30)
	rgba, pal := image.NewRGBA(m.Rect), image.NewPaletted(image.Rect(-3, -4, 37, 26), nil)
	copy(rgba.Pix, m.Pix)
	for i := range 256 {
		pal.Palette = append(pal.Palette, color.NRGBA{byte(i), byte(i / 2), byte(255 - i), 255})
	}
	for i := range pal.Pix {
		pal.Pix[i] = byte(i%40*5 + 20)
	}
	want := encoded(t, m, EncodeOptions{})
	if got := encoded(t, rgba, EncodeOptions{}); !bytes.Equal(got, want) {
		t.Error("an opaque RGBA differs from NRGBA")
	}
	for _, m := range []image.Image{pal, m.SubImage(image.Rect(5, 7, 33, 29))} {
		if db := decibels(m, standard(t, encoded(t, m, EncodeOptions{Quality: 97}))); db < 33 {
			t.Errorf("%T: %.1f dB", m, db)
		}
	}
	planes, err := Decode(context.Background(), encoded(t, m, EncodeOptions{Quality: 97, Subsampling: image.YCbCrSubsampleRatio420}), DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []image.Point{{2, 4}, {3, 5}} { // where chroma begins, and between
		part := planes.(*image.YCbCr).SubImage(image.Rectangle{at, image.Pt(35, 28)})
		if db := decibels(part, standard(t, encoded(t, part, EncodeOptions{Quality: 97, Subsampling: image.YCbCrSubsampleRatio420}))); db < 28 {
			t.Errorf("from %v: %.1f dB", at, db)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	ctx := context.Background()
	m := scenery(20, 20)
	for _, r := range []image.Rectangle{{}, image.Rect(0, 0, 70000, 1), image.Rect(0, 0, 1, 70000)} {
		if _, err := Encode(ctx, image.NewGray(r), EncodeOptions{}); err == nil {
			t.Errorf("%v is taken", r)
		}
	}
	if _, err := Encode(ctx, m, EncodeOptions{Subsampling: 77}); err == nil {
		t.Error("an unknown subsampling is taken")
	}
	if _, err := Encode(ctx, m, EncodeOptions{Tables: &Tables{}}); err == nil {
		t.Error("tables of zeros are taken")
	}
	ended, end := context.WithCancel(ctx)
	end()
	if _, err := Encode(ended, m, EncodeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	header := appendSegment(nil, 0xfe, []byte("said"))
	if out := encoded(t, m, EncodeOptions{Header: header}); !bytes.HasPrefix(out[2:], header) {
		t.Error("the header is not behind SOI")
	}
}
