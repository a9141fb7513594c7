package picture

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/fault"
)

// Each is the way for a converter that works on pixels: f is called once for a
// still, and for an animation once for each frame as it is shown, whole and
// with what lies beneath it. It may work in place or return another picture,
// of another size; all frames of an animation must come out the same size.
//
// Frames are shown upright: an EXIF orientation is applied and then gone. A
// frame's origin is 0, 0. 16 bits come as 8. The frames of a GIF are given
// palettes anew: their own colours, or where these are more than 256, as many as
// fit by median cut.
func (p *Picture) Each(ctx context.Context, f func(frame *image.NRGBA) (*image.NRGBA, error)) (err error) {
	defer guardOperation(&err)
	if err := p.pixels(ctx); err != nil {
		return err
	}
	p.coloured()
	if p.anim != nil {
		return p.eachFrame(ctx, f)
	}
	if p.film != nil {
		o := p.head.Orientation
		p.stand()
		return p.eachShown(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { return f(upright(m, o)) })
	}
	m, err := p.narrowed(ctx)
	if err != nil {
		return err
	}
	m = upright(m, p.head.Orientation)
	p.stand()
	p.still = nil
	if m, err = result(f(m)); err != nil {
		return err
	}
	p.still, p.head.Depth = m, 8
	p.head.Alpha = p.head.Alpha || !m.Opaque()
	return ctx.Err()
}

// result checks what a converter returned and moves its origin to 0, 0.
func result(m *image.NRGBA, err error) (*image.NRGBA, error) {
	switch {
	case err != nil:
		return nil, err
	case m == nil || m.Rect.Empty():
		return nil, fault.Wrap(fmt.Errorf("empty result"), fault.ConversionFailed, "The conversion made an empty picture.")
	}
	return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}, nil
}

func (p *Picture) eachFrame(ctx context.Context, f func(frame *image.NRGBA) (*image.NRGBA, error)) error {
	if p.film != nil {
		return p.eachShown(ctx, f)
	}
	src := p.anim
	out := &gif.GIF{Delay: src.Delay, LoopCount: src.LoopCount}
	canvas := newCanvas(src)
	for i := range src.Image {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := result(f(canvas.show(i)))
		if err != nil {
			return err
		}
		if i > 0 && m.Rect != out.Image[0].Rect {
			return fault.Wrap(fmt.Errorf("frame %d is %v, the first %v", i, m.Rect, out.Image[0].Rect),
				fault.ConversionFailed, "The conversion made frames of different sizes.")
		}
		src.Image[i].Pix = nil // shown and done with
		out.Image = append(out.Image, quantise(m))
		out.Disposal = append(out.Disposal, gif.DisposalBackground)
	}
	size := out.Image[0].Rect.Size()
	out.Config = image.Config{ColorModel: color.Palette(nil), Width: size.X, Height: size.Y}
	p.anim = out
	return nil
}

// canvas draws the frames of a GIF over each other, as their disposal says.
type canvas struct {
	gif  *gif.GIF
	now  *image.NRGBA
	prev *image.NRGBA
}

func newCanvas(g *gif.GIF) *canvas {
	return &canvas{gif: g, now: image.NewNRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))}
}

// show is frame i over what lies beneath it; frames are shown in order.
func (c *canvas) show(i int) *image.NRGBA {
	m := c.gif.Image[i]
	disposal := byte(0)
	if i < len(c.gif.Disposal) {
		disposal = c.gif.Disposal[i]
	}
	if disposal == gif.DisposalPrevious {
		c.prev = imaging.Clone(c.now)
	}
	var table [256]color.NRGBA
	for k, v := range m.Palette {
		table[k&255] = color.NRGBAModel.Convert(v).(color.NRGBA)
	}
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		dst := c.now.Pix[y*c.now.Stride+4*m.Rect.Min.X:]
		for x, k := range m.Pix[(y-m.Rect.Min.Y)*m.Stride:][:m.Rect.Dx()] {
			if v := table[k]; v.A != 0 {
				dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = v.R, v.G, v.B, v.A
			}
		}
	}
	shown := imaging.Clone(c.now)
	switch disposal {
	case gif.DisposalBackground:
		draw.Draw(c.now, m.Rect, image.Transparent, image.Point{}, draw.Src)
	case gif.DisposalPrevious:
		c.now = c.prev
	}
	return shown
}

// stand notes that the orientation has been applied.
func (p *Picture) stand() {
	if p.head.Orientation >= 5 {
		p.head.meta.density = p.head.meta.density.turned()
	}
	p.head.Orientation = 1
}

// upright applies an EXIF orientation.
func upright(m *image.NRGBA, orientation int) *image.NRGBA {
	switch orientation {
	case 2:
		return imaging.FlipH(m)
	case 3:
		return imaging.Rotate180(m)
	case 4:
		return imaging.FlipV(m)
	case 5:
		return imaging.Transpose(m)
	case 6:
		return imaging.Rotate270(m)
	case 7:
		return imaging.Transverse(m)
	case 8:
		return imaging.Rotate90(m)
	}
	return m
}
