package png

import (
	"context"
	"fmt"
	"image"
)

// Animation is what makes a PNG an animated one (third edition, 4.9).
type Animation struct {
	Loops  uint32 // how often it plays, 0 without end
	Frames []Frame
	// Strip holds the pixels of all frames, and before them those of a hidden
	// default image, one below the other from the left edge. Decode makes it, and
	// the Pixels of frames and of the default image are parts of it; Encode does
	// not look at it.
	Strip image.Image
	// Hidden says that the default image is not the first frame, and not shown
	// where animations are known.
	Hidden bool
}

// Frame is one picture of an animation. Pixels are of the type of the default
// image's, with the same palette.
type Frame struct {
	Pixels   image.Image // with its origin at 0, 0
	Filters  []byte      // as in Image
	At       image.Point // where its upper left corner lies in the whole
	Num, Den uint16      // it stays Num/Den seconds; Den 0 means 100
	Dispose  Dispose
	Blend    Blend
}

// Dispose is what becomes of a frame's place before the next is drawn.
type Dispose byte

// The ways of 11.3.6.2.
const (
	Keep Dispose = iota
	Clear
	Restore // what was there before
)

// Blend is how a frame is drawn.
type Blend byte

// The ways of 11.3.6.2: in place of what lies beneath it, or over it.
const (
	Replace Blend = iota
	Over
)

// control is an fcTL chunk, and the data that belong to it.
type control struct {
	Frame
	w, h int
	data [][]byte
}

const controlSize = 26

// readAnimation reads acTL. One that comes too late is none (11.3.6.1).
func (r *reader) readAnimation(b []byte) error {
	if len(r.idat) > 0 || r.animated {
		return nil
	}
	if len(b) != 8 || be32(b) == 0 {
		return damaged("an animation of no frames")
	}
	r.animated, r.claimed, r.loops = true, be32(b), be32(b[4:])
	n := int64(r.claimed)
	if n > int64(r.lim.Frames) || n*int64(r.Width)*int64(r.Height) > r.lim.FramePixels {
		return fmt.Errorf("%w: %d frames of %d × %d pixels", ErrLimit, n, r.Width, r.Height)
	}
	return nil
}

// sequence checks the number that frames and their data are counted by.
func (r *reader) sequence(b []byte) error {
	if len(b) < 4 || be32(b) != r.seq {
		return damaged("frames out of order")
	}
	r.seq++
	return nil
}

func (r *reader) readControl(b []byte) error {
	if !r.animated {
		return nil
	}
	if err := r.sequence(b); err != nil {
		return err
	}
	if len(b) != controlSize || len(r.controls) == int(r.claimed) {
		return damaged("a wrong frame")
	}
	w, h, x, y := int64(be32(b[4:])), int64(be32(b[8:])), int64(be32(b[12:])), int64(be32(b[16:]))
	if w == 0 || h == 0 || x+w > int64(r.Width) || y+h > int64(r.Height) || b[24] > 2 || b[25] > 1 {
		return damaged("a wrong frame")
	}
	whole := w == int64(r.Width) && h == int64(r.Height)
	if len(r.idat) == 0 && (len(r.controls) > 0 || !whole) {
		return damaged("a wrong first frame")
	}
	c := &control{w: int(w), h: int(h)}
	c.At = image.Pt(int(x), int(y))
	c.Num, c.Den, c.Dispose, c.Blend = be16(b[20:]), be16(b[22:]), Dispose(b[24]), Blend(b[25])
	r.controls = append(r.controls, c)
	r.hidden = r.hidden || len(r.idat) > 0 && len(r.controls) == 1
	return nil
}

func (r *reader) readFrameData(b []byte) error {
	if !r.animated {
		return nil
	}
	if err := r.sequence(b); err != nil {
		return err
	}
	n := len(r.controls)
	if n == 0 || n == 1 && !r.hidden {
		return damaged("data of no frame")
	}
	r.controls[n-1].data = append(r.controls[n-1].data, b[4:])
	return nil
}

// moves says that there is an animation; one of a single frame is none.
func (r *reader) moves() bool { return r.animated && (r.hidden || len(r.controls) != 1) }

// animation decodes the frames, of which the first may be the default image.
func (r *reader) animation(ctx context.Context, im *Image) error {
	if len(r.controls) != int(r.claimed) {
		return damaged("%d frames instead of %d", len(r.controls), r.claimed)
	}
	all := r.controls
	if r.hidden {
		all = append([]*control{{w: r.Width, h: r.Height}}, all...)
	}
	all[0].data = r.idat
	height := 0
	for i, c := range all {
		if len(c.data) == 0 {
			return damaged("frame %d is without data", i)
		}
		if err := r.plausible(c.data, c.w, c.h); err != nil {
			return err
		}
		height += c.h
	}
	strip := newCanvas(r.Header, r.Width, height, r.palette, r.key)
	y := 0
	for _, c := range all {
		var err error
		part := strip.from(y)
		if c.Filters, err = r.pixels(ctx, c.data, part, c.w, c.h); err != nil {
			return err
		}
		c.Pixels = Part(strip.img, image.Rect(0, y, c.w, y+c.h))
		y += c.h
	}
	im.Pixels, im.Filters = all[0].Pixels, all[0].Filters
	im.Animation = &Animation{Loops: r.loops, Hidden: r.hidden, Strip: strip.img}
	for _, c := range r.controls {
		im.Animation.Frames = append(im.Animation.Frames, c.Frame)
	}
	return nil
}
