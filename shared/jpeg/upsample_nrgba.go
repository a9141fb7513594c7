package jpeg

import (
	"context"
	"fmt"
	"image"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
)

// NRGBA converts m, whose bounds are not negative, to opaque pixels. Pixels that
// have a chroma sample in common all get it, as in Go's image packages; or, if
// smooth, chroma of which there is half as much is interpolated, each pixel
// getting ¾ of the nearest sample and ¼ of the next (libjpeg's "fancy
// upsampling").
func NRGBA(ctx context.Context, m *image.YCbCr, smooth bool) (*image.NRGBA, error) {
	r := m.Rect
	u := &upsampler{m: m, smooth: smooth}
	for factors, ratio := range ratios {
		if ratio == m.SubsampleRatio {
			u.sx, u.sy = factors[0], factors[1]
		}
	}
	if u.sx == 0 || r.Min.X < 0 || r.Min.Y < 0 {
		return nil, fmt.Errorf("jpeg: planes of %v at %v are not converted", m.SubsampleRatio, r)
	}
	out := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	if r.Empty() {
		return out, nil
	}
	u.w, u.h = ceilDiv(r.Max.X, u.sx)-r.Min.X/u.sx, ceilDiv(r.Max.Y, u.sy)-r.Min.Y/u.sy
	var rows [2][]byte
	for i := range u.half {
		rows[i], u.half[i] = make([]byte, 4*u.w), make([]byte, 2*u.w)
	}
	left := r.Min.X % u.sx
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		luma := m.Y[m.YOffset(r.Min.X, y):][:r.Dx()]
		cb, cr := u.row(rows[0], m.Cb, 0, y), u.row(rows[1], m.Cr, 1, y)
		dct.FromYCC(out.Pix[(y-r.Min.Y)*out.Stride:], luma, cb[left:], cr[left:])
	}
	return out, nil
}

// upsampler makes chroma rows as long as those of luma.
type upsampler struct {
	m      *image.YCbCr
	smooth bool
	sx, sy int       // pixels to a sample
	w, h   int       // samples of a chroma plane that the bounds hold
	half   [2][]byte // for rows between
}

// row gives the chroma of the pixels of row y, from the first that has the
// first sample on; it may use dst.
func (u *upsampler) row(dst, plane []byte, i, y int) []byte {
	at := y/u.sy - u.m.Rect.Min.Y/u.sy
	near := plane[at*u.m.CStride:][:u.w]
	far := near
	if u.smooth && u.sy == 2 {
		next := min(max(at-1+y%2*2, 0), u.h-1)
		far = plane[next*u.m.CStride:][:u.w]
	}
	switch {
	case u.sx == 1 && u.sy == 2 && u.smooth:
		dct.DoubleHeight(dst[:u.w], near, far, y%2 == 0)
		return dst
	case u.sx == 1:
		return near
	case u.sx == 2 && u.smooth && u.sy == 2:
		dct.DoubleBoth(dst[:2*u.w], near, far)
	case u.sx == 2 && u.smooth:
		dct.DoubleWidth(dst[:2*u.w], near)
	case u.sx == 2:
		dct.RepeatWidth(dst[:2*u.w], near)
	default:
		dct.RepeatWidth(u.half[i], near)
		dct.RepeatWidth(dst, u.half[i])
	}
	return dst
}
