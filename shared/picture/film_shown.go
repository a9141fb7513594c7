package picture

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/gif"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/png"
)

// eachShown is eachFrame for an animated PNG or WebP: the frames become whole ones of 8
// bits, and a default image that is none of them is dropped.
func (p *Picture) eachShown(ctx context.Context, f func(frame *image.NRGBA) (*image.NRGBA, error)) error {
	old := p.film
	s := newScreen(old)
	out := &film{loops: old.loops}
	var all []image.Image
	for _, at := range old.frames() {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := result(f(s.show(p.partOf(at), at)))
		if err != nil {
			return err
		}
		if len(all) > 0 && m.Rect != all[0].Bounds() {
			return fault.Wrap(fmt.Errorf("a frame is %v, the first %v", m.Rect, all[0].Bounds()),
				fault.ConversionFailed, "The conversion made frames of different sizes.")
		}
		all = append(all, m)
		out.parts = append(out.parts, part{Frame: png.Frame{Num: at.Num, Den: at.Den}})
		p.head.Alpha = p.head.Alpha || !m.Opaque()
	}
	out.w, out.h = all[0].Bounds().Dx(), all[0].Bounds().Dy()
	p.film, p.head.Depth = out, 8
	p.head.png = pngHeader{}
	return p.splice(ctx, all)
}

// screen draws the frames of an animated PNG or WebP over each other.
type screen struct{ now, before *image.NRGBA }

func newScreen(f *film) *screen {
	return &screen{now: image.NewNRGBA(image.Rect(0, 0, f.w, f.h))}
}

// show is a frame over what lies beneath it; frames are shown in order.
func (s *screen) show(m image.Image, at part) *image.NRGBA {
	if at.Dispose == png.Restore {
		s.before = imaging.Clone(s.now)
	}
	read, line := readRows(m), make([]byte, 4*at.w)
	for y := range at.h {
		read(y, line)
		dst := s.now.Pix[s.now.PixOffset(at.At.X, at.At.Y+y):]
		if at.Blend == png.Replace {
			copy(dst, line)
			continue
		}
		for x := 0; x < len(line); x += 4 {
			over(dst[x:x+4], line[x:x+4])
		}
	}
	shown := imaging.Clone(s.now)
	switch at.Dispose {
	case png.Clear:
		draw.Draw(s.now, at.place(), image.Transparent, image.Point{}, draw.Src)
	case png.Restore:
		s.now = s.before
	}
	return shown
}

// over lays a pixel over another, neither multiplied by its alpha (PNG, 13.16).
func over(dst, src []byte) {
	a, b := uint32(src[3]), uint32(dst[3])*(255-uint32(src[3])) // the latter of 255²
	total := 255*a + b
	if a == 0 {
		return
	}
	for k, v := range src[:3] {
		dst[k] = byte((255*a*uint32(v) + b*uint32(dst[k]) + total/2) / total)
	}
	dst[3] = byte((total + 127) / 255)
}

// firstShown is the first frame of an animated PNG or WebP.
func (p *Picture) firstShown() *image.NRGBA {
	at := p.film.frames()[0]
	return newScreen(p.film).show(p.partOf(at), at)
}

// toGIF makes an animated PNG or WebP an animated GIF, upright.
func (p *Picture) toGIF(ctx context.Context) error {
	out := &gif.GIF{LoopCount: int(min(p.film.loops, 1<<16)) - 1}
	switch out.LoopCount {
	case 0: // once, which is −1 there, and for ever is 0
		out.LoopCount = -1
	case -1:
		out.LoopCount = 0
	}
	s := newScreen(p.film)
	for _, at := range p.film.frames() {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := quantise(upright(s.show(p.partOf(at), at), p.head.Orientation))
		den := int(at.Den)
		if den == 0 {
			den = 100
		}
		out.Image = append(out.Image, m)
		out.Delay = append(out.Delay, min((int(at.Num)*100+den/2)/den, 1<<16-1))
		out.Disposal = append(out.Disposal, gif.DisposalBackground)
		out.Config.Width, out.Config.Height = m.Rect.Dx(), m.Rect.Dy()
	}
	p.still, p.film, p.anim, p.head.Orientation = nil, nil, out, 1
	return nil
}
