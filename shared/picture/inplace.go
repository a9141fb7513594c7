package picture

import (
	"context"
	"image"
)

// narrowed is nrgba for who has no further use of the still as it was: 16 bits
// become 8 where they lie, and no other picture beside them. Planes that stay a
// JPEG keep their chroma (smoothed and averaged again it is 5 to 6 dB worse).
func (p *Picture) narrowed(ctx context.Context) (*image.NRGBA, error) {
	if _, planes := p.still.(*image.YCbCr); planes && (p.wish.format == "" || p.wish.format == JPEG) {
		return toNRGBA(ctx, p.still)
	}
	m, ok := p.still.(*image.NRGBA64)
	if !ok {
		return p.nrgba(ctx)
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := &image.NRGBA{Pix: m.Pix[:4*w*h], Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
	read := readRows(m)
	for y := range h { // what is written lies before what is still to be read
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		read(y, out.Pix[4*w*y:][:4*w])
	}
	p.still = out
	return out, nil
}
