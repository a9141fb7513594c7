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
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":          turned(270),
			"angle=180": turned(180),
			"angle=-90": turned(90),
			"angle=0":   turned(0),
		},
		PNG: 200, JPEG: 34,
		Refused: []string{"angle=361", "background=red", "background=%2312345", "background="},
	}.Check(t, New)
}

// turned is by quarters against the clock, as the library has it.
func turned(degrees int) converttest.Ideal {
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
