package picture_test

import (
	"context"
	"errors"
	"image"
	"runtime"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestLimitsAreInclusive holds each limit at its value and one beyond.
func TestLimitsAreInclusive(t *testing.T) {
	padded := func(n int) []byte {
		b := picturetest.PNG(picturetest.Photo(8, 8))
		return append(b, make([]byte, n-len(b))...)
	}
	for _, c := range []struct {
		name string
		data []byte
		ok   bool
	}{
		{"5 MiB", padded(5 << 20), true},
		{"5 MiB and a byte", padded(5<<20 + 1), false},
		{"16383 wide", picturetest.FlatPNG(16383, 1, 8, 0), true},
		{"16384 wide", picturetest.FlatPNG(16384, 1, 8, 0), false},
		{"16383 high", picturetest.FlatPNG(1, 16383, 8, 2), true},
		{"16384 high", picturetest.FlatPNG(1, 16384, 8, 2), false},
		{"50 megapixels", picturetest.FlatPNG(10000, 5000, 8, 0), true},
		{"a row more", picturetest.FlatPNG(10000, 5001, 8, 0), false},
		{"50 megapixels with alpha", picturetest.FlatPNG(10000, 5000, 8, 6), true},
		{"64 scans", picturetest.ManyScans(1024, 1024, 64), true},
		{"65 scans", picturetest.ManyScans(1024, 1024, 65), false},
		{"100 frames of a megapixel", picturetest.ManyFrames(1000, 1000, 100), true},
		{"101 frames of a megapixel", picturetest.ManyFrames(1000, 1000, 101), false},
		{"2000 frames", picturetest.ManyFrames(2, 2, 2000), true},
		{"2001 frames", picturetest.ManyFrames(2, 2, 2001), false},
		{"50 megapixels, progressive gray", picturetest.Progressive(10000, 5000, 1), true},
		{"18 megapixels, progressive", picturetest.Progressive(6000, 3000, 3), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := picture.Inspect(c.data, picture.DefaultLimits())
			if c.ok && err != nil || !c.ok && !fault.Is(err, fault.TooLarge) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestBombs wants every bomb refused at once, and without the memory that it
// claims.
func TestBombs(t *testing.T) {
	for _, b := range picturetest.Bombs() {
		t.Run(b.Name, func(t *testing.T) {
			if len(b.Data) > 5<<20 {
				t.Fatalf("%d bytes are no small file", len(b.Data))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := picture.Decode(ctx, b.Data, picture.DefaultLimits())
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if !fault.Is(err, b.Code) {
				t.Errorf("got %v, want %s", err, b.Code)
			}
			if took > time.Second {
				t.Errorf("refused only after %v", took)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
				t.Errorf("%d bytes allocated", n)
			}
		})
	}
}

// TestTruncated cuts every kind of file everywhere: none is taken, and none is
// taken for anything but damaged (or, of a few bytes, unknown).
func TestTruncated(t *testing.T) {
	files := map[string][]byte{
		"GIF": asGIF(t, animation(67, 45)), "lossy WebP": fixture(t, "lossy.webp"),
		"lossless WebP": fixture(t, "lossless.webp"), "WebP with alpha": fixture(t, "alpha.webp"),
		"TIFF": asTIFF(t, picturetest.Photo(20, 20)), "BMP": asBMP(t, picturetest.Photo(20, 20)),
		"JPEG": photoJPEG(67, 45), "progressive JPEG": fixture(t, "progressive420.jpg"),
		"PNG": picturetest.PNG(picturetest.Photo(20, 20)),
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			end := len(data)
			if name == "TIFF" {
				end -= 20 // a resolution, which the picture can do without
			}
			for n := 1; n < end; n++ {
				err := readAll(data[:n])
				if n < 18 && fault.Is(err, fault.UnsupportedImage) {
					continue
				}
				if n < 54 && name == "BMP" && fault.Is(err, fault.UnsupportedImage) {
					continue
				}
				if !fault.Is(err, fault.CorruptImage) {
					t.Fatalf("%d of %d bytes: %v", n, len(data), err)
				}
			}
		})
	}
	for name, data := range map[string][]byte{
		"JPEG": picturetest.TruncatedJPEG(), "JPEG with an end put on": picturetest.PatchedJPEG(), "PNG": picturetest.TruncatedPNG(),
	} {
		if err := readAll(data); !fault.Is(err, fault.CorruptImage) {
			t.Errorf("half a %s: %v", name, err)
		}
	}
}

// readAll reads a file to its end: the pixels of a JPEG are not read before they
// are needed.
func readAll(data []byte) error {
	p, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err == nil {
		_, _, err = p.Encode(ctx)
	}
	return err
}

func TestDecodeHearsTheContext(t *testing.T) {
	done, cancel := context.WithCancel(ctx)
	cancel()
	for _, in := range allInputs(t) {
		if _, err := picture.Decode(done, in.data, picture.DefaultLimits()); !errors.Is(err, context.Canceled) {
			t.Errorf("Decode of %s: %v", in.name, err)
		}
		for name, op := range map[string]func(*picture.Picture) error{
			"Grayscale":      func(p *picture.Picture) error { return p.Grayscale(done) },
			"FlipHorizontal": func(p *picture.Picture) error { return p.FlipHorizontal(done) },
			"Contrast":       func(p *picture.Picture) error { return p.Contrast(done, 20) },
			"Encode":         func(p *picture.Picture) error { _, _, err := p.Encode(done); return err },
			"Each": func(p *picture.Picture) error {
				return p.Each(done, func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil })
			},
		} {
			if err := op(decode(t, in.data)); !errors.Is(err, context.Canceled) {
				t.Errorf("%s of %s: %v", name, in.name, err)
			}
		}
	}
}
