package picture_test

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// perChannel is an ideal operation that treats red, green and blue alike.
func perChannel(f func(v float64) float64) func(image.Image) image.Image {
	return func(m image.Image) image.Image {
		return channels(m, func(r, g, b float64) (float64, float64, float64) { return f(r), f(g), f(b) })
	}
}

func idealMatrix(k [3][3]float64) func(image.Image) image.Image {
	return func(m image.Image) image.Image {
		return channels(m, func(r, g, b float64) (float64, float64, float64) {
			at := func(i int) float64 { return k[i][0]*r + k[i][1]*g + k[i][2]*b }
			return at(0), at(1), at(2)
		})
	}
}

// TestColourOperations holds those that treat each pixel alone to their
// formulas: exact without JPEG's losses, but for rounding in the last bit where
// channels are mixed.
func TestColourOperations(t *testing.T) {
	const r, g, b = 0.299, 0.587, 0.114
	for _, c := range []struct {
		name  string
		op    func(*picture.Picture) error
		ideal func(image.Image) image.Image
		mixed bool
		lossy float64 // dB for the photo-like JPEGs
	}{
		{"brightness 12", func(p *picture.Picture) error { return p.Brightness(ctx, 12) }, perChannel(func(v float64) float64 { return v + 0.12 }), false, 30},
		{"brightness -60", func(p *picture.Picture) error { return p.Brightness(ctx, -60) }, perChannel(func(v float64) float64 { return v - 0.6 }), false, 27},
		{"invert", func(p *picture.Picture) error { return p.Invert(ctx) }, perChannel(func(v float64) float64 { return 1 - v }), false, 30},
		{"gamma 1.8", func(p *picture.Picture) error { return p.Gamma(ctx, 1.8) }, perChannel(func(v float64) float64 { return math.Pow(v, 1/1.8) }), false, 28},
		{"gamma 0.5", func(p *picture.Picture) error { return p.Gamma(ctx, 0.5) }, perChannel(func(v float64) float64 { return v * v }), false, 28},
		{"posterize 5", func(p *picture.Picture) error { return p.Posterize(ctx, 5) }, perChannel(func(v float64) float64 { return math.Floor(v*4+0.5) / 4 }), false, 17},
		{"saturation 50", func(p *picture.Picture) error { return p.Saturation(ctx, 50) },
			idealMatrix([3][3]float64{{1.5 - 0.5*r, -0.5 * g, -0.5 * b}, {-0.5 * r, 1.5 - 0.5*g, -0.5 * b}, {-0.5 * r, -0.5 * g, 1.5 - 0.5*b}}), true, 27},
		{"saturation -100", func(p *picture.Picture) error { return p.Saturation(ctx, -100) }, idealGray, true, 40},
		{"sepia", func(p *picture.Picture) error { return p.Sepia(ctx, 100) },
			idealMatrix([3][3]float64{{0.393, 0.769, 0.189}, {0.349, 0.686, 0.168}, {0.272, 0.534, 0.131}}), true, 28},
		{"sepia 30", func(p *picture.Picture) error { return p.Sepia(ctx, 30) },
			idealMatrix([3][3]float64{{0.8179, 0.2307, 0.0567}, {0.1047, 0.9058, 0.0504}, {0.0816, 0.1602, 0.7393}}), true, 28},
	} {
		for _, in := range allInputs(t) {
			bound := in.contrast
			switch {
			case bound != exact:
				bound = c.lossy
			case c.mixed:
				bound = 57
			}
			t.Run(c.name+" of "+in.name, func(t *testing.T) { compare(t, in, bound, c.op, c.ideal) })
		}
	}
}

// TestAgainstImaging compares with the library on an opaque and a translucent
// picture, in every pixel that can be seen.
func TestAgainstImaging(t *testing.T) {
	for _, c := range []struct {
		name  string
		op    func(*picture.Picture) error
		ideal func(image.Image) *image.NRGBA
		bound float64
	}{
		{"blur 0.8", func(p *picture.Picture) error { return p.Blur(ctx, 0.8) }, func(m image.Image) *image.NRGBA { return imaging.Blur(m, 0.8) }, 50},
		{"blur 3", func(p *picture.Picture) error { return p.Blur(ctx, 3) }, func(m image.Image) *image.NRGBA { return imaging.Blur(m, 3) }, 50},
		{"blur 30", func(p *picture.Picture) error { return p.Blur(ctx, 30) }, func(m image.Image) *image.NRGBA { return imaging.Blur(m, 30) }, 50},
		{"brightness", func(p *picture.Picture) error { return p.Brightness(ctx, -15) }, func(m image.Image) *image.NRGBA { return imaging.AdjustBrightness(m, -15) }, exact},
		{"gamma", func(p *picture.Picture) error { return p.Gamma(ctx, 0.7) }, func(m image.Image) *image.NRGBA { return imaging.AdjustGamma(m, 0.7) }, exact},
		{"half", func(p *picture.Picture) error { return p.Resize(ctx, 40, 0, picture.Contain) }, func(m image.Image) *image.NRGBA { return imaging.Resize(m, 40, 0, imaging.Lanczos) }, 48},
		{"larger", func(p *picture.Picture) error { return p.Resize(ctx, 170, 90, picture.Fill) }, func(m image.Image) *image.NRGBA { return imaging.Resize(m, 170, 90, imaging.Lanczos) }, 45},
		{"one pixel", func(p *picture.Picture) error { return p.Resize(ctx, 1, 1, picture.Fill) }, func(m image.Image) *image.NRGBA { return imaging.Resize(m, 1, 1, imaging.Lanczos) }, 40},
		{"cover", func(p *picture.Picture) error { return p.Resize(ctx, 30, 30, picture.Cover) }, func(m image.Image) *image.NRGBA { return imaging.Fill(m, 30, 30, imaging.Center, imaging.Lanczos) }, 40},
	} {
		for name, m := range map[string]*image.NRGBA{"opaque": picturetest.Photo(80, 61), "translucent": picturetest.Translucent(80, 61)} {
			t.Run(c.name+", "+name, func(t *testing.T) {
				p := decode(t, picturetest.PNG(m))
				if err := c.op(p); err != nil {
					t.Fatal(err)
				}
				data, _ := encode(t, p)
				if psnr := picturetest.PSNR(pixels(t, data), c.ideal(m)); psnr < c.bound {
					t.Errorf("%.1f dB, want %.0f", psnr, c.bound)
				}
			})
		}
	}
}

// TestSharpenIsThatOfImagingOnGrays: colours differ on purpose.
func TestSharpenIsThatOfImagingOnGrays(t *testing.T) {
	m := gray(picturetest.Photo(80, 61))
	p := decode(t, picturetest.PNG(m))
	if err := p.Sharpen(ctx, 1.5, 100); err != nil {
		t.Fatal(err)
	}
	data, _ := encode(t, p)
	if psnr := picturetest.PSNR(pixels(t, data), imaging.Sharpen(m, 1.5)); psnr < 45 {
		t.Errorf("%.1f dB", psnr)
	}
}

// TestSixteenBitsStay runs what mixes neighbours on 16 bits: the result must
// hold more than 8 bits can.
func TestSixteenBitsStay(t *testing.T) {
	deep := picturetest.Deep(40, 30)
	gray16 := image.NewGray16(deep.Rect)
	for y := range 30 {
		for x := range 40 {
			gray16.SetGray16(x, y, color.Gray16{Y: deep.NRGBA64At(x, y).R})
		}
	}
	for name, op := range spatial() {
		for kind, m := range map[string]image.Image{"colour": deep, "gray": gray16} {
			p := decode(t, picturetest.PNG(m))
			if err := op(p); err != nil {
				t.Fatal(err)
			}
			data, _ := encode(t, p)
			out, low := pixels(t, data), 0
			for y := range out.Bounds().Dy() {
				for x := range out.Bounds().Dx() {
					if c := picturetest.At(out, x, y); c.R%257 != 0 {
						low++
					}
				}
			}
			const depth = 24
			if data[depth] != 16 || low < 20 {
				t.Errorf("%s of %s: %d bits, %d pixels between those of 8 bits", name, kind, data[depth], low)
			}
		}
	}
}

// spatial are the operations that look at neighbours.
func spatial() map[string]func(*picture.Picture) error {
	return map[string]func(*picture.Picture) error{
		"blur":     func(p *picture.Picture) error { return p.Blur(ctx, 1.5) },
		"sharpen":  func(p *picture.Picture) error { return p.Sharpen(ctx, 1, 80) },
		"edges":    func(p *picture.Picture) error { return p.Edges(ctx, 150, false) },
		"pixelate": func(p *picture.Picture) error { return p.Pixelate(ctx, 4) },
		"vignette": func(p *picture.Picture) error { return p.Vignette(ctx, 60, 10) },
		"resize":   func(p *picture.Picture) error { return p.Resize(ctx, 31, 0, picture.Contain) },
		"rotate":   func(p *picture.Picture) error { return p.Rotate(ctx, 30, color.NRGBA{255, 255, 255, 255}) },
	}
}

// TestSpatialOperationsAgree runs each on all kinds of files, and holds the
// result to that of the same operation on the file's pixels as a plain PNG.
func TestSpatialOperationsAgree(t *testing.T) {
	for name, op := range spatial() {
		for _, in := range allInputs(t) {
			bound := 28.0 // JPEG's loss, and chroma that is filtered where it lies
			switch {
			case in.flip == exact:
				bound = 44 // 16 bits against 8, and rounding
			case name == "edges":
				bound = 24
			}
			t.Run(name+" of "+in.name, func(t *testing.T) {
				compare(t, in, bound, op, func(m image.Image) image.Image {
					plain := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
					for y := range plain.Rect.Dy() {
						for x := range plain.Rect.Dx() {
							c := picturetest.At(m, x, y)
							b := func(v uint16) uint8 { return uint8((uint32(v)*255 + 32767) / 65535) }
							plain.SetNRGBA(x, y, color.NRGBA{b(c.R), b(c.G), b(c.B), b(c.A)})
						}
					}
					p := decode(t, picturetest.PNG(plain))
					if err := op(p); err != nil {
						t.Fatal(err)
					}
					data, _ := encode(t, p)
					return pixels(t, data)
				})
			})
		}
	}
}

// TestSpatialOperationsOnAnimations compares each frame, as it is shown, with
// the operation on that frame alone; a palette of 255 colours loses a little.
func TestSpatialOperationsOnAnimations(t *testing.T) {
	src := asGIF(t, animation(67, 45))
	before := decodeGIF(t, src)
	for name, op := range spatial() {
		t.Run(name, func(t *testing.T) {
			p := decode(t, src)
			if err := op(p); err != nil {
				t.Fatal(err)
			}
			out, mediaType := encode(t, p)
			after := decodeGIF(t, out)
			if mediaType != "image/gif" || !slices.Equal(after.Delay, before.Delay) || after.LoopCount != before.LoopCount {
				t.Fatalf("%s, delays %v, loop %d", mediaType, after.Delay, after.LoopCount)
			}
			frames := shown(t, out)
			for i, frame := range shown(t, src) {
				alone := decode(t, picturetest.PNG(frame))
				if err := op(alone); err != nil {
					t.Fatal(err)
				}
				data, _ := encode(t, alone)
				if psnr := picturetest.PSNR(frames[i], pixels(t, data)); psnr < 30 {
					t.Errorf("frame %d: %.1f dB", i, psnr)
				}
			}
		})
	}
}
