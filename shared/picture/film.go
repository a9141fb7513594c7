package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/pixel"
	"github.com/reverie-image/reverie/shared/png"
)

// film says that still is a strip: the frames of an animated PNG or WebP one below
// the other, from the left edge. What is done to single pixels, and not to their
// places, is done to the strip and need not know of it; right of a frame that is
// narrower than the whole its last column goes on.
type film struct {
	w, h   int // of the whole
	loops  uint32
	hidden bool // the first part is no frame, but shown where animations are unknown
	parts  []part
}

// part is a frame, and where in the strip its pixels are. Its Pixels are nil.
type part struct {
	png.Frame
	y, w, h int
}

func newFilm(im *png.Image) *film {
	a := im.Animation
	f := &film{w: im.Width, h: im.Height, loops: a.Loops, hidden: a.Hidden}
	frames := a.Frames
	if a.Hidden {
		frames = append([]png.Frame{{Pixels: im.Pixels, Filters: im.Filters}}, frames...)
	}
	for _, frame := range frames {
		f.add(frame)
	}
	return f
}

// add takes a frame's place in the strip from the frames before it.
func (f *film) add(frame png.Frame) {
	p := part{Frame: frame, w: frame.Pixels.Bounds().Dx(), h: frame.Pixels.Bounds().Dy()}
	if n := len(f.parts); n > 0 {
		p.y = f.parts[n-1].y + f.parts[n-1].h
	}
	p.Pixels = nil
	f.parts = append(f.parts, p)
}

// unfiltered forgets how rows were filtered, which says nothing of the colours
// that palettes may become.
func (f *film) unfiltered() {
	for i := range f.parts {
		f.parts[i].Filters = nil
	}
}

// frames are the parts that are shown one after the other.
func (f *film) frames() []part {
	if f.hidden {
		return f.parts[1:]
	}
	return f.parts
}

// partOf is a frame's pixels, which it shares with the strip.
func (p *Picture) partOf(at part) image.Image {
	return png.Part(p.still, image.Rect(0, at.y, at.w, at.y+at.h))
}

// animation is the film for the writer of PNG.
func (p *Picture) animation() *png.Animation {
	a := &png.Animation{Loops: p.film.loops, Hidden: p.film.hidden}
	for _, f := range p.film.frames() {
		f.Pixels = p.partOf(f)
		a.Frames = append(a.Frames, f.Frame)
	}
	return a
}

// splice makes a strip of pictures of one kind, the parts of the film in their
// order.
func (p *Picture) splice(ctx context.Context, all []image.Image) error {
	f := *p.film
	f.parts = nil
	height := 0
	for i, m := range all {
		frame := p.film.parts[i].Frame
		frame.Pixels = m
		f.add(frame)
		height += m.Bounds().Dy()
	}
	strip := emptyLike(all[0], f.w, height)
	for i, at := range f.parts {
		dst, src := rawOf(strip), rawOf(all[i])
		err := pixel.Rows(ctx, at.h, func(y int) {
			copy(dst.pix[(at.y+y)*dst.stride:], src.pix[y*src.stride:][:at.w*src.size])
		})
		if err != nil {
			return err
		}
	}
	p.film, p.still = &f, strip
	p.film.pad(strip)
	return nil
}

// pad fills the strip right of frames that are narrower.
func (f *film) pad(strip image.Image) {
	r := rawOf(strip)
	for _, at := range f.parts {
		for y := at.y; y < at.y+at.h && at.w < f.w; y++ {
			row := r.pix[y*r.stride:][:f.w*r.size]
			for x := at.w * r.size; x < len(row); x++ {
				row[x] = row[x-r.size]
			}
		}
	}
}

// raw are the bytes of a picture whose pixels have size bytes.
type raw struct {
	pix          []byte
	stride, size int
}

func rawOf(m image.Image) raw {
	switch m := m.(type) {
	case *image.Gray:
		return raw{m.Pix, m.Stride, 1}
	case *image.Gray16:
		return raw{m.Pix, m.Stride, 2}
	case *image.Paletted:
		return raw{m.Pix, m.Stride, 1}
	case *image.NRGBA64:
		return raw{m.Pix, m.Stride, 8}
	}
	n := m.(*image.NRGBA)
	return raw{n.Pix, n.Stride, 4}
}

// emptyLike is blank, for palettes too.
func emptyLike(m image.Image, w, h int) image.Image {
	if m, ok := m.(*image.Paletted); ok {
		return image.NewPaletted(image.Rect(0, 0, w, h), m.Palette)
	}
	return blank(m, w, h)
}
