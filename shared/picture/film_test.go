package picture_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"math"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/png"
)

// film is an animated PNG of three frames, a whole one and two parts, all made
// by of.
func film(hidden bool, of func(w, h int) image.Image) *png.Image {
	whole := of(67, 45)
	return &png.Image{Pixels: whole, Header: png.Header{Color: png.RGB, Depth: 8}, Animation: &png.Animation{
		Loops: 3, Hidden: hidden, Frames: []png.Frame{
			{Pixels: whole, Num: 1, Den: 20},
			{Pixels: of(22, 20), At: image.Pt(2, 3), Num: 7, Dispose: png.Restore, Blend: png.Over},
			{Pixels: of(33, 15), At: image.Pt(17, 22), Num: 0, Den: 25, Dispose: png.Clear},
		},
	}}
}

func asPNG(t testing.TB, im *png.Image) []byte {
	t.Helper()
	data, err := png.Encode(ctx, im)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decodePNG(t testing.TB, data []byte) *png.Image {
	t.Helper()
	lim := picture.DefaultLimits()
	im, err := png.Decode(ctx, data, png.Limits{Side: lim.Side, Pixels: lim.Pixels, Frames: lim.Frames, FramePixels: lim.FramePixels})
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// films are animated PNGs of all kinds of pixels.
func films() map[string]func(w, h int) image.Image {
	return map[string]func(w, h int) image.Image{
		"RGB":   func(w, h int) image.Image { return picturetest.Photo(w, h) },
		"alpha": func(w, h int) image.Image { return picturetest.Translucent(w, h) },
		"gray":  func(w, h int) image.Image { return gray(picturetest.Photo(w, h)) },
		"deep":  func(w, h int) image.Image { return picturetest.Deep(w, h) },
		"palette": func(w, h int) image.Image {
			pal := rainbow(8)
			pal[3] = color.NRGBA{}
			return paletted(w, h, pal)
		},
	}
}

// TestFilm runs the operations on animated PNGs and compares every frame, where
// it lies and how long it stays.
func TestFilm(t *testing.T) {
	for name, of := range films() {
		for _, hidden := range []bool{false, true} {
			src := film(hidden, of)
			data := asPNG(t, src)
			for _, op := range operations() {
				t.Run(name+" "+op.name, func(t *testing.T) {
					p := decode(t, data)
					if info := p.Info(); info.Frames != 3 || info.Width != 67 || info.Height != 45 {
						t.Errorf("%+v", info)
					}
					if err := op.run(p); err != nil {
						t.Fatal(err)
					}
					out, mediaType := encode(t, p)
					after := decodePNG(t, out)
					if mediaType != "image/png" || after.Animation == nil || after.Animation.Loops != 3 || after.Animation.Hidden != hidden {
						t.Fatalf("%s, %+v", mediaType, after.Animation)
					}
					checkFrame(t, op.name, png.Frame{Pixels: after.Pixels}, png.Frame{Pixels: src.Pixels})
					for i, f := range after.Animation.Frames {
						checkFrame(t, op.name, f, src.Animation.Frames[i])
					}
				})
			}
		}
	}
}

func checkFrame(t *testing.T, op string, got, was png.Frame) {
	t.Helper()
	at, ideal := was.At, was.Pixels
	switch op {
	case "Grayscale":
		ideal = idealGray(was.Pixels)
	case "Contrast":
		ideal = idealContrast(was.Pixels, 20)
	case "FlipHorizontal":
		ideal = idealFlip(was.Pixels)
		at.X = 67 - was.At.X - was.Pixels.Bounds().Dx()
	}
	if got.At != at || got.Num != was.Num || got.Den != was.Den || got.Dispose != was.Dispose || got.Blend != was.Blend {
		t.Errorf("frame at %v: %+v", was.At, got)
	}
	if psnr := picturetest.PSNR(got.Pixels, ideal); !math.IsInf(psnr, 1) {
		t.Errorf("frame at %v: %.1f dB", was.At, psnr)
	}
}

// framesSeen are the frames of a file as they are seen, whole.
func framesSeen(t testing.TB, data []byte) (all []*image.NRGBA) {
	t.Helper()
	err := decode(t, data).Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		all = append(all, m)
		return m, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestFilmIsShown composes the frames and gets them back as whole ones.
func TestFilmIsShown(t *testing.T) {
	src := film(true, films()["alpha"])
	seen := framesSeen(t, asPNG(t, src))
	f := src.Animation.Frames
	if len(seen) != 3 || picturetest.PSNR(seen[0], f[0].Pixels) < exact {
		t.Fatalf("%d frames, of which the first is not shown as it is", len(seen))
	}
	beneath, above := picturetest.At(f[0].Pixels, 2+11, 3+4), picturetest.At(f[1].Pixels, 11, 4)
	a, b := float64(above.A)/65535, float64(beneath.A)/65535
	alpha := a + b*(1-a)
	red := (float64(above.R)*a + float64(beneath.R)*b*(1-a)) / alpha
	if got := picturetest.At(seen[1], 2+11, 3+4); math.Abs(float64(got.R)-red) > 257 || math.Abs(float64(got.A)-65535*alpha) > 257 {
		t.Errorf("the second frame is not laid over the first: %v, want red %.0f, alpha %.0f", got, red, 65535*alpha)
	}
	if got, want := picturetest.At(seen[2], 3, 4), picturetest.At(f[0].Pixels, 3, 4); got != want {
		t.Errorf("the second frame did not go away: %v, want %v", got, want)
	}
	if got, want := picturetest.At(seen[2], 20, 25), picturetest.At(f[2].Pixels, 3, 3); got != want {
		t.Errorf("the third frame does not replace the first: %v, want %v", got, want)
	}

	p := decode(t, asPNG(t, src))
	if err := p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil }); err != nil {
		t.Fatal(err)
	}
	out, _ := encode(t, p)
	after := decodePNG(t, out).Animation
	if after == nil || after.Hidden || len(after.Frames) != 3 || after.Frames[1].Num != 7 {
		t.Fatalf("%+v", after)
	}
	for i, m := range framesSeen(t, out) {
		if psnr := picturetest.PSNR(m, seen[i]); !math.IsInf(psnr, 1) {
			t.Errorf("frame %d: %.1f dB", i, psnr)
		}
	}
}

// TestFilmMoves holds operations on places against the same on what is seen.
func TestFilmMoves(t *testing.T) {
	cut := image.Rect(20, 24, 60, 44) // of the second frame nothing is left
	at := func(f func(m image.Image, x, y int) color.Color, w, h int) func(m image.Image) image.Image {
		return func(m image.Image) image.Image {
			return each(image.NewGray(image.Rect(0, 0, w, h)), func(x, y int) color.Color { return f(m, x, y) })
		}
	}
	for name, c := range map[string]struct {
		run   func(p *picture.Picture) error
		ideal func(m image.Image) image.Image
	}{
		"flip vertical": {func(p *picture.Picture) error { return p.FlipVertical(ctx) },
			at(func(m image.Image, x, y int) color.Color { return picturetest.At(m, x, 44-y) }, 67, 45)},
		"quarter": {func(p *picture.Picture) error { return p.Rotate(ctx, 90, color.NRGBA{}) },
			at(func(m image.Image, x, y int) color.Color { return picturetest.At(m, y, 44-x) }, 45, 67)},
		"crop": {func(p *picture.Picture) error { return p.Crop(ctx, image.Rect(5, 5, 60, 44)) },
			at(func(m image.Image, x, y int) color.Color { return picturetest.At(m, 5+x, 5+y) }, 55, 39)},
		"crop to less": {func(p *picture.Picture) error { return p.Crop(ctx, cut) },
			at(func(m image.Image, x, y int) color.Color { return picturetest.At(m, 20+x, 24+y) }, 40, 20)},
	} {
		for kind, of := range films() {
			data := asPNG(t, film(false, of))
			p := decode(t, data)
			if err := c.run(p); err != nil {
				t.Fatal(err)
			}
			out, _ := encode(t, p)
			before, after := framesSeen(t, data), framesSeen(t, out)
			if len(after) != 3 {
				t.Fatalf("%s of %s: %d frames", name, kind, len(after))
			}
			for i := range after {
				if psnr := picturetest.PSNR(after[i], c.ideal(before[i])); !math.IsInf(psnr, 1) {
					t.Errorf("%s of %s, frame %d: %.1f dB", name, kind, i, psnr)
				}
			}
		}
	}
}

// TestFilmSpatially blurs whole frames; grays stay grays.
func TestFilmSpatially(t *testing.T) {
	for name, of := range films() {
		p := decode(t, asPNG(t, film(false, of)))
		if err := p.Resize(ctx, 30, 0, picture.Contain); err != nil {
			t.Fatal(err)
		}
		out, _ := encode(t, p)
		after := decodePNG(t, out)
		if after.Width != 30 || after.Height != 20 || after.Animation == nil || len(after.Animation.Frames) != 3 || after.Color.IsGray() != (name == "gray") {
			t.Errorf("%s: %+v, %+v", name, after.Header, after.Animation)
		}
	}
}

func TestFilmInOtherFormats(t *testing.T) {
	data := asPNG(t, film(true, films()["RGB"]))
	seen := framesSeen(t, data)
	p := decode(t, data)
	if err := p.SetFormat(picture.GIF); err != nil {
		t.Fatal(err)
	}
	out, _ := encode(t, p)
	g := decodeGIF(t, out)
	if len(g.Image) != 3 || !slices.Equal(g.Delay, []int{5, 7, 0}) || g.LoopCount != 2 {
		t.Errorf("%d frames, delays %v, loops %d", len(g.Image), g.Delay, g.LoopCount)
	}
	for i, m := range g.Image {
		if psnr := picturetest.PSNR(m, seen[i]); psnr < 28 {
			t.Errorf("GIF, frame %d: %.1f dB", i, psnr)
		}
	}
	for _, f := range []picture.Format{picture.TIFF, picture.BMP, picture.JPEG} {
		p := decode(t, data)
		if err := p.SetFormat(f); err != nil {
			t.Fatal(err)
		}
		out, mediaType := encode(t, p)
		if psnr := picturetest.PSNR(pixels(t, out), seen[0]); psnr < 28 || mediaType != f.MediaType() {
			t.Errorf("%s: %.1f dB from the first frame", mediaType, psnr)
		}
	}
	thumb, _, w, h, err := picture.Thumbnail(ctx, data, 1000, picture.DefaultLimits())
	if err != nil || w != 67 || h != 45 || picturetest.PSNR(pixels(t, thumb), seen[0]) < 28 {
		t.Errorf("thumbnail of %d × %d, %v", w, h, err)
	}
}

// TestFilmLoops gives each count of loops the same meaning as a GIF.
func TestFilmLoops(t *testing.T) {
	for loops, want := range map[uint32]int{0: 0, 1: -1, 2: 1, 4e9: 65535} {
		im := film(false, films()["gray"])
		im.Animation.Loops = loops
		p := decode(t, asPNG(t, im))
		if err := p.SetFormat(picture.GIF); err != nil {
			t.Fatal(err)
		}
		out, _ := encode(t, p)
		g, err := gif.DecodeAll(bytes.NewReader(out))
		if err != nil || g.LoopCount != want {
			t.Errorf("%d loops became %d (%v), want %d", loops, g.LoopCount, err, want)
		}
	}
}

func TestFilmOnItsSide(t *testing.T) {
	im := film(false, films()["RGB"])
	im.Chunks = []png.Chunk{{Name: "eXIf", Body: picturetest.EXIF(6)[4+6:]}}
	data := asPNG(t, im)
	p := decode(t, data)
	if err := p.FlipHorizontal(ctx); err != nil {
		t.Fatal(err)
	}
	out, _ := encode(t, p)
	if i, err := picture.Inspect(out, picture.DefaultLimits()); err != nil || i.Orientation != 6 || i.Frames != 3 {
		t.Errorf("%+v, %v", i, err)
	}
	before, after := framesSeen(t, data), framesSeen(t, out)
	for i := range after {
		if after[i].Rect.Dx() != 45 || picturetest.PSNR(after[i], idealFlip(before[i])) < exact {
			t.Errorf("frame %d is not mirrored as it is seen", i)
		}
	}
}

func TestFilmRefusesUselessResults(t *testing.T) {
	data := asPNG(t, film(false, films()["RGB"]))
	calls := 0
	err := decode(t, data).Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		calls++
		return m.SubImage(image.Rect(0, 0, 10+calls, 10)).(*image.NRGBA), nil
	})
	if !fault.Is(err, fault.ConversionFailed) {
		t.Errorf("frames of different sizes: %v", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	for name, op := range map[string]func(p *picture.Picture) error{
		"FlipVertical": func(p *picture.Picture) error { return p.FlipVertical(done) },
		"Each": func(p *picture.Picture) error {
			return p.Each(done, func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil })
		},
		"Encode": func(p *picture.Picture) error { _, _, err := p.Encode(done); return err },
	} {
		if err := op(decode(t, data)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
