package picture_test

import (
	"image"
	"math"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestContrastIsThatOfImaging holds the formula against the library at every
// whole percentage, on every value.
func TestContrastIsThatOfImaging(t *testing.T) {
	ramp := image.NewNRGBA(image.Rect(0, 0, 256, 1))
	for i := range 256 {
		copy(ramp.Pix[4*i:], []byte{byte(i), byte(255 - i), byte(i * 7), byte(i)})
	}
	src := picturetest.PNG(ramp)
	for percent := -100.0; percent <= 100; percent++ {
		p := decode(t, src)
		if err := p.Contrast(ctx, percent); err != nil {
			t.Fatal(err)
		}
		data, _ := encode(t, p)
		want := imaging.AdjustContrast(ramp, percent)
		if psnr := picturetest.PSNR(pixels(t, data), want); !math.IsInf(psnr, 1) {
			t.Errorf("%v %%: %.1f dB", percent, psnr)
		}
	}
}

func TestMapColors(t *testing.T) {
	swap := func(r, g, b uint8) (uint8, uint8, uint8) { return b, r, g }
	ideal := func(m image.Image) image.Image {
		return channels(m, func(r, g, b float64) (float64, float64, float64) { return b, r, g })
	}
	for _, in := range allInputs(t) {
		bound := min(in.contrast, 100)
		if bound < 100 {
			bound = 28
		}
		t.Run(in.name, func(t *testing.T) {
			if in.data[24] == 16 || in.name == "TIFF gray, 16 bit" || in.name == "TIFF RGB, 16 bit" {
				bound = 55 // 16 bits become 8
			}
			compare(t, in, bound, func(p *picture.Picture) error { return p.MapColors(ctx, swap) }, ideal)
		})
	}
}

func TestMapColorsColoursGrays(t *testing.T) {
	sepia := func(r, g, b uint8) (uint8, uint8, uint8) { return r, g / 2, b / 4 }
	for name, data := range map[string][]byte{
		"JPEG": picturetest.JPEG(gray(picturetest.Photo(32, 32)), 90), "PNG": picturetest.PNG(gray(picturetest.Photo(32, 32))),
		"PNG with alpha": grayAlphaPNG(picturetest.Translucent(32, 32)),
	} {
		p := decode(t, data)
		if err := p.MapColors(ctx, sepia); err != nil {
			t.Fatal(err)
		}
		out, _ := encode(t, p)
		if c := picturetest.At(pixels(t, out), 31, 31); c.R < c.G+1000 {
			t.Errorf("%s stayed gray: %v", name, c)
		}
	}
}

func TestMapChannels(t *testing.T) {
	invert := func(v float64) float64 { return 1 - v }
	ideal := func(m image.Image) image.Image {
		return channels(m, func(r, g, b float64) (float64, float64, float64) { return 1 - r, 1 - g, 1 - b })
	}
	for _, in := range losslessInputs(t) {
		t.Run(in.name, func(t *testing.T) {
			compare(t, in, exact, func(p *picture.Picture) error { return p.MapChannels(ctx, invert) }, ideal)
		})
	}
	p := decode(t, photoJPEG(16, 16))
	if err := p.MapChannels(ctx, func(float64) float64 { return math.NaN() }); err != nil {
		t.Error(err)
	}
}

// TestPNGColourTypes wants the colour type and the depth kept, and the type of
// grays for grays. A key goes where colours change.
func TestPNGColourTypes(t *testing.T) {
	opaque := picturetest.Photo(20, 20)
	for _, c := range []struct {
		name                 string
		data                 []byte
		kept, contrast, gray byte
	}{
		{"gray", picturetest.PNG(gray(opaque)), 0, 0, 0},
		{"RGB", picturetest.PNG(opaque), 2, 2, 0},
		{"gray, 1 bit", picturetest.FlatPNG(19, 5, 1, 0), 0, 0, 0},
		{"palette", picturetest.PNG(paletted(20, 20, rainbow(9))), 3, 3, 3},
		{"gray with alpha", grayAlphaPNG(picturetest.Translucent(20, 20)), 4, 4, 4},
		{"gray with alpha that is all opaque", grayAlphaPNG(opaque), 4, 4, 4},
		{"RGB with alpha", picturetest.PNG(picturetest.Translucent(20, 20)), 6, 6, 4},
		{"RGB with a key", keyedPNG(opaque), 2, 6, 4},
		{"RGB, 16 bit", picturetest.PNG(picturetest.Deep(20, 20)), 2, 2, 0},
	} {
		for _, op := range operations() {
			p := decode(t, c.data)
			if err := op.run(p); err != nil {
				t.Fatal(err)
			}
			data, _ := encode(t, p)
			want := c.kept
			switch op.name {
			case "Grayscale":
				want = c.gray
			case "Contrast":
				want = c.contrast
			}
			const colourType, depth = 25, 24
			if data[colourType] != want || data[depth] != c.data[depth] {
				t.Errorf("%s of %s: colour type %d with %d bits, want %d with %d",
					op.name, c.name, data[colourType], data[depth], want, c.data[depth])
			}
		}
	}
}

// TestWebPColours compares with what a browser's libwebp shows: VP8's colours
// are in video range. Chroma is interpolated there and not here.
func TestWebPColours(t *testing.T) {
	for _, c := range []struct {
		name  string
		bound float64
	}{{"lossy", 36}, {"alpha", 30}, {"lossless", 50}} {
		p := decode(t, fixture(t, c.name+".webp"))
		if err := p.SetFormat(picture.PNG); err != nil {
			t.Fatal(err)
		}
		data, mediaType := encode(t, p)
		psnr := picturetest.PSNR(pixels(t, data), pixels(t, fixture(t, c.name+".webp.png")))
		if psnr < c.bound || mediaType != "image/png" {
			t.Errorf("%s: %.1f dB as %s", c.name, psnr, mediaType)
		}
	}
}
