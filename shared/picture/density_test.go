package picture_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// jfif is a JPEG with a density: to nothing, an inch or a centimetre.
func jfif(unit byte, x, y uint16) []byte {
	body := []byte{'J', 'F', 'I', 'F', 0, 1, 1, unit, byte(x >> 8), byte(x), byte(y >> 8), byte(y), 0, 0}
	return picturetest.WithSegments(photoJPEG(32, 16), picturetest.Segment(0xe0, body...))
}

func phys(unit byte, x, y uint32) []byte {
	body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, x), y)
	return picturetest.WithChunks(picturetest.PNG(picturetest.Photo(32, 16)), picturetest.Chunk("pHYs", append(body, unit)))
}

// tiffWith is a TIFF with fractions for its density.
func tiffWith(t *testing.T, unit uint16, x, y [2]uint32) []byte {
	data := asTIFF(t, picturetest.Photo(32, 16))
	le := binary.LittleEndian
	for i, r := range [][2]uint32{x, y} {
		at := le.Uint32(tiffEntry(data, uint16(282+i))[8:])
		le.PutUint32(data[at:], r[0])
		le.PutUint32(data[at+4:], r[1])
	}
	le.PutUint16(tiffEntry(data, 296)[8:], unit)
	return data
}

func bmpWith(t *testing.T, x, y uint32) []byte {
	data := asBMP(t, picturetest.Photo(32, 16))
	binary.LittleEndian.PutUint32(data[38:], x)
	binary.LittleEndian.PutUint32(data[42:], y)
	return data
}

// tiffEntry is an entry of the first directory, nil where it is not there once.
func tiffEntry(data []byte, tag uint16) (e []byte) {
	le := binary.LittleEndian
	at := le.Uint32(data[4:])
	for i := range int(le.Uint16(data[at:])) {
		if b := data[int(at)+2+12*i:][:12]; le.Uint16(b) == tag {
			if e != nil {
				return nil
			}
			e = b
		}
	}
	return e
}

// densityIn is what a file says, in its own units.
func densityIn(t *testing.T, data []byte) string {
	t.Helper()
	le := binary.LittleEndian
	f, _ := picture.Sniff(data)
	switch f {
	case picture.JPEG:
		for _, s := range segments(t, data)[0xe0] {
			return fmt.Sprintf("%d×%d %s", binary.BigEndian.Uint16(s[8:]), binary.BigEndian.Uint16(s[10:]), [...]string{"", "inch", "cm"}[s[7]])
		}
	case picture.PNG:
		if i := bytes.Index(data, []byte("\x00\x00\x00\x09pHYs")); i >= 0 {
			b := data[i+8:]
			return fmt.Sprintf("%d×%d %s", binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), [...]string{"", "m"}[b[8]])
		}
	case picture.BMP:
		return fmt.Sprintf("%d×%d m", le.Uint32(data[38:]), le.Uint32(data[42:]))
	case picture.TIFF:
		value := func(tag uint16) float64 {
			at := le.Uint32(tiffEntry(data, tag)[8:])
			return float64(le.Uint32(data[at:])) / float64(le.Uint32(data[at+4:]))
		}
		return fmt.Sprintf("%g×%g %s", value(282), value(283), [...]string{1: "", 2: "inch", 3: "cm"}[le.Uint16(tiffEntry(data, 296)[8:])])
	}
	return "none"
}

func TestDensityGoesAlong(t *testing.T) {
	type results map[picture.Format]string
	const none = "none"
	for name, c := range map[string]struct {
		data []byte
		want results
	}{
		"JPEG, 72 dpi":         {jfif(1, 72, 72), results{picture.JPEG: "72×72 inch", picture.PNG: "2835×2835 m", picture.TIFF: "72×72 inch", picture.BMP: "2835×2835 m"}},
		"JPEG, 300 × 150 dpi":  {jfif(1, 300, 150), results{picture.JPEG: "300×150 inch", picture.PNG: "11811×5906 m", picture.TIFF: "300×150 inch", picture.BMP: "11811×5906 m"}},
		"JPEG, to the cm":      {jfif(2, 50, 28), results{picture.JPEG: "50×28 cm", picture.PNG: "5000×2800 m", picture.TIFF: "50×28 cm", picture.BMP: "5000×2800 m"}},
		"JPEG, aspect":         {jfif(0, 2, 1), results{picture.JPEG: "2×1 ", picture.PNG: "2×1 ", picture.TIFF: "2×1 ", picture.BMP: "0×0 m"}},
		"JPEG, square":         {jfif(0, 1, 1), results{picture.JPEG: "1×1 ", picture.PNG: none, picture.TIFF: "72×72 ", picture.BMP: "0×0 m"}},
		"JPEG, none of inches": {jfif(1, 0, 72), results{picture.JPEG: "1×1 ", picture.PNG: none, picture.TIFF: "72×72 ", picture.BMP: "0×0 m"}},
		"JPEG without":         {photoJPEG(32, 16), results{picture.JPEG: none, picture.PNG: none, picture.TIFF: "72×72 ", picture.BMP: "0×0 m"}},
		"PNG, 72 dpi":          {phys(1, 2835, 2835), results{picture.JPEG: "72×72 inch", picture.PNG: "2835×2835 m", picture.TIFF: "72×72 inch", picture.BMP: "2835×2835 m"}},
		"PNG, 72 dpi cut":      {phys(1, 2834, 2834), results{picture.JPEG: "72×72 inch", picture.PNG: "2834×2834 m", picture.TIFF: "72×72 inch"}},
		"PNG, 13 to the cm":    {phys(1, 1300, 1300), results{picture.JPEG: "13×13 cm", picture.TIFF: "13×13 cm"}},
		"PNG, to the cm":       {phys(1, 11800, 11900), results{picture.JPEG: "118×119 cm", picture.PNG: "11800×11900 m", picture.TIFF: "118×119 cm", picture.BMP: "11800×11900 m"}},
		"PNG, neither":         {phys(1, 1234, 2835), results{picture.JPEG: "31×72 inch", picture.PNG: "1234×2835 m", picture.TIFF: "12.34×28.35 cm", picture.BMP: "1234×2835 m"}},
		"PNG, aspect":          {phys(0, 300000, 100000), results{picture.JPEG: "65535×21845 ", picture.PNG: "300000×100000 ", picture.TIFF: "300000×100000 ", picture.BMP: "0×0 m"}},
		"PNG, one to 10 m":     {phys(1, 1, 3), results{picture.JPEG: "1×3 ", picture.PNG: "1×3 m", picture.TIFF: "0.01×0.03 cm", picture.BMP: "1×3 m"}},
		"PNG, none":            {phys(1, 0, 2835), results{picture.JPEG: none, picture.PNG: none}},
		"BMP, 300 dpi":         {bmpWith(t, 11811, 11811), results{picture.JPEG: "300×300 inch", picture.PNG: "11811×11811 m", picture.TIFF: "300×300 inch", picture.BMP: "11811×11811 m"}},
		"BMP, negative":        {bmpWith(t, 1<<31, 11811), results{picture.JPEG: none, picture.PNG: none, picture.BMP: "0×0 m"}},
		"TIFF, 300 dpi":        {tiffWith(t, 2, [2]uint32{300, 1}, [2]uint32{600, 2}), results{picture.JPEG: "300×300 inch", picture.PNG: "11811×11811 m", picture.TIFF: "300×300 inch", picture.BMP: "11811×11811 m"}},
		"TIFF, 72.5 dpi":       {tiffWith(t, 2, [2]uint32{145, 2}, [2]uint32{145, 2}), results{picture.JPEG: "73×73 inch", picture.PNG: "2854×2854 m", picture.TIFF: "72.5×72.5 inch"}},
		"TIFF, to the cm":      {tiffWith(t, 3, [2]uint32{2835, 100}, [2]uint32{50, 1}), results{picture.JPEG: "72×127 inch", picture.PNG: "2835×5000 m", picture.TIFF: "28.35×50 cm"}},
		"TIFF, aspect":         {tiffWith(t, 1, [2]uint32{3, 2}, [2]uint32{1, 1}), results{picture.JPEG: "65535×43690 ", picture.TIFF: "1.5×1 "}},
		"TIFF, by nothing":     {tiffWith(t, 2, [2]uint32{72, 0}, [2]uint32{72, 1}), results{picture.JPEG: none, picture.PNG: none, picture.TIFF: "72×72 "}},
		"TIFF, beyond measure": {tiffWith(t, 2, [2]uint32{1<<32 - 1, 1}, [2]uint32{1<<32 - 1, 1}), results{picture.JPEG: "1×1 ", picture.PNG: none, picture.BMP: "0×0 m", picture.TIFF: "4.294967295e+09×4.294967295e+09 inch"}},
	} {
		for f, want := range c.want {
			out, _ := as(t, c.data, f, 0)
			if got := densityIn(t, out); got != want {
				t.Errorf("%s to %s: %q, want %q", name, f, got, want)
			}
		}
	}
}

// TestDensityComesBack: the way through another format loses nothing that people
// set.
func TestDensityComesBack(t *testing.T) {
	for _, dpi := range []uint16{1, 72, 96, 150, 203, 254, 300, 333, 600, 1200, 2400, 65535} {
		in := jfif(1, dpi, dpi)
		for _, f := range []picture.Format{picture.PNG, picture.TIFF, picture.BMP} {
			there, _ := as(t, in, f, 0)
			back, _ := as(t, there, picture.JPEG, 0)
			if got, want := densityIn(t, back), fmt.Sprintf("%d×%d inch", dpi, dpi); got != want {
				t.Errorf("by way of %s: %q, want %q", f, got, want)
			}
		}
	}
}

// TestDensityTurnsWithThePicture: across and down change places with the sides,
// by whatever turns it, and with nothing else.
func TestDensityTurnsWithThePicture(t *testing.T) {
	white := color.NRGBA{255, 255, 255, 255}
	same := func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil }
	for name, c := range map[string]struct {
		run         func(p *picture.Picture) error
		orientation int
		turned      bool
	}{
		"nothing":       {func(*picture.Picture) error { return nil }, 1, false},
		"tag kept":      {func(*picture.Picture) error { return nil }, 6, false},
		"rotate 90":     {func(p *picture.Picture) error { return p.Rotate(ctx, 90, white) }, 1, true},
		"rotate 180":    {func(p *picture.Picture) error { return p.Rotate(ctx, 180, white) }, 1, false},
		"rotate 270":    {func(p *picture.Picture) error { return p.Rotate(ctx, 270, white) }, 1, true},
		"tag applied 2": {func(p *picture.Picture) error { return p.Each(ctx, same) }, 2, false},
		"tag applied 3": {func(p *picture.Picture) error { return p.Each(ctx, same) }, 3, false},
		"tag applied 5": {func(p *picture.Picture) error { return p.Each(ctx, same) }, 5, true},
		"tag applied 6": {func(p *picture.Picture) error { return p.Each(ctx, same) }, 6, true},
		"tag applied 7": {func(p *picture.Picture) error { return p.Each(ctx, same) }, 7, true},
		"tag applied 8": {func(p *picture.Picture) error { return p.Each(ctx, same) }, 8, true},
		"resized":       {func(p *picture.Picture) error { return p.Resize(ctx, 10, 0, picture.Contain) }, 1, false},
		"cropped":       {func(p *picture.Picture) error { return p.Crop(ctx, image.Rect(1, 1, 9, 9)) }, 1, false},
	} {
		exif := picturetest.EXIF(c.orientation)
		for from, data := range map[string][]byte{
			"JPEG": picturetest.WithSegments(jfif(1, 300, 150), exif),
			"PNG":  picturetest.WithChunks(phys(1, 11811, 5906), picturetest.Chunk("eXIf", exif[10:])),
			"TIFF": picturetest.WithTIFFTags(tiffWith(t, 2, [2]uint32{300, 1}, [2]uint32{150, 1}), c.orientation, nil),
		} {
			p := decode(t, data)
			if err := c.run(p); err != nil {
				t.Fatal(err)
			}
			out, _ := encode(t, p)
			want := map[string]string{"JPEG": "300×150 inch", "PNG": "11811×5906 m", "TIFF": "300×150 inch"}[from]
			if c.turned {
				want = map[string]string{"JPEG": "150×300 inch", "PNG": "5906×11811 m", "TIFF": "150×300 inch"}[from]
			}
			if got := densityIn(t, out); got != want {
				t.Errorf("%s, %s: %q, want %q", name, from, got, want)
			}
		}
	}
	onItsSide := picturetest.WithSegments(jfif(1, 300, 150), picturetest.EXIF(6))
	if out, _ := as(t, onItsSide, picture.BMP, 0); densityIn(t, out) != "5906×11811 m" {
		t.Errorf("on its side to BMP: %s", densityIn(t, out))
	}
}

// exifDensity is an EXIF segment of three entries, 240 dots to the inch.
func exifDensity() []byte {
	b := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x03" +
		"\x01\x1a\x00\x05\x00\x00\x00\x01\x00\x00\x00\x32" +
		"\x01\x1b\x00\x05\x00\x00\x00\x01\x00\x00\x00\x32" +
		"\x01\x28\x00\x03\x00\x00\x00\x01\x00\x02\x00\x00" +
		"\x00\x00\x00\x00" + "\x00\x00\x09\x60\x00\x00\x00\x0a")
	return picturetest.Segment(0xe1, b...)
}

// TestDensityOfEXIF: many JPEGs say it there alone. JFIF comes first where it
// says something; it is not given to colours that it would make YCbCr of.
func TestDensityOfEXIF(t *testing.T) {
	rgb := picturetest.Components(picturetest.Planes(picturetest.Photo(32, 16)), "\x01\x02\x03", 0, 90)
	for name, c := range map[string]struct {
		data      []byte
		jpeg, png string
	}{
		"alone":          {picturetest.WithSegments(photoJPEG(32, 16), exifDensity()), "240×240 inch", "9449×9449 m"},
		"beside an inch": {picturetest.WithSegments(jfif(1, 300, 300), exifDensity()), "300×300 inch", "11811×11811 m"},
		"beside aspect":  {picturetest.WithSegments(jfif(0, 1, 1), exifDensity()), "240×240 inch", "9449×9449 m"},
		"of RGB":         {picturetest.WithSegments(rgb, exifDensity()), "none", "9449×9449 m"},
	} {
		p := decode(t, c.data)
		if err := p.FlipHorizontal(ctx); err != nil {
			t.Fatal(err)
		}
		out, _ := encode(t, p)
		if got := densityIn(t, out); got != c.jpeg || p.Path() != picture.Coefficients {
			t.Errorf("%s: %q on the way of %s, want %q", name, got, p.Path(), c.jpeg)
		}
		out, _ = as(t, c.data, picture.PNG, 0)
		if got := densityIn(t, out); got != c.png {
			t.Errorf("%s to PNG: %q, want %q", name, got, c.png)
		}
	}
}

// FuzzDensity: whatever a file says, what is made of it is kept from then on.
func FuzzDensity(f *testing.F) {
	f.Add(uint16(2), uint32(300), uint32(1), uint32(145), uint32(2))
	f.Add(uint16(3), uint32(1), uint32(1<<32-1), uint32(1<<32-1), uint32(1))
	f.Add(uint16(1), uint32(0), uint32(0), uint32(7), uint32(3))
	f.Fuzz(func(t *testing.T, unit uint16, x, over, y, under uint32) {
		data := tiffWith(t, unit, [2]uint32{x, over}, [2]uint32{y, under})
		for _, to := range []picture.Format{picture.TIFF, picture.JPEG, picture.PNG, picture.BMP} {
			once, _ := as(t, data, to, 0)
			twice, _ := as(t, once, to, 0)
			if a, b := densityIn(t, once), densityIn(t, twice); a != b {
				t.Errorf("%s: %s, and then %s", to, a, b)
			}
		}
	})
}
