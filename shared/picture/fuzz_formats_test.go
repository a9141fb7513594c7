package picture_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	chunks "github.com/reverie-image/reverie/shared/webp"
)

// suite is every operation, with a parameter made of v within its range.
var suite = []func(p *picture.Picture, v int) error{
	func(*picture.Picture, int) error { return nil },
	func(p *picture.Picture, _ int) error { return p.Grayscale(ctx) },
	func(p *picture.Picture, _ int) error { return p.FlipHorizontal(ctx) },
	func(p *picture.Picture, _ int) error { return p.FlipVertical(ctx) },
	func(p *picture.Picture, _ int) error { return p.Invert(ctx) },
	func(p *picture.Picture, v int) error { return p.Rotate(ctx, float64(v%4*90), color.NRGBA{}) },
	func(p *picture.Picture, v int) error {
		return p.Rotate(ctx, float64(v), color.NRGBA{uint8(v), 9, 9, uint8(v * 16)})
	},
	func(p *picture.Picture, v int) error { return p.Crop(ctx, image.Rect(v%16, v/16, 20+v%7, 20+v%5)) },
	func(p *picture.Picture, v int) error {
		return p.CropTo(ctx, image.Rect(0, 0, 1<<14, 1<<14), float64(v%16+1), float64(v/16+1))
	},
	func(p *picture.Picture, v int) error { return p.Resize(ctx, v%16, 0, picture.Contain) },
	func(p *picture.Picture, v int) error { return p.Resize(ctx, v%16+1, v/4+1, picture.Cover) },
	func(p *picture.Picture, v int) error { return p.Resize(ctx, v/2+1, v+1, picture.Fill) },
	func(p *picture.Picture, v int) error { return p.Contrast(ctx, float64(v%201-100)) },
	func(p *picture.Picture, v int) error { return p.Brightness(ctx, float64(v%201-100)) },
	func(p *picture.Picture, v int) error { return p.Saturation(ctx, float64(v-100)) },
	func(p *picture.Picture, v int) error { return p.Gamma(ctx, 0.1+float64(v)/50) },
	func(p *picture.Picture, v int) error { return p.Sepia(ctx, float64(v%101)) },
	func(p *picture.Picture, v int) error { return p.Blur(ctx, 0.1+float64(v)/10) },
	func(p *picture.Picture, v int) error { return p.Sharpen(ctx, 0.1+float64(v%16), float64(v)) },
	func(p *picture.Picture, v int) error { return p.Edges(ctx, float64(v+1), v%2 == 0) },
	func(p *picture.Picture, v int) error { return p.Pixelate(ctx, v+1) },
	func(p *picture.Picture, v int) error { return p.Posterize(ctx, v%63+2) },
	func(p *picture.Picture, v int) error { return p.Vignette(ctx, float64(v%101), float64(v%96)) },
	func(p *picture.Picture, v int) error { return p.AutoLevels(ctx, float64(v%21), v%2 == 0) },
	func(p *picture.Picture, v int) error {
		formats := picture.OutputFormats()
		return p.SetFormat(formats[v%len(formats)])
	},
	func(p *picture.Picture, v int) error { return p.SetQuality(v%100 + 1) },
}

// There is a target for each format, so that the fuzzer does not spend its time
// on going from one to another: a file is decoded, gone through one operation
// that the input chooses, encoded and decoded again.

func FuzzJPEG(f *testing.F) { fuzzFormat(f, picture.JPEG, bytes.Clone) }

func FuzzPNG(f *testing.F) { fuzzFormat(f, picture.PNG, picturetest.MendedPNG) }

func FuzzGIF(f *testing.F) { fuzzFormat(f, picture.GIF, bytes.Clone) }

func FuzzWebP(f *testing.F) { fuzzFormat(f, picture.WebP, bytes.Clone) }

func fuzzFormat(f *testing.F, format picture.Format, mend func([]byte) []byte) {
	for i, data := range seeds(f, format) {
		f.Add(data, uint8(i), uint8(40*i))
	}
	f.Fuzz(func(t *testing.T, data []byte, op, v uint8) {
		data = mend(data)
		if found, ok := picture.Sniff(data); !ok || found != format {
			return
		}
		through(t, data, int(op)%len(suite), int(v))
	})
}

func through(t *testing.T, data []byte, op, v int) {
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	lim := fuzzLimits()
	lim.Side = 256 // what is long and narrow becomes large when it is turned or pulled
	p, err := picture.Decode(limited, data, lim)
	if err == nil {
		err = suite[op](p, v)
	}
	var out []byte
	var mediaType string
	if err == nil {
		out, mediaType, err = p.Encode(limited)
	}
	if err != nil {
		if !known(err) && !fault.Is(err, fault.InvalidParameters) || strings.Contains(err.Error(), "panic") {
			t.Fatalf("operation %d of %d: %v", op, v, err)
		}
		return
	}
	lim = picture.DefaultLimits()
	lim.Bytes *= 10
	again, err := picture.Decode(limited, out, lim)
	if err == nil {
		_, _, err = again.Encode(limited) // reads the pixels of a JPEG
	}
	if err != nil {
		t.Fatalf("operation %d of %d: the result is refused: %v", op, v, err)
	}
	want, got := p.Info(), again.Info()
	if got.Width != want.Width || got.Height != want.Height || got.MediaType != mediaType {
		t.Fatalf("operation %d of %d: %+v, want %d × %d, %s", op, v, got, want.Width, want.Height, mediaType)
	}
	if err := another(out); err != nil && (p.Path() != picture.Copied || another(data) == nil) {
		t.Fatalf("operation %d of %d: another decoder refuses the result: %v", op, v, err)
	}
}

// another decoder reads a file, of an animated WebP each frame. That it does not
// know a sampling factor is no error.
func another(data []byte) error {
	for rest := data[min(12, len(data)):]; bytes.HasPrefix(data, []byte("RIFF")) && bytes.Contains(data, []byte("ANIM")); {
		name, body, after, ok := chunks.NextChunk(rest)
		if !ok {
			return nil
		}
		if name == "ANMF" {
			f, err := chunks.ParseFrame(body)
			if err == nil {
				_, _, err = image.Decode(bytes.NewReader(f.File()))
			}
			if err != nil {
				return err
			}
		}
		rest = after
	}
	var rare jpeg.UnsupportedError
	if _, _, err := image.Decode(bytes.NewReader(data)); err != nil && !errors.As(err, &rare) {
		return err
	}
	return nil
}

// seeds are small files of all kinds of a format, and damaged ones.
func seeds(t testing.TB, format picture.Format) (all [][]byte) {
	candidates := [][]byte{
		asGIF(t, animation(20, 16)), asGIF(t, animation(1, 1)), picturetest.ManyFrames(5, 3, 3),
		fixture(t, "lossy.webp"), fixture(t, "alpha.webp"), fixture(t, "lossless.webp"), picturetest.FlatWebP(9, 7),
		loaded(picturetest.ICC("RGB ", 200), 6), picturetest.JPEG(picturetest.Photo(17, 9), 50), picturetest.Progressive(40, 24, 3),
	}
	for _, name := range movingWebPs {
		candidates = append(candidates, fixture(t, name+".webp"))
	}
	for _, in := range allInputs(t) {
		candidates = append(candidates, in.data)
	}
	for _, of := range films() {
		candidates = append(candidates, asPNG(t, film(len(candidates)%2 == 0, of)))
	}
	for _, kind := range []struct{ depth, colour int }{{1, 0}, {8, 2}, {4, 3}, {16, 4}, {8, 6}} {
		candidates = append(candidates, plainPNG(kind.depth, kind.colour))
	}
	for _, m := range picturetest.Malformed() {
		candidates = append(candidates, m.Data)
	}
	for _, data := range candidates {
		if found, ok := picture.Sniff(data); ok && found == format && len(data) <= 6<<10 {
			all = append(all, data)
		}
	}
	return all
}

// plainPNG has rows that MendedPNG is to compress.
func plainPNG(depth, colour int) []byte {
	const w, h = 6, 5
	channels := map[int]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
	rows := make([]byte, h*(1+(w*depth*channels+7)/8))
	for i := range rows {
		rows[i] = byte(i % 5)
	}
	return bytes.Join([][]byte{
		[]byte("\x89PNG\r\n\x1a\n"), picturetest.Chunk("IHDR", []byte{0, 0, 0, w, 0, 0, 0, h, byte(depth), byte(colour), 0, 0, 0}),
		picturetest.Chunk("PLTE", []byte("\x00\x01\x02\xff\xfe\xfd")), picturetest.Chunk("IDAT", rows), picturetest.Chunk("IEND", nil),
	}, nil)
}
