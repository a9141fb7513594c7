package picture_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/jpeg"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// as is a file written in another format, and its pixels.
func as(t *testing.T, data []byte, f picture.Format, quality int) ([]byte, image.Image) {
	t.Helper()
	p := decode(t, data)
	if err := p.SetFormat(f); err != nil {
		t.Fatal(err)
	}
	if quality > 0 {
		if err := p.SetQuality(quality); err != nil {
			t.Fatal(err)
		}
	}
	out, mediaType := encode(t, p)
	if mediaType != f.MediaType() {
		t.Fatalf("asked for %s, it is %s", f, mediaType)
	}
	if got, ok := picture.Sniff(out); !ok || got != f {
		t.Fatalf("asked for %s, the bytes are %s", f, got)
	}
	return out, pixels(t, out)
}

// smooth is a JPEG as those show it who interpolate its chroma.
func smooth(t *testing.T, data []byte) image.Image {
	m, err := jpeg.NRGBA(ctx, pixels(t, data).(*image.YCbCr), true)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryFormatBecomesEveryOther(t *testing.T) {
	photo := picturetest.Photo(67, 45)
	pal := paletted(67, 45, rainbow(40))
	inputs := map[string]struct {
		data []byte
		m    image.Image
	}{
		"JPEG":    {picturetest.JPEG(photo, 95), smooth(t, picturetest.JPEG(photo, 95))},
		"PNG":     {picturetest.PNG(photo), photo},
		"palette": {picturetest.PNG(pal), pal},
		"16 bit":  {picturetest.PNG(picturetest.Deep(67, 45)), picturetest.Deep(67, 45)},
		"gray":    {picturetest.PNG(gray(photo)), gray(photo)},
		"TIFF":    {asTIFF(t, photo), photo},
		"BMP":     {asBMP(t, photo), photo},
		"GIF":     {asGIF(t, &gif.GIF{Image: []*image.Paletted{pal}, Delay: []int{0}}), pal},
	}
	least := map[picture.Format]float64{picture.JPEG: 30, picture.GIF: 24, picture.PNG: 45, picture.TIFF: 45, picture.BMP: 45, picture.WebP: 27}
	for name, in := range inputs {
		for _, f := range picture.OutputFormats() {
			t.Run(fmt.Sprintf("%s to %s", name, f), func(t *testing.T) {
				_, got := as(t, in.data, f, 95)
				bound := least[f]
				if (name == "palette" || name == "GIF") && (f == picture.JPEG || f == picture.WebP) {
					bound = 12 // another colour in each pixel, at 4:2:0
				}
				if psnr := picturetest.PSNR(got, in.m); psnr < bound {
					t.Errorf("%.1f dB, want at least %v", psnr, bound)
				}
			})
		}
	}
}

// TestGrayStaysGray: a picture without colours has one component as a JPEG.
func TestGrayStaysGray(t *testing.T) {
	photo := picturetest.Photo(40, 30)
	deep := image.NewGray16(photo.Rect)
	for i, v := range gray(photo).Pix {
		deep.SetGray16(i%40, i/40, color.Gray16{Y: uint16(v) * 257})
	}
	for name, data := range map[string][]byte{"8 bit": picturetest.PNG(gray(photo)), "16 bit": picturetest.PNG(deep)} {
		if _, m := as(t, data, picture.JPEG, 0); fmt.Sprintf("%T", m) != "*image.Gray" {
			t.Errorf("%s: it is a %T", name, m)
		}
	}
}

func TestTransparencyLiesOnWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := 0; i < len(m.Pix); i += 4 {
		copy(m.Pix[i:], []byte{255, 0, 0, 128})
	}
	for _, f := range []picture.Format{picture.JPEG, picture.BMP} {
		_, got := as(t, picturetest.PNG(m), f, 100)
		c := picturetest.At(got, 8, 8)
		if r, g := c.R>>8, c.G>>8; r < 250 || g < 122 || g > 132 {
			t.Errorf("%s: half of red is %d, %d", f, r, g)
		}
	}
}

// TestOrientationIsKeptOrApplied: a picture is shown the same way in any format.
func TestOrientationIsKeptOrApplied(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 32, 16))
	for i := 0; i < len(m.Pix); i += 4 {
		copy(m.Pix[i:], []byte{20, 20, 20, 255})
		if i/4%32 < 16 {
			m.Pix[i] = 240 // the left half is red
		}
	}
	turned := picturetest.WithSegments(picturetest.JPEG(m, 95), picturetest.EXIF(6))
	for _, f := range picture.OutputFormats() {
		out, _ := as(t, turned, f, 0)
		info, err := picture.Inspect(out, picture.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if w, h := info.Upright(); w != 16 || h != 32 {
			t.Errorf("%s is shown %d × %d, want 16 × 32", f, w, h)
		}
		p, top := decode(t, out), color.NRGBA{}
		if err := p.Each(context.Background(), func(m *image.NRGBA) (*image.NRGBA, error) { top = m.NRGBAAt(8, 4); return m, nil }); err != nil {
			t.Fatal(err)
		}
		if top.R < 200 { // 6 shows the left side on top
			t.Errorf("%s: on top is %v, want red", f, top)
		}
	}
}

func TestQuality(t *testing.T) {
	photo := picturetest.JPEG(picturetest.Photo(160, 120), 90)
	low, _ := as(t, photo, picture.JPEG, 20)
	high, _ := as(t, photo, picture.JPEG, 98)
	if len(low)*3 > len(high) {
		t.Errorf("quality 20 takes %d bytes, 98 takes %d", len(low), len(high))
	}
	same, _ := as(t, photo, picture.JPEG, 0)
	if !bytes.Contains(same, photo[len(photo)-400:]) {
		t.Error("without a quality, the coded data of a JPEG that nothing changed is another")
	}
}

func TestFirstFrame(t *testing.T) {
	data := picturetest.ManyFrames(20, 10, 5)
	if out, _ := as(t, data, picture.GIF, 0); !bytes.HasPrefix(out, []byte("GIF")) {
		t.Error("no GIF")
	} else if g, err := gif.DecodeAll(bytes.NewReader(out)); err != nil || len(g.Image) != 5 {
		t.Errorf("a GIF that stays one has %d frames, want 5 (%v)", len(g.Image), err)
	}
	if _, m := as(t, data, picture.PNG, 0); m.Bounds() != image.Rect(0, 0, 20, 10) {
		t.Errorf("the first frame is %v", m.Bounds())
	}
}

// TestProfileGoesAlong: PNG keeps it compressed, JPEG in segments.
func TestProfileGoesAlong(t *testing.T) {
	icc := picturetest.ICC("RGB ", 700)
	photo := picturetest.JPEG(picturetest.Photo(20, 20), 90)
	in := picturetest.WithSegments(photo, picturetest.ICCSegments(icc, 400))
	png, _ := as(t, in, picture.PNG, 0)
	back, _ := as(t, png, picture.JPEG, 0)
	if !bytes.Contains(back, icc) {
		t.Error("the profile is lost on the way from JPEG to PNG to JPEG")
	}
}

func TestWishesThatCannotBeGranted(t *testing.T) {
	p := decode(t, photoJPEG(8, 8))
	for what, err := range map[string]error{
		"avif": p.SetFormat("avif"), "svg": p.SetFormat("svg"),
		"quality 0": p.SetQuality(0), "quality 101": p.SetQuality(101),
	} {
		if !fault.Is(err, fault.InvalidParameters) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
