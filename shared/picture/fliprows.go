package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/pixel"
)

// flipRows mirrors the stored pixels top to bottom.
func (p *Picture) flipRows(ctx context.Context) error {
	if p.anim != nil {
		return p.turnFramesOver(ctx)
	}
	if p.film != nil {
		return p.flipFilm(ctx, true)
	}
	w, h := p.bounds().Dx(), p.bounds().Dy()
	switch m := p.still.(type) {
	case *image.NRGBA:
		return turnOver(ctx, m.Pix, m.Stride, 4*w, h)
	case *image.Gray:
		return turnOver(ctx, m.Pix, m.Stride, w, h)
	case *image.Gray16:
		return turnOver(ctx, m.Pix, m.Stride, 2*w, h)
	case *image.NRGBA64:
		return turnOver(ctx, m.Pix, m.Stride, 8*w, h)
	case *image.Paletted:
		return turnOver(ctx, m.Pix, m.Stride, w, h)
	case *image.YCbCr:
		return turnPlanes(ctx, m)
	}
	return ctx.Err()
}

// turnOver swaps rows of n bytes: the first with the last, and so on.
func turnOver(ctx context.Context, pix []byte, stride, n, h int) error {
	return pixel.Rows(ctx, h/2, func(y int) {
		a, b := pix[y*stride:][:n], pix[(h-1-y)*stride:][:n]
		for i, v := range a {
			a[i], b[i] = b[i], v
		}
	})
}

func turnPlanes(ctx context.Context, m *image.YCbCr) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if err := turnOver(ctx, m.Y, m.YStride, w, h); err != nil {
		return err
	}
	sx, sy := subsampling(m.SubsampleRatio)
	cw, ch := (w+sx-1)/sx, (h+sy-1)/sy
	for _, plane := range [][]byte{m.Cb, m.Cr} {
		if h%sy == 0 {
			if err := turnOver(ctx, plane, m.CStride, cw, ch); err != nil {
				return err
			}
			continue
		}
		err := pixel.Rows(ctx, cw, func(x int) {
			src, dst := make([]byte, ch), make([]byte, ch)
			for y := range src {
				src[y] = plane[y*m.CStride+x]
			}
			mirrorUneven(dst, src, h, sy)
			for y, v := range dst {
				plane[y*m.CStride+x] = v
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
