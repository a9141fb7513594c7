package picture

import (
	"context"
	"image"
	"image/color"
	"image/gif"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Crop keeps the pixels of r, in the picture as it is shown, of which at least
// one must lie within it; what of r lies outside is left out. Everything keeps
// its kind. Orientation stays. Of chroma that several pixels share, a sample is
// the mean of those it comes to cover.
func (p *Picture) Crop(ctx context.Context, r image.Rectangle) (err error) {
	defer guardOperation(&err)
	w, h := p.Info().Upright()
	shown := image.Rect(0, 0, w, h)
	if r = r.Intersect(shown); r.Empty() {
		return fault.New(fault.InvalidParameters, "Nothing would be left: the picture has %d × %d pixels, and all of what is to be kept lies outside.", w, h)
	}
	if r == shown {
		return ctx.Err()
	}
	b := p.bounds()
	stored := storedRect(r, p.head.Orientation, b.Dx(), b.Dy())
	if err := p.pixelsIn(ctx, stored); err != nil {
		return err
	}
	if p.anim != nil {
		return p.cropFrames(ctx, stored)
	}
	if p.film != nil {
		return p.cropFilm(ctx, stored)
	}
	p.still, err = cropped(ctx, p.still, stored)
	return err
}

// storedRect is where r of the shown picture lies in the stored one, of w × h
// pixels.
func storedRect(r image.Rectangle, orientation, w, h int) image.Rectangle {
	if orientation >= 5 {
		r = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	switch orientation {
	case 2, 3, 7, 8:
		r.Min.X, r.Max.X = w-r.Max.X, w-r.Min.X
	}
	switch orientation {
	case 3, 4, 6, 7:
		r.Min.Y, r.Max.Y = h-r.Max.Y, h-r.Min.Y
	}
	return r
}

// cropped shares pixels with m where it can.
func cropped(ctx context.Context, m image.Image, r image.Rectangle) (image.Image, error) {
	at := image.Rect(0, 0, r.Dx(), r.Dy())
	switch m := m.(type) {
	case *image.Gray:
		return &image.Gray{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}, nil
	case *image.Gray16:
		return &image.Gray16{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}, nil
	case *image.NRGBA:
		return &image.NRGBA{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}, nil
	case *image.NRGBA64:
		return &image.NRGBA64{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}, nil
	case *image.Paletted:
		return &image.Paletted{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at, Palette: m.Palette}, nil
	case *image.YCbCr:
		return croppedPlanes(ctx, m, r)
	}
	return m, ctx.Err()
}

func croppedPlanes(ctx context.Context, m *image.YCbCr, r image.Rectangle) (image.Image, error) {
	sx, sy := subsampling(m.SubsampleRatio)
	at := image.Rect(0, 0, r.Dx(), r.Dy())
	luma := m.Y[r.Min.Y*m.YStride+r.Min.X:]
	if r.Min.X%sx == 0 && r.Min.Y%sy == 0 {
		c := r.Min.Y/sy*m.CStride + r.Min.X/sx
		return &image.YCbCr{Y: luma, Cb: m.Cb[c:], Cr: m.Cr[c:], YStride: m.YStride, CStride: m.CStride, SubsampleRatio: m.SubsampleRatio, Rect: at}, nil
	}
	cw, ch := (at.Dx()+sx-1)/sx, (at.Dy()+sy-1)/sy
	out := &image.YCbCr{Y: luma, Cb: make([]byte, cw*ch), Cr: make([]byte, cw*ch), YStride: m.YStride, CStride: cw, SubsampleRatio: m.SubsampleRatio, Rect: at}
	return out, pixel.Rows(ctx, ch, func(y int) {
		y0, y1 := y*sy, min(y*sy+sy, at.Dy())
		for x := range cw {
			x0, x1 := x*sx, min(x*sx+sx, at.Dx())
			cb, cr, n := 0, 0, (x1-x0)*(y1-y0)
			for py := y0; py < y1; py++ {
				row := (r.Min.Y + py) / sy * m.CStride
				for px := x0; px < x1; px++ {
					k := row + (r.Min.X+px)/sx
					cb, cr = cb+int(m.Cb[k]), cr+int(m.Cr[k])
				}
			}
			out.Cb[y*cw+x], out.Cr[y*cw+x] = byte((cb+n/2)/n), byte((cr+n/2)/n)
		}
	})
}

// cropFrames cuts each frame where it lies. A frame of which nothing is left
// stays, as a pixel that cannot be seen: its time must pass.
func (p *Picture) cropFrames(ctx context.Context, r image.Rectangle) error {
	p.anim.Config.Width, p.anim.Config.Height = r.Dx(), r.Dy()
	for i, m := range p.anim.Image {
		if err := ctx.Err(); err != nil {
			return err
		}
		left := m.Rect.Intersect(r)
		if left.Empty() {
			p.anim.Image[i] = image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.RGBA{}})
			if i < len(p.anim.Disposal) {
				p.anim.Disposal[i] = gif.DisposalNone
			}
			continue
		}
		m.Pix = m.Pix[m.PixOffset(left.Min.X, left.Min.Y):]
		m.Rect = left.Sub(r.Min)
	}
	return nil
}

// CropTo keeps the largest part about the middle whose sides are as width to
// height.
func (p *Picture) CropTo(ctx context.Context, within image.Rectangle, width, height float64) error {
	w, h := p.Info().Upright()
	return p.Crop(ctx, middle(within.Intersect(image.Rect(0, 0, w, h)), width, height))
}

// middle is the largest part about the middle of r of a shape.
func middle(r image.Rectangle, width, height float64) image.Rectangle {
	w, h := float64(r.Dx()), float64(r.Dy())
	if w*height > h*width {
		w = h * width / height
	} else {
		h = w * height / width
	}
	nw, nh := min(max(int(w+0.5), 1), r.Dx()), min(max(int(h+0.5), 1), r.Dy())
	at := r.Min.Add(image.Pt((r.Dx()-nw)/2, (r.Dy()-nh)/2))
	return image.Rectangle{at, at.Add(image.Pt(nw, nh))}
}
