package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/pixel"
)

// eachImage is for operations that look at more than a pixel: f makes a new
// picture of what is seen, which is a still or one after the other the whole
// frames of an animation. It is given a Gray, Gray16, NRGBA, NRGBA64 or YCbCr
// as stored (palettes become colours), and returns one of these; of an
// animation, of the same size for each frame.
func (p *Picture) eachImage(ctx context.Context, f func(m image.Image) (image.Image, error)) (err error) {
	defer guardOperation(&err)
	if err := p.pixels(ctx); err != nil {
		return err
	}
	if p.anim != nil || p.film != nil {
		p.gray = p.isGray()
		return p.eachFrame(ctx, func(frame *image.NRGBA) (*image.NRGBA, error) {
			m, err := f(frame)
			if err != nil {
				return nil, err
			}
			if n, ok := m.(*image.NRGBA); ok {
				return n, nil
			}
			return toNRGBA(ctx, m)
		})
	}
	if err := p.noPalette(ctx); err != nil {
		return err
	}
	p.still, err = f(p.still)
	return err
}

// noPalette makes a still with a palette one with colours in its pixels.
func (p *Picture) noPalette(ctx context.Context) (err error) {
	if _, ok := p.still.(*image.Paletted); ok {
		p.still, err = p.nrgba(ctx)
		p.head.Depth = 8
	}
	return err
}

// filtered is a new picture of the same kind and size as m, made by f of each
// plane or of all channels at once.
func filtered(m image.Image, f func(dst, src pixel.Plane) error) (image.Image, error) {
	out := blank(m, m.Bounds().Dx(), m.Bounds().Dy())
	to, from := planes(out), planes(m)
	for i := range to {
		to[i].Opaque = from[i].Opaque
		if err := f(to[i], from[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// planes are those of a YCbCr, or the one raster that any other picture is.
func planes(m image.Image) []pixel.Plane {
	if m, ok := m.(*image.YCbCr); ok {
		all := pixel.PlanesOf(m)
		return all[:]
	}
	return []pixel.Plane{{Raster: pixel.Of(m), X: 1, Y: 1}}
}

// blank is an empty picture of the kind of m, of w × h pixels.
func blank(m image.Image, w, h int) image.Image {
	r := image.Rect(0, 0, w, h)
	switch m := m.(type) {
	case *image.Gray:
		return image.NewGray(r)
	case *image.Gray16:
		return image.NewGray16(r)
	case *image.NRGBA64:
		return image.NewNRGBA64(r)
	case *image.YCbCr:
		return image.NewYCbCr(r, m.SubsampleRatio)
	}
	return image.NewNRGBA(r)
}
