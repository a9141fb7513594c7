package jpeg

import (
	"bytes"
	"errors"
	"image/jpeg"
	"testing"
)

// FuzzTransform feeds damaged files: whatever comes out decodes to the right
// size, and an exact mirroring done twice is the picture that was.
func FuzzTransform(f *testing.F) {
	for _, s := range kindsOfSource {
		f.Add(cjpeg(f, 33, 18, s.args...), uint8(0), uint8(1))
		f.Add(cjpeg(f, 16, 32, s.args...), uint8(3), uint8(8))
	}
	for _, s := range scripts {
		f.Add(scanned(f, cjpeg(f, 33, 18), s.text), uint8(4), uint8(6))
		f.Add(scanned(f, cjpeg(f, 48, 32, "-quality", "98"), s.text), uint8(2), uint8(5))
	}
	for _, data := range hostile(f) {
		f.Add(data, uint8(1), uint8(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, a, b uint8) {
		src, err := parse(data)
		if err == nil && src.frame.w*src.frame.h > 1<<18 {
			return // sound, but slow
		}
		ops := []Op{fuzzOp(a), fuzzOp(b)}
		out, err := Transform(t.Context(), data, ops, Options{})
		if err != nil {
			known := false
			for _, e := range []error{ErrCorrupt, ErrUnsupported, ErrTooLarge, ErrPixels} {
				known = known || errors.Is(err, e)
			}
			if !known {
				t.Fatal(err)
			}
			return
		}
		checkDecodes(t, out, src.frame, fuse(ops).transpose)
		checkProgressive(t, data, out, src, ops)
		checkTwice(t, data, src.frame)
	})
}

func fuzzOp(b uint8) Op {
	return Op{Kind: Kind(b % 9), Scale: float64(int(b)-128) / 64, Offset: float64(b) / 3}
}

func checkDecodes(t *testing.T, out []byte, src *frame, transpose bool) {
	if _, err := Decode(t.Context(), out, DecodeOptions{}); err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(out))
	var missing jpeg.UnsupportedError
	if errors.As(err, &missing) {
		return // rare sampling factors
	}
	if err != nil {
		t.Fatal(err)
	}
	w, h := src.w, src.h
	if transpose {
		w, h = h, w
	}
	if m.Bounds().Dx() != w || m.Bounds().Dy() != h {
		t.Fatalf("%v, want %d×%d", m.Bounds(), w, h)
	}
}

// checkProgressive holds a progressive result against the baseline one.
func checkProgressive(t *testing.T, data, out []byte, src *file, ops []Op) {
	got, err := parse(out)
	if err != nil || got.frame.progressive() != src.frame.progressive() {
		t.Fatal("one of source and result is progressive: ", err)
	}
	inMCU := 0
	for _, c := range got.frame.comps {
		inMCU += c.h * c.v
	}
	if src.frame.progressive() && inMCU <= maxScanSamples {
		sameCoefficients(t, out, viaBaseline(t, data, ops))
	}
}

func checkTwice(t *testing.T, data []byte, src *frame) {
	if !legal(t, data) {
		return // what is beyond baseline's range is clamped wherever it is coded anew
	}
	for _, kind := range []Kind{FlipHorizontal, FlipVertical, Transpose} {
		if kind == FlipHorizontal && src.w%(8*src.hmax) != 0 || kind == FlipVertical && src.h%(8*src.vmax) != 0 {
			continue
		}
		once, err := Transform(t.Context(), data, []Op{{Kind: kind}}, Options{})
		if err != nil {
			return // damaged chroma, which Grayscale had not to read
		}
		sameCoefficients(t, apply(t, once, Op{Kind: kind}), apply(t, data))
	}
}

// legal says whether all coefficients have at most 10 bits.
func legal(t *testing.T, data []byte) bool {
	f, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.planes(t.Context(), func(int) bool { return true })
	if err != nil {
		return false
	}
	for i := range f.frame.comps {
		for _, b := range p[i] {
			for _, v := range b.coef {
				if v < -1023 || v > 1023 {
					return false
				}
			}
		}
	}
	return true
}
