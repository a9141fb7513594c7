package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/jpeg"
	"github.com/reverie-image/reverie/shared/pixel"
)

// quarters turns the picture clockwise, as it is shown, by n quarters, 0 to 3.
// No pixel is lost, and everything keeps its kind, palettes and frames too;
// chroma that lies otherwise afterwards is as with FlipHorizontal.
func (p *Picture) quarters(ctx context.Context, n int) error {
	switch p.head.Orientation {
	case 2, 4, 5, 7: // stored as in a mirror, where clockwise is the other way
		n = (4 - n) % 4
	}
	if n == 0 {
		return ctx.Err()
	}
	if n != 2 {
		p.head.meta.density = p.head.meta.density.turned()
		if p.coded != nil && p.head.jpeg.wide() {
			if err := p.pixels(ctx); err != nil {
				return err
			}
		}
	}
	onPixels := func(ctx context.Context) error {
		for _, step := range [][]func(context.Context) error{
			1: {p.flipRows, p.transpose}, 2: {p.flipRows, p.flipColumns}, 3: {p.transpose, p.flipRows},
		}[n] {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	if p.putOff(jpeg.Op{Kind: [...]jpeg.Kind{1: jpeg.Rotate90, 2: jpeg.Rotate180, 3: jpeg.Rotate270}[n]}, onPixels) {
		return ctx.Err()
	}
	return onPixels(ctx)
}

// transpose makes the stored rows columns.
func (p *Picture) transpose(ctx context.Context) (err error) {
	if p.film != nil {
		return p.transposeFilm(ctx)
	}
	if p.anim == nil {
		p.still, err = transposed(ctx, p.still)
		return err
	}
	c := &p.anim.Config
	c.Width, c.Height = c.Height, c.Width
	for _, m := range p.anim.Image {
		t, err := transposed(ctx, m)
		if err != nil {
			return err
		}
		r := m.Rect
		*m = *t.(*image.Paletted)
		m.Rect = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	return nil
}

func transposed(ctx context.Context, m image.Image) (image.Image, error) {
	switch m := m.(type) {
	case *image.YCbCr:
		return transposedPlanes(ctx, m)
	case *image.Paletted:
		w, h := m.Rect.Dx(), m.Rect.Dy()
		out := image.NewPaletted(image.Rect(0, 0, h, w), m.Palette)
		return out, pixel.Transpose(ctx, out.Pix, out.Stride, m.Pix, m.Stride, w, h, 1)
	}
	from := pixel.Of(m)
	out := blank(m, from.H, from.W)
	to := pixel.Of(out)
	size := to.Stride / to.W
	return out, pixel.Transpose(ctx, to.Pix, to.Stride, from.Pix, from.Stride, from.W, from.H, size)
}

func transposedPlanes(ctx context.Context, m *image.YCbCr) (image.Image, error) {
	ratio := m.SubsampleRatio
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		ratio = image.YCbCrSubsampleRatio440
	case image.YCbCrSubsampleRatio440:
		ratio = image.YCbCrSubsampleRatio422
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		// There is no such ratio on its side.
		m, ratio = fullChroma(m), image.YCbCrSubsampleRatio444
	}
	out := image.NewYCbCr(image.Rect(0, 0, m.Rect.Dy(), m.Rect.Dx()), ratio)
	to, from := pixel.PlanesOf(out), pixel.PlanesOf(m)
	for i, s := range from {
		if err := pixel.Transpose(ctx, to[i].Pix, to[i].Stride, s.Pix, s.Stride, s.W, s.H, 1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fullChroma gives each pixel a chroma sample of its own.
func fullChroma(m *image.YCbCr) *image.YCbCr {
	out := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio444)
	sx, sy := subsampling(m.SubsampleRatio)
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		copy(out.Y[y*out.YStride:], m.Y[y*m.YStride:][:w])
		for x := range w {
			out.Cb[y*out.CStride+x] = m.Cb[y/sy*m.CStride+x/sx]
			out.Cr[y*out.CStride+x] = m.Cr[y/sy*m.CStride+x/sx]
		}
	}
	return out
}
