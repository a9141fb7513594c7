package webp

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"time"
)

// Film writes an animation, frame after frame. It holds the frame before and
// what is written.
type Film struct {
	o      Options
	loops  int
	last   *image.NRGBA // what is shown; nil before the first frame
	frames []chunk
	see    bool
}

// NewFilm is an animation that plays loops times, 0 without end; more than 65535
// are that.
func NewFilm(loops int, o Options) *Film {
	return &Film{o: o, loops: min(max(loops, 0), 1<<16-1)}
}

// Add writes a frame from all of its pixels, of the same size for each, as they
// are to be seen for a time; the format's is at most 4 hours and 39 minutes, in
// milliseconds. Of the pixels only the rectangle is written that differs from the
// frame before. Add may change m, which is the film's from here on.
func (f *Film) Add(ctx context.Context, m *image.NRGBA, shown time.Duration) error {
	size := m.Rect.Size()
	if err := checkSize(size); err != nil {
		return err
	}
	if f.last != nil && f.last.Rect.Size() != size {
		return errors.New("webp: frames of different sizes")
	}
	c := changeOf(f.last, m, f.o.Lossless)
	o, see := f.o, c.over || !c.pixels.Opaque()
	o.Lossless = o.Lossless || c.nothing
	chunks, err := picture(ctx, c.pixels, o, see)
	if err != nil {
		return err
	}
	f.last, f.see = m, f.see || see
	flags := byte(replaces)
	if c.over {
		flags = 0
	}
	body := append24(append24(nil, c.at.X/2), c.at.Y/2)
	body = appendSize(body, c.pixels.Rect.Size())
	body = append(append24(body, min(max(int(shown.Milliseconds()), 0), 1<<24-1)), flags)
	for _, c := range chunks {
		body = c.append(body)
	}
	f.frames = append(f.frames, chunk{"ANMF", body})
	return nil
}

// File is the animation of the frames so far, of which there must be one.
func (f *Film) File() ([]byte, error) {
	if f.last == nil {
		return nil, errors.New("webp: an animation without frames")
	}
	flags := byte(hasFrames)
	var all []chunk
	if f.o.ICC != nil {
		flags |= hasICC
		all = append(all, chunk{"ICCP", f.o.ICC})
	}
	const background = "\x00\x00\x00\x00" // transparent; those who show it have their own
	all = append(all, chunk{"ANIM", binary.LittleEndian.AppendUint16([]byte(background), uint16(f.loops))})
	all = append(all, f.frames...)
	if f.o.EXIF != nil {
		flags |= hasEXIF
		all = append(all, chunk{"EXIF", f.o.EXIF})
	}
	if f.see {
		flags |= hasAlpha
	}
	return file(append([]chunk{extended(flags, f.last.Rect.Size())}, all...)), nil
}
