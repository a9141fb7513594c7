package picture_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// loaded is a JPEG with all the side information that there is.
func loaded(icc []byte, orientation int) []byte {
	jfif := picturetest.Segment(0xe0, []byte("JFIF\x00\x01\x02\x01\x01\x2c\x01\x2d\x00\x00")...)
	data := picturetest.WithSegments(photoJPEG(64, 48),
		jfif,
		picturetest.EXIF(orientation),
		picturetest.Segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>XMP-SECRET</x:xmpmeta>")...),
		picturetest.ICCSegments(icc, 60000),
		picturetest.Segment(0xe2, []byte("MPF\x00MPF-SECRET")...),
		picturetest.Segment(0xed, []byte("Photoshop 3.0\x00IPTC-SECRET")...),
		picturetest.Segment(0xfe, []byte("COMMENT-SECRET")...),
	)
	return append(data, "TRAILING-SECRET"...)
}

// segments lists a JPEG's segments before its first scan, by marker.
func segments(t *testing.T, data []byte) map[byte][][]byte {
	t.Helper()
	out := map[byte][][]byte{}
	for i := 2; i+4 <= len(data) && data[i] == 0xff && data[i+1] != 0xda; {
		n := int(binary.BigEndian.Uint16(data[i+2:]))
		out[data[i+1]] = append(out[data[i+1]], data[i+4:i+2+n])
		i += 2 + n
	}
	return out
}

func profile(t *testing.T, data []byte) []byte {
	var out []byte
	for _, s := range segments(t, data)[0xe2] {
		out = append(out, bytes.TrimPrefix(s, []byte("ICC_PROFILE\x00"))[2:]...)
	}
	return out
}

type operation struct {
	name string
	run  func(*picture.Picture) error
}

func operations() []operation {
	return []operation{
		{"nothing", func(*picture.Picture) error { return nil }},
		{"Grayscale", func(p *picture.Picture) error { return p.Grayscale(ctx) }},
		{"FlipHorizontal", func(p *picture.Picture) error { return p.FlipHorizontal(ctx) }},
		{"Contrast", func(p *picture.Picture) error { return p.Contrast(ctx, 20) }},
	}
}

func TestJPEGKeepsWhatDescribesItAndDropsTheRest(t *testing.T) {
	icc := picturetest.ICC("RGB ", 70000) // two segments
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			p := decode(t, loaded(icc, 6))
			if err := op.run(p); err != nil {
				t.Fatal(err)
			}
			data, _ := encode(t, p)
			if i := bytes.Index(data, []byte("SECRET")); i >= 0 {
				t.Errorf("kept %q", data[max(i-20, 0):i+6])
			}
			if info, err := picture.Inspect(data, picture.DefaultLimits()); err != nil || info.Orientation != 6 {
				t.Errorf("orientation %d (%v), want 6", info.Orientation, err)
			}
			s := segments(t, data)
			if want := "JFIF\x00\x01\x01\x01\x01\x2c\x01\x2d\x00\x00"; len(s[0xe0]) != 1 || string(s[0xe0][0]) != want {
				t.Errorf("JFIF %q", s[0xe0])
			}
			want := icc
			if op.name == "Grayscale" {
				want = nil
			}
			if got := profile(t, data); !bytes.Equal(got, want) {
				t.Errorf("profile of %d bytes, want %d", len(got), len(want))
			}
		})
	}
}

func TestUnchangedJPEGKeepsItsCodedData(t *testing.T) {
	for _, name := range []string{"progressive420.jpg", "restart420.jpg", "rgb.jpg", "ycbcr411.jpg"} {
		src := fixture(t, name)
		data, _ := encode(t, decode(t, src))
		scan := bytes.Index(src, []byte{0xff, 0xda})
		if !bytes.HasSuffix(data, src[scan:]) {
			t.Errorf("%s: the scans are not the same bytes", name)
		}
		if psnr := picturetest.PSNR(pixels(t, data), pixels(t, src)); !math.IsInf(psnr, 1) {
			t.Errorf("%s: the colours changed: %.1f dB", name, psnr)
		}
	}
	src := picturetest.JPEG(gray(picturetest.Photo(64, 48)), 90)
	p := decode(t, picturetest.WithSegments(src, picturetest.ICCSegments(picturetest.ICC("RGB ", 200), 500)))
	if err := p.Grayscale(ctx); err != nil {
		t.Fatal(err)
	}
	if data, _ := encode(t, p); !bytes.Equal(data, src) {
		t.Error("a gray JPEG made gray is not its coded data, cleaned")
	}
}

func TestGrayKeepsAProfileForGrays(t *testing.T) {
	icc := picturetest.ICC("GRAY", 300)
	src := picturetest.WithSegments(picturetest.JPEG(gray(picturetest.Photo(64, 48)), 90), picturetest.ICCSegments(icc, 500))
	for _, op := range operations() {
		p := decode(t, src)
		if err := op.run(p); err != nil {
			t.Fatal(err)
		}
		if data, _ := encode(t, p); !bytes.Equal(profile(t, data), icc) {
			t.Errorf("%s: profile lost", op.name)
		}
	}
}

func TestAdobeSegmentStaysWhereItIsTrue(t *testing.T) {
	planes := picturetest.Planes(picturetest.Photo(64, 48))
	src := picturetest.Components(planes, "\x01\x02\x03", 1, 90)
	p := decode(t, src)
	if err := p.FlipHorizontal(ctx); err != nil {
		t.Fatal(err)
	}
	data, _ := encode(t, p)
	if s := segments(t, data)[0xee]; len(s) != 1 || s[0][11] != 1 {
		t.Errorf("APP14 %q, want one that says YCbCr", s)
	}
	rgb := picturetest.Components(planes, "\x01\x02\x03", 0, 90)
	p = decode(t, rgb)
	if err := p.FlipHorizontal(ctx); err != nil {
		t.Fatal(err)
	}
	data, _ = encode(t, p)
	if s := segments(t, data)[0xee]; len(s) != 1 || s[0][11] != 0 || p.Path() != picture.Coefficients {
		t.Errorf("APP14 %q, want one that says RGB", s)
	}
	p = decode(t, rgb)
	if err := p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil }); err != nil {
		t.Fatal(err)
	}
	if data, _ = encode(t, p); len(segments(t, data)[0xee]) != 0 || p.Path() != picture.Pixels {
		t.Error("APP14 says RGB of YCbCr")
	}
}

// TestOrientation flips files of each orientation and looks at them upright:
// all must show the same picture, mirrored.
func TestOrientation(t *testing.T) {
	src := picturetest.PNG(picturetest.Photo(40, 24))
	upright := func(data []byte) image.Image {
		p := decode(t, data)
		var out *image.NRGBA
		err := p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { out = m; return m, nil })
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for o := 1; o <= 8; o++ {
		t.Run(fmt.Sprint(o), func(t *testing.T) {
			exif := picturetest.EXIF(o)[4+6:]
			data := picturetest.WithChunks(src, picturetest.Chunk("eXIf", exif))
			p := decode(t, data)
			if err := p.FlipHorizontal(ctx); err != nil {
				t.Fatal(err)
			}
			out, _ := encode(t, p)
			info, err := picture.Inspect(out, picture.DefaultLimits())
			if err != nil || info.Orientation != o || info.Width != 40 || info.Height != 24 {
				t.Errorf("%+v, %v: want orientation %d and 40 × 24 kept", info, err, o)
			}
			if w, h := info.Upright(); (w == 24) != (o >= 5) || w*h != 40*24 {
				t.Errorf("upright %d × %d", w, h)
			}
			if psnr := picturetest.PSNR(upright(out), idealFlip(upright(data))); !math.IsInf(psnr, 1) {
				t.Errorf("%.1f dB from the mirrored picture", psnr)
			}
		})
	}
}

// TestOrientationOfPlanes does the same for the planes of a JPEG on its side.
func TestOrientationOfPlanes(t *testing.T) {
	for _, name := range []string{"ycbcr422.jpg", "ycbcr440.jpg", "progressive420.jpg", "ycbcr411.jpg"} {
		src := fixture(t, name)
		p := decode(t, picturetest.WithSegments(src, picturetest.EXIF(6)))
		if err := p.FlipHorizontal(ctx); err != nil {
			t.Fatal(err)
		}
		data, _ := encode(t, p)
		m := pixels(t, src)
		b := m.Bounds()
		want := each(m, func(x, y int) color.Color { return picturetest.At(m, x, b.Max.Y-1-y) })
		if psnr := picturetest.PSNR(pixels(t, data), want); psnr < 31 {
			t.Errorf("%s: %.1f dB", name, psnr)
		}
	}
}
