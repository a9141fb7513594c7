package picture_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// placing are the operations that move pixels and change none, with an ideal
// that makes no use of them.
func placing() []struct {
	name  string
	op    func(*picture.Picture) error
	ideal func(m image.Image) image.Image
} {
	// at makes a picture of w × h whose pixel x, y is the source's at from.
	at := func(m image.Image, w, h int, from func(x, y int) (int, int)) image.Image {
		out := image.NewNRGBA64(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				sx, sy := from(x, y)
				out.SetNRGBA64(x, y, picturetest.At(m, m.Bounds().Min.X+sx, m.Bounds().Min.Y+sy))
			}
		}
		return out
	}
	rotate := func(deg float64) func(*picture.Picture) error {
		return func(p *picture.Picture) error { return p.Rotate(ctx, deg, color.NRGBA{}) }
	}
	size := func(m image.Image) (w, h int) { return m.Bounds().Dx(), m.Bounds().Dy() }
	return []struct {
		name  string
		op    func(*picture.Picture) error
		ideal func(m image.Image) image.Image
	}{
		{"flip vertical", func(p *picture.Picture) error { return p.FlipVertical(ctx) }, func(m image.Image) image.Image {
			w, h := size(m)
			return at(m, w, h, func(x, y int) (int, int) { return x, h - 1 - y })
		}},
		{"rotate 90", rotate(90), func(m image.Image) image.Image {
			w, h := size(m)
			return at(m, h, w, func(x, y int) (int, int) { return y, h - 1 - x })
		}},
		{"rotate 180", rotate(180), func(m image.Image) image.Image {
			w, h := size(m)
			return at(m, w, h, func(x, y int) (int, int) { return w - 1 - x, h - 1 - y })
		}},
		{"rotate -90", rotate(-90), func(m image.Image) image.Image {
			w, h := size(m)
			return at(m, h, w, func(x, y int) (int, int) { return w - 1 - y, x })
		}},
		{"crop", func(p *picture.Picture) error { return p.Crop(ctx, image.Rect(1, 0, 30, 9)) }, func(m image.Image) image.Image {
			w, h := size(m)
			x0 := min(1, w-1)
			return at(m, min(30, w)-x0, min(9, h), func(x, y int) (int, int) { return x0 + x, y })
		}},
		{"rotate 0", rotate(360), func(m image.Image) image.Image { return m }},
	}
}

func TestPlacing(t *testing.T) {
	for _, c := range placing() {
		for _, in := range allInputs(t) {
			if c.name == "crop" && in.name == "YCbCr 4:2:0, one pixel" {
				continue // nothing is left
			}
			bound := in.flip
			if bound < exact {
				bound = min(bound, 29) // the blocks of JPEG lie elsewhere
			}
			t.Run(c.name+" of "+in.name, func(t *testing.T) { compare(t, in, bound, c.op, c.ideal) })
		}
	}
}

// TestPlacingUpright runs each operation on pictures of every orientation: as it
// is shown, the result is that of the upright picture.
func TestPlacingUpright(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	all := placing()
	for o := 1; o <= 8; o++ {
		chunk := picturetest.Chunk("eXIf", picturetest.EXIF(o)[10:])
		data := picturetest.WithChunks(picturetest.PNG(photo), chunk)
		for _, c := range all {
			t.Run(fmt.Sprintf("%s, orientation %d", c.name, o), func(t *testing.T) {
				p := decode(t, data)
				if err := c.op(p); err != nil {
					t.Fatal(err)
				}
				out, _ := encode(t, p)
				again := decode(t, out)
				if got := again.Info().Orientation; got != o {
					t.Fatalf("orientation %d", got)
				}
				want := c.ideal(turnUpright(photo, o))
				if psnr := picturetest.PSNR(turnUpright(imaging.Clone(pixels(t, out)), o), want); !math.IsInf(psnr, 1) {
					t.Errorf("%.1f dB", psnr)
				}
			})
		}
	}
}

// turnUpright applies an EXIF orientation.
func turnUpright(m *image.NRGBA, o int) *image.NRGBA {
	return [...]func(image.Image) *image.NRGBA{nil, imaging.Clone, imaging.FlipH, imaging.Rotate180, imaging.FlipV,
		imaging.Transpose, imaging.Rotate270, imaging.Transverse, imaging.Rotate90}[o](m)
}

// TestPlacingAnimations compares whole frames as they are shown.
func TestPlacingAnimations(t *testing.T) {
	src := asGIF(t, animation(67, 45))
	for _, c := range placing() {
		t.Run(c.name, func(t *testing.T) {
			p := decode(t, src)
			if err := c.op(p); err != nil {
				t.Fatal(err)
			}
			out, _ := encode(t, p)
			before, after := shown(t, src), shown(t, out)
			if len(after) != len(before) {
				t.Fatalf("%d frames of %d", len(after), len(before))
			}
			for i, m := range after {
				if psnr := picturetest.PSNR(m, c.ideal(before[i])); !math.IsInf(psnr, 1) {
					t.Errorf("frame %d: %.1f dB", i, psnr)
				}
			}
		})
	}
}

// shown are the frames of a GIF as they are seen.
func shown(t *testing.T, data []byte) (frames []*image.NRGBA) {
	t.Helper()
	g := decodeGIF(t, data)
	canvas := image.NewNRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))
	for i, m := range g.Image {
		before := imaging.Clone(canvas)
		draw.Draw(canvas, m.Rect, m, m.Rect.Min, draw.Over)
		frames = append(frames, imaging.Clone(canvas))
		switch g.Disposal[i] {
		case 2:
			draw.Draw(canvas, m.Rect, image.Transparent, image.Point{}, draw.Src)
		case 3:
			canvas = before
		}
	}
	return frames
}
