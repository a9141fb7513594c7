package picture

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"slices"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
	"github.com/reverie-image/reverie/shared/png"
)

// playsOf is how often a GIF plays, as PNG and WebP count: 0 is without end.
func playsOf(g *gif.GIF) uint32 {
	switch n := g.LoopCount; {
	case n < 0:
		return 1
	case n == 0:
		return 0
	default:
		return uint32(n) + 1
	}
}

// moves says that a format has animations.
func moves(f Format) bool { return f == GIF || f == PNG || f == WebP }

// moveAs makes an animation one of another format, with all of its frames.
func (p *Picture) moveAs(ctx context.Context, f Format) error {
	switch {
	case f == GIF:
		return p.toGIF(ctx)
	case f == PNG && p.anim != nil:
		return p.toFilm(ctx)
	case f == WebP:
		p.head.webp, p.head.Depth = webpHeader{lossless: true}, 8
	}
	p.carryProfile(f)
	return nil
}

// toFilm makes an animated GIF the strip that an animated PNG is, frame by frame
// as they are: with one palette where they share it, else with colours.
func (p *Picture) toFilm(ctx context.Context) error {
	g := p.anim
	f := &film{w: g.Config.Width, h: g.Config.Height, loops: playsOf(g)}
	strip, err := p.emptyStrip(g)
	if err != nil {
		return err
	}
	y := 0
	for i, m := range g.Image {
		at := part{y: y, w: m.Rect.Dx(), h: m.Rect.Dy()}
		at.At, at.Num, at.Den, at.Blend = m.Rect.Min, uint16(min(g.Delay[i], 1<<16-1)), 100, png.Over
		if i < len(g.Disposal) {
			at.Dispose = disposal(g.Disposal[i])
		}
		to := image.Pt(0, y)
		if i == 0 { // whole, as PNG wants it: around it is nothing
			to = at.At
			at.w, at.h, at.At = f.w, f.h, image.Point{}
		}
		if err := drawPart(ctx, strip, m, to); err != nil {
			return err
		}
		y += at.h
		f.parts = append(f.parts, at)
		m.Pix = nil // done with
	}
	f.pad(strip)
	p.anim, p.film, p.still = nil, f, strip
	p.head.Depth, p.head.png = 8, pngHeader{}
	switch m := strip.(type) {
	case *image.Paletted:
		p.head.png.color, p.head.Alpha = png.Palette, !m.Opaque()
	case *image.NRGBA:
		p.head.Alpha = !m.Opaque()
	}
	return nil
}

func disposal(d byte) png.Dispose {
	switch d {
	case gif.DisposalBackground:
		return png.Clear
	case gif.DisposalPrevious:
		return png.Restore
	}
	return png.Keep
}

// emptyStrip has room for all frames of a GIF, if that is not too much.
func (p *Picture) emptyStrip(g *gif.GIF) (image.Image, error) {
	height := g.Config.Height
	for _, m := range g.Image[1:] {
		height += m.Rect.Dy()
	}
	r := image.Rect(0, 0, g.Config.Width, height)
	if pal := onePalette(g); pal != nil {
		return image.NewPaletted(r, pal), nil
	}
	if n := 4 * int64(r.Dx()) * int64(r.Dy()); n > maxResult {
		return nil, fault.New(fault.InvalidParameters, "This animation would take %s of memory as a PNG; at most %s are given. Shorten it, make it smaller, or choose webp.", mib(n), mib(maxResult))
	}
	return image.NewNRGBA(r), nil
}

// onePalette is that of all frames, or nil where they differ or where the first
// is not whole: what lies around it needs a colour that cannot be seen.
func onePalette(g *gif.GIF) color.Palette {
	first := g.Image[0]
	if first.Rect != image.Rect(0, 0, g.Config.Width, g.Config.Height) || len(first.Palette) == 0 {
		return nil
	}
	for _, m := range g.Image[1:] {
		if !slices.Equal(m.Palette, first.Palette) {
			return nil
		}
	}
	return first.Palette
}

// drawPart copies a frame's pixels into the strip.
func drawPart(ctx context.Context, strip image.Image, m *image.Paletted, to image.Point) error {
	w := m.Rect.Dx()
	if s, ok := strip.(*image.Paletted); ok {
		return pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
			copy(s.Pix[s.PixOffset(to.X, to.Y+y):], m.Pix[y*m.Stride:][:w])
		})
	}
	s, read := strip.(*image.NRGBA), readRows(m)
	return pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
		read(y, s.Pix[s.PixOffset(to.X, to.Y+y):][:4*w])
	})
}
