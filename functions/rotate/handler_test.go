package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestRotate holds the function against a reference of its own.
func TestRotate(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	for query, ideal := range map[string]func(m *image.NRGBA) image.Image{
		"":          turned(270),
		"angle=180": turned(180),
		"angle=-90": turned(90),
		"angle=0":   turned(0),
	} {
		m := converttest.Convert(t, New, query, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 200 {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		m = converttest.Convert(t, New, query, picturetest.JPEG(photo, 95), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal(photo)); psnr < 34 {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

// turned is by quarters against the clock, as the library has it.
func turned(degrees int) func(m *image.NRGBA) image.Image {
	return func(m *image.NRGBA) image.Image {
		switch degrees {
		case 90:
			return imaging.Rotate90(m)
		case 180:
			return imaging.Rotate180(m)
		case 270:
			return imaging.Rotate270(m)
		}
		return m
	}
}

// TestAnyAngle turns half a picture of one colour: what was at the top is at the
// right after nearly a quarter, and the corners have the background.
func TestAnyAngle(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	for i := 0; i < len(m.Pix); i += 4 {
		copy(m.Pix[i:], []byte{200, 0, 0, 255})
		if i >= len(m.Pix)/2 {
			copy(m.Pix[i:], []byte{0, 0, 200, 255})
		}
	}
	out := converttest.Convert(t, New, "angle=80&background=%2300ff00", picturetest.PNG(m), "image/png")
	b := out.Bounds()
	for at, want := range map[image.Point][3]uint16{
		{0, 0}: {0, 255, 0}, {b.Dx() - 1, b.Dy() - 1}: {0, 255, 0},
		{b.Dx()/2 + 10, b.Dy() / 2}: {200, 0, 0}, {b.Dx()/2 - 10, b.Dy() / 2}: {0, 0, 200},
	} {
		if c := picturetest.At(out, at.X, at.Y); c.R/257 != want[0] || c.G/257 != want[1] || c.B/257 != want[2] {
			t.Errorf("%v is %v, want %v", at, c, want)
		}
	}
	if b.Dx() < 48 || b.Dx() > 51 || b.Dy() < 65 || b.Dy() > 67 {
		t.Errorf("the canvas is %v", b)
	}
}

func TestRefusals(t *testing.T) {
	converttest.Refuses(t, New, "angle=361", "background=red", "background=%2312345", "background=")
}
