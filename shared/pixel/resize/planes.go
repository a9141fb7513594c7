package resize

import (
	"context"
	"image"
)

// rowsPerCheck is how many rows are made before the context is looked at again.
const rowsPerCheck = 16

func expired(ctx context.Context, y int) error {
	if y%rowsPerCheck != 0 {
		return nil
	}
	return ctx.Err()
}

// plane is samples of one kind.
type plane struct {
	pix    []byte
	stride int
	w, h   int
}

// Gray resizes m to w × h pixels.
func Gray(ctx context.Context, m *image.Gray, w, h int, f Filter) (*image.Gray, error) {
	if err := checkSizes(m.Rect, w, h); err != nil {
		return nil, err
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	from := plane{m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y):], m.Stride, m.Rect.Dx(), m.Rect.Dy()}
	to := plane{out.Pix, out.Stride, w, h}
	return out, to.from(ctx, from, ratio(from.w, w), ratio(from.h, h), f)
}

func ratio(in, out int) float64 { return float64(in) / float64(out) }

// from resamples src, of which a sample of p is scaleX × scaleY.
func (p plane) from(ctx context.Context, src plane, scaleX, scaleY float64, f Filter) error {
	down := newAxis(src.h, p.h, scaleY, f)
	along := newAxis(src.w, p.w, scaleX, f).grouped()
	mid, line := make([]int16, along.reach(src.w)), make([]byte, len(along.start))
	for y := range p.h {
		if err := expired(ctx, y); err != nil {
			return err
		}
		sumBytes(mid[:src.w], src.pix[int(down.start[y])*src.stride:], src.stride, down.row(y))
		alongBytes(line, mid, &along)
		copy(p.pix[y*p.stride:][:p.w], line)
	}
	return nil
}

// row is the weights of result y.
func (a *axis) row(y int) []int16 { return a.coef[y*a.taps:][:a.taps] }

// YCbCr resizes the planes of m, each on its own, to a picture of w × h pixels
// with the given subsampling. Chroma stays centred on its pixels, as JPEG has
// it.
func YCbCr(ctx context.Context, m *image.YCbCr, w, h int, sub image.YCbCrSubsampleRatio, f Filter) (*image.YCbCr, error) {
	if err := checkSizes(m.Rect, w, h); err != nil {
		return nil, err
	}
	out := image.NewYCbCr(image.Rect(0, 0, w, h), sub)
	r := m.Rect
	from := plane{m.Y[m.YOffset(r.Min.X, r.Min.Y):], m.YStride, r.Dx(), r.Dy()}
	to := plane{out.Y, out.YStride, w, h}
	sx, sy := ratio(from.w, w), ratio(from.h, h)
	if err := to.from(ctx, from, sx, sy, f); err != nil {
		return nil, err
	}
	inX, inY := steps(m.SubsampleRatio)
	outX, outY := steps(sub)
	sx, sy = sx*float64(outX)/float64(inX), sy*float64(outY)/float64(inY)
	at := m.COffset(r.Min.X, r.Min.Y)
	from.stride, to.stride = m.CStride, out.CStride
	from.w, from.h = (r.Max.X+inX-1)/inX-r.Min.X/inX, (r.Max.Y+inY-1)/inY-r.Min.Y/inY
	to.w, to.h = (w+outX-1)/outX, (h+outY-1)/outY
	for _, c := range [2][2][]byte{{m.Cb, out.Cb}, {m.Cr, out.Cr}} {
		from.pix, to.pix = c[0][at:], c[1]
		if err := to.from(ctx, from, sx, sy, f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// steps are how many pixels have a chroma sample in common, across and down.
func steps(r image.YCbCrSubsampleRatio) (x, y int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}
