package jpeg

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
)

// picture makes an image of planes, of the type for the file's colours.
func (s *samples) picture(ctx context.Context, f *file) (image.Image, error) {
	rect := image.Rect(0, 0, s.w, s.h)
	switch p := &s.planes; {
	case len(s.frame.comps) == 1:
		return &image.Gray{Pix: p[0].pix, Stride: p[0].stride, Rect: rect}, nil
	case len(s.frame.comps) == 4:
		return s.cmyk(ctx, f.transform != 0)
	case !f.ycc():
		out := image.NewNRGBA(rect)
		return out, s.merge(ctx, out.Pix, out.Stride, func(px []byte, rows *[4][]byte) {
			r, g, b := rows[0], rows[1][:s.w], rows[2][:s.w]
			for x := range s.w {
				to := px[4*x:][:4]
				to[0], to[1], to[2], to[3] = r[x], g[x], b[x], 255
			}
		})
	default:
		return s.ycbcr(ctx)
	}
}

// ycbcr keeps the planes where image.YCbCr can say how they lie.
func (s *samples) ycbcr(ctx context.Context) (image.Image, error) {
	rect := image.Rect(0, 0, s.w, s.h)
	if ratio, ok := s.frame.ratio(); ok {
		p := &s.planes
		return &image.YCbCr{Y: p[0].pix, Cb: p[1].pix, Cr: p[2].pix, YStride: p[0].stride, CStride: p[1].stride,
			SubsampleRatio: ratio, Rect: rect}, nil
	}
	out := image.NewYCbCr(rect, image.YCbCrSubsampleRatio444)
	to := [3][]byte{out.Y, out.Cb, out.Cr}
	for y := range s.h {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range to {
			s.row(to[i][y*s.w:][:s.w], i, y)
		}
	}
	return out, nil
}

var ratios = map[[2]int]image.YCbCrSubsampleRatio{
	{1, 1}: image.YCbCrSubsampleRatio444, {1, 2}: image.YCbCrSubsampleRatio440,
	{2, 1}: image.YCbCrSubsampleRatio422, {2, 2}: image.YCbCrSubsampleRatio420,
	{4, 1}: image.YCbCrSubsampleRatio411, {4, 2}: image.YCbCrSubsampleRatio410,
}

// ratio is the frame's subsampling where luma is whole and both chroma planes
// are alike.
func (f *frame) ratio() (r image.YCbCrSubsampleRatio, ok bool) {
	y, cb, cr := &f.comps[0], &f.comps[1], &f.comps[2]
	if y.h != f.hmax || y.v != f.vmax || cb.h != cr.h || cb.v != cr.v || f.hmax%cb.h != 0 || f.vmax%cb.v != 0 {
		return 0, false
	}
	r, ok = ratios[[2]int{f.hmax / cb.h, f.vmax / cb.v}]
	return r, ok
}

// cmyk inverts what Adobe's programs write inverted; of YCCK, whose RGB is
// inverted CMY, that leaves K to invert.
func (s *samples) cmyk(ctx context.Context, ycck bool) (image.Image, error) {
	out := image.NewCMYK(image.Rect(0, 0, s.w, s.h))
	return out, s.merge(ctx, out.Pix, out.Stride, func(px []byte, rows *[4][]byte) {
		if ycck {
			dct.FromYCC(px, rows[0], rows[1], rows[2])
			for x, k := range rows[3] {
				px[4*x+3] = 255 - k
			}
			return
		}
		for i, row := range rows {
			for x, v := range row {
				px[4*x+i] = 255 - v
			}
		}
	})
}

// merge makes rows of pixels of the components' rows in full width.
func (s *samples) merge(ctx context.Context, pix []byte, stride int, f func(px []byte, rows *[4][]byte)) error {
	var rows [4][]byte
	for i := range s.frame.comps {
		rows[i] = make([]byte, s.w)
	}
	for y := range s.h {
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range s.frame.comps {
			s.row(rows[i], i, y)
		}
		f(pix[y*stride:], &rows)
	}
	return nil
}
