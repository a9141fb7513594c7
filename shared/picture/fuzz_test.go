package picture_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// fuzzLimits are small, so that a fuzzer spends its time on bytes and not on
// pixels.
func fuzzLimits() picture.Limits {
	lim := picture.DefaultLimits()
	lim.Bytes, lim.Pixels, lim.FramePixels, lim.Frames, lim.ScanBlocks = 1<<16, 1<<16, 1<<18, 30, 1<<14
	return lim
}

func seed(f *testing.F) {
	for _, in := range allInputs(f) {
		if len(in.data) < 1<<14 {
			f.Add(in.data)
		}
	}
	f.Add(asGIF(f, animation(20, 16)))
	f.Add(asPNG(f, film(true, films()["alpha"])))
	f.Add(loaded(picturetest.ICC("RGB ", 200), 6))
	f.Add(fixture(f, "lossy.webp"))
	f.Add(fixture(f, "alpha.webp"))
	f.Add(fixture(f, "arithmetic.jpg"))
	f.Add(picturetest.TruncatedPNG()[:4000])
	for _, b := range picturetest.Bombs() {
		if len(b.Data) < 1<<12 {
			f.Add(b.Data)
		}
	}
}

// known says that err is one that a person can be shown.
func known(err error) bool {
	switch fault.From(err).Code {
	case fault.Malformed, fault.TooLarge, fault.UnsupportedImage, fault.CorruptImage:
		return true
	}
	return false
}

func FuzzInspect(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := fuzzLimits()
		info, err := picture.Inspect(data, lim)
		if err != nil {
			if !known(err) {
				t.Fatal(err)
			}
			return
		}
		if info.Width < 1 || info.Height < 1 || int64(info.Width)*int64(info.Height) > lim.Pixels ||
			info.Orientation < 1 || info.Orientation > 8 || info.Memory() > lim.Memory || info.Frames < 1 {
			t.Fatalf("%+v", info)
		}
	})
}

// FuzzDecode wants of every file that is taken that all operations work on it
// and give a file that is taken again.
func FuzzDecode(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		operate(t, data)
	})
}

// operate runs all operations on a file, if it is taken.
func operate(t *testing.T, data []byte) {
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for _, op := range operations() {
		p, err := picture.Decode(limited, data, fuzzLimits())
		if err != nil {
			if !known(err) || errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			return
		}
		w, h := p.Info().Width, p.Info().Height
		var out []byte
		var mediaType string
		if err = op.run(p); err == nil {
			out, mediaType, err = p.Encode(limited)
		}
		if known(err) && !errors.Is(err, context.DeadlineExceeded) {
			continue // of a JPEG, the pixels are not read before they are needed
		}
		if err != nil {
			t.Fatalf("%s: %v", op.name, err)
		}
		lim := picture.DefaultLimits()
		lim.Bytes *= 10
		q, err := picture.Decode(limited, out, lim)
		if err != nil {
			t.Fatalf("%s: the result is refused: %v", op.name, err)
		}
		if i := q.Info(); i.Width != w || i.Height != h || i.MediaType != mediaType {
			t.Fatalf("%s: %+v, want %d × %d, %s", op.name, i, w, h, mediaType)
		}
		if op.name == "nothing" && mediaType == "image/png" && p.Info().Format == picture.PNG {
			if psnr := picturetest.PSNR(pixels(t, out), pixels(t, data)); psnr < exact {
				t.Fatalf("writing alone changes colours: %.1f dB", psnr)
			}
		}
	}
}

// FuzzPNGRows is FuzzDecode for PNG files with right checksums and compression,
// which bytes changed at random never have.
func FuzzPNGRows(f *testing.F) {
	f.Add(uint8(7), uint8(5), uint8(8), uint8(6), false, []byte{}, []byte{}, []byte("\x00pixels"))
	f.Add(uint8(31), uint8(9), uint8(2), uint8(3), true, []byte("\x00\x00\x00\xff\xff\xff"), []byte{7}, []byte("\x01pixels"))
	f.Add(uint8(3), uint8(20), uint8(16), uint8(4), true, []byte{}, []byte{}, []byte("\x04pixels"))
	f.Add(uint8(8), uint8(8), uint8(8), uint8(2), false, []byte{}, []byte{0, 1, 0, 2, 0, 3}, []byte("\x02pixels"))
	f.Fuzz(func(t *testing.T, w, h, depth, colour uint8, interlaced bool, plte, trns, rows []byte) {
		if colour == 0 && depth < 8 && len(trns) == 2 {
			trns[1] &= 1<<depth - 1 // decoders differ about bits that must be 0
		}
		data := picturetest.AnyPNG(int(w), int(h), int(depth), int(colour), interlaced, plte, trns, rows)
		operate(t, data)
	})
}
