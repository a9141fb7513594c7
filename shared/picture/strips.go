package picture

import (
	"context"
	"image"
)

// stripRows is how many rows imaging is given at a time.
const stripRows = 256

// strips calls work for strips of m from the top; strip shares m's pixels and
// has its origin at 0, 0. It is how imaging is used here: it spreads rows over
// goroutines itself, knows no context, and must see nothing but an NRGBA,
// since a panic in its goroutines ends the process.
func strips(ctx context.Context, m *image.NRGBA, work func(y int, strip *image.NRGBA)) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := 0; y < h; y += stripRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(stripRows, h-y)
		work(y, &image.NRGBA{
			Pix:    m.Pix[y*m.Stride:][:(n-1)*m.Stride+4*w],
			Stride: m.Stride,
			Rect:   image.Rect(0, 0, w, n),
		})
	}
	return ctx.Err()
}

// copyRows copies src over dst, which has the same size.
func copyRows(dst, src *image.NRGBA) {
	n := 4 * dst.Rect.Dx()
	for y := range dst.Rect.Dy() {
		copy(dst.Pix[y*dst.Stride:][:n], src.Pix[y*src.Stride:][:n])
	}
}
