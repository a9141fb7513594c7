package webp

import (
	"context"
	"image"
)

// The transforms that a decoder undoes (RFC 9649, 3.5).
const (
	predictorTransform = 0
	greenTransform     = 2
	paletteTransform   = 3
)

// lossless is a picture as VP8L (RFC 9649, 3), which overwrites its pixels. see
// says that their alpha is to be looked at.
func lossless(ctx context.Context, p []uint32, width, height int, see bool) ([]byte, error) {
	w := new(bitWriter)
	w.put(0x2f, 8)
	w.put(uint32(width-1), 14)
	w.put(uint32(height-1), 14)
	w.flag(see)
	w.put(0, 3)
	if err := putPixels(ctx, w, p, width, height); err != nil {
		return nil, err
	}
	return w.finish(), nil
}

// putPixels chooses transforms and writes them and the pixels.
func putPixels(ctx context.Context, w *bitWriter, p []uint32, width, height int) error {
	if colours := paletteOf(p); colours != nil {
		return putIndexed(ctx, w, p, width, height, colours)
	}
	cacheBits := uint(0)
	if repeats(p, width) {
		cacheBits = 10
	} else {
		w.flag(true)
		w.put(greenTransform, 2)
		for i, v := range p {
			g := v >> 8 & 255
			p[i] = v&0xff00ff00 | (v>>16-g)&255<<16 | (v-g)&255
		}
		if err := putPredicted(ctx, w, p, width, height); err != nil {
			return err
		}
	}
	w.flag(false)
	s, err := newStream(ctx, p, width, cacheBits)
	if err != nil {
		return err
	}
	return s.write(ctx, w, true)
}

// repeats says that most pixels are as one beside them, as in a screenshot;
// copies and colours seen before do more for those than predictions.
func repeats(p []uint32, width int) bool {
	same := 0
	for i := width; i < len(p); i++ {
		if p[i] == p[i-1] || p[i] == p[i-width] {
			same++
		}
	}
	return 4*same > 3*len(p)
}

// putPlain writes a picture that is part of a transform.
func putPlain(ctx context.Context, w *bitWriter, p []uint32, width int) error {
	s, err := newStream(ctx, p, width, 0)
	if err != nil {
		return err
	}
	return s.write(ctx, w, false)
}

// argb is a copy of the pixels in the order of the format.
func argb(m *image.NRGBA) []uint32 {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := make([]uint32, 0, w*h)
	for y := range h {
		row := m.Pix[y*m.Stride:][:4*w]
		for ; len(row) >= 4; row = row[4:] {
			out = append(out, uint32(row[3])<<24|uint32(row[0])<<16|uint32(row[1])<<8|uint32(row[2]))
		}
	}
	return out
}

// alpha is the body of an ALPH chunk for m (RFC 9649, 2.7.1.2): its alpha as
// the green of a lossless picture without a header.
func alpha(ctx context.Context, m *image.NRGBA) ([]byte, error) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	p := make([]uint32, 0, w*h)
	for y := range h {
		row := m.Pix[y*m.Stride:][:4*w]
		for x := range w {
			p = append(p, 0xff000000|uint32(row[4*x+3])<<8)
		}
	}
	out := new(bitWriter)
	out.put(1, 8) // compressed, not filtered
	if err := putPixels(ctx, out, p, w, h); err != nil {
		return nil, err
	}
	return out.finish(), nil
}
