package picture_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestRotateByAnyAngle compares with the library, whose canvas may differ by a
// pixel, about the middle.
func TestRotateByAnyAngle(t *testing.T) {
	photo := picturetest.Photo(81, 61)
	want := imaging.Rotate(photo, -30, color.White)
	p := decode(t, picturetest.PNG(photo))
	if err := p.Rotate(ctx, 30, color.NRGBA{255, 255, 255, 255}); err != nil {
		t.Fatal(err)
	}
	data, _ := encode(t, p)
	got := pixels(t, data)
	d := got.Bounds().Size().Sub(want.Bounds().Size())
	if d.X < -1 || d.X > 1 || d.Y < -1 || d.Y > 1 {
		t.Fatalf("%v, the library %v", got.Bounds(), want.Bounds())
	}
	core := func(m image.Image) image.Image {
		return imaging.CropCenter(m, 41+m.Bounds().Dx()%2, 31+m.Bounds().Dy()%2)
	}
	if psnr := picturetest.PSNR(imaging.Resize(core(got), 20, 20, imaging.Box), imaging.Resize(core(want), 20, 20, imaging.Box)); psnr < 35 {
		t.Errorf("%.1f dB", psnr)
	}
	if c := picturetest.At(got, 0, 0); c != (color.NRGBA64{65535, 65535, 65535, 65535}) {
		t.Errorf("the corner is %v", c)
	}
}

func TestRotateOntoTransparencyMakesPNG(t *testing.T) {
	for name, data := range map[string][]byte{"colour": photoJPEG(60, 40), "gray": picturetest.JPEG(gray(picturetest.Photo(60, 40)), 90)} {
		p := decode(t, data)
		if err := p.Rotate(ctx, 20, color.NRGBA{}); err != nil {
			t.Fatal(err)
		}
		out, mediaType := encode(t, p)
		if c := picturetest.At(pixels(t, out), 0, 0); c.A != 0 || mediaType != "image/png" {
			t.Errorf("%s: %s, alpha %d in the corner", name, mediaType, c.A)
		}
	}
}

func TestCropRefusesWhatLeavesNothing(t *testing.T) {
	for _, r := range []image.Rectangle{{}, image.Rect(60, 0, 70, 10), image.Rect(-5, -5, 0, 9)} {
		if err := decode(t, photoJPEG(60, 40)).Crop(ctx, r); !fault.Is(err, fault.InvalidParameters) {
			t.Errorf("%v: %v", r, err)
		}
	}
}

func TestResizeKeepsWithinTheLimits(t *testing.T) {
	for _, s := range [][2]int{{16384, 0}, {0, 16384}, {16000, 16000}, {0, 0}, {-1, 5}} {
		if err := decode(t, photoJPEG(60, 40)).Resize(ctx, s[0], s[1], picture.Fill); !fault.Is(err, fault.InvalidParameters) {
			t.Errorf("%v: %v", s, err)
		}
	}
	for _, c := range []struct {
		w, h   int
		fit    picture.Fit
		ww, hh int
	}{{30, 0, picture.Contain, 30, 20}, {0, 10, picture.Cover, 15, 10}, {30, 30, picture.Contain, 30, 20}, {30, 30, picture.Cover, 30, 30}, {30, 30, picture.Fill, 30, 30}, {1, 0, picture.Contain, 1, 1}} {
		p := decode(t, photoJPEG(60, 40))
		if err := p.Resize(ctx, c.w, c.h, c.fit); err != nil {
			t.Fatal(err)
		}
		if i := p.Info(); i.Width != c.ww || i.Height != c.hh {
			t.Errorf("%+v: %d × %d", c, i.Width, i.Height)
		}
	}
}

func TestPixelateBeginsTopLeftAsShown(t *testing.T) {
	photo := picturetest.Photo(50, 35)
	want := func() image.Image {
		p := decode(t, picturetest.PNG(turnUpright(photo, 6)))
		if err := p.Pixelate(ctx, 8); err != nil {
			t.Fatal(err)
		}
		data, _ := encode(t, p)
		return pixels(t, data)
	}()
	p := decode(t, picturetest.WithChunks(picturetest.PNG(photo), picturetest.Chunk("eXIf", picturetest.EXIF(6)[10:])))
	if err := p.Pixelate(ctx, 8); err != nil {
		t.Fatal(err)
	}
	data, _ := encode(t, p)
	if psnr := picturetest.PSNR(turnUpright(imaging.Clone(pixels(t, data)), 6), want); !math.IsInf(psnr, 1) {
		t.Errorf("%.1f dB", psnr)
	}
}
