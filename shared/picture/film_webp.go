package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"time"

	stillwebp "golang.org/x/image/webp"

	"github.com/reverie-image/reverie/shared/pixel"
	"github.com/reverie-image/reverie/shared/png"
	"github.com/reverie-image/reverie/shared/webp"
)

func (p *Picture) readWebP(ctx context.Context, r *contextReader) error {
	if p.head.webp.moves {
		return p.readWebPFilm(ctx)
	}
	img, err := stillwebp.Decode(r)
	if err == nil {
		p.still, err = fromWebP(ctx, img)
	}
	if err == nil {
		p.still, err = normalise(ctx, p.still)
	}
	return err
}

// readWebPFilm decodes the frames of an animated WebP, each as the still that it
// is by itself. An animation of one frame is a still.
//
// The colour behind the frames is not looked at: browsers do not either.
func (p *Picture) readWebPFilm(ctx context.Context) error {
	frames := p.head.webp.frames
	p.head.webp.frames = nil
	f := &film{w: p.head.Width, h: p.head.Height, loops: uint32(p.head.webp.loops)}
	for i, frame := range frames {
		at := part{w: frame.Size.X, h: frame.Size.Y, Frame: png.Frame{At: frame.At}}
		at.Num, at.Den = fraction(frame.Duration)
		if frame.Over {
			at.Blend = png.Over
		}
		if frame.Clear {
			at.Dispose = png.Clear
		}
		if i == 0 { // whole, as PNG wants it: around it is nothing
			at.w, at.h, at.At, at.Blend = f.w, f.h, image.Point{}, png.Replace
		} else {
			last := f.parts[i-1]
			at.y = last.y + last.h
		}
		f.parts = append(f.parts, at)
	}
	last := f.parts[len(f.parts)-1]
	strip := image.NewNRGBA(image.Rect(0, 0, f.w, last.y+last.h))
	for i, frame := range frames {
		to := image.Pt(0, f.parts[i].y)
		if i == 0 {
			to = frame.At
		}
		if err := decodeFrame(ctx, &frame, strip, to); err != nil {
			return err
		}
	}
	f.pad(strip)
	p.still, p.film = strip, f
	if len(frames) == 1 {
		p.still, p.film = p.firstShown(), nil
	}
	return nil
}

// decodeFrame writes a frame's pixels into the strip.
func decodeFrame(ctx context.Context, f *webp.Frame, strip *image.NRGBA, to image.Point) error {
	img, err := stillwebp.Decode(&contextReader{ctx, bytes.NewReader(f.File())})
	if err == nil {
		img, err = fromWebP(ctx, img)
	}
	if err != nil {
		return err
	}
	m, ok := img.(*image.NRGBA)
	if !ok || m.Rect.Size() != f.Size {
		return fmt.Errorf("a frame of %v is %T of %v", f.Size, img, img.Bounds())
	}
	return pixel.Rows(ctx, f.Size.Y, func(y int) {
		copy(strip.Pix[strip.PixOffset(to.X, to.Y+y):], m.Pix[y*m.Stride:][:4*f.Size.X])
	})
}

// fraction is a time for a PNG's frame, in milliseconds where these fit.
func fraction(d time.Duration) (num, den uint16) {
	for den = 1000; ; den /= 10 {
		unit := time.Second / time.Duration(den)
		if n := (d + unit/2) / unit; n < 1<<16 || den == 1 {
			return uint16(min(n, 1<<16-1)), den
		}
	}
}

// encodeWebPFilm writes the frames of any animation as they are seen.
func (p *Picture) encodeWebPFilm(ctx context.Context, o webp.Options) ([]byte, error) {
	if p.anim != nil {
		out := webp.NewFilm(int(playsOf(p.anim)), o)
		c := newCanvas(p.anim)
		for i := range p.anim.Image {
			shown := time.Duration(p.anim.Delay[i]) * 10 * time.Millisecond
			if err := out.Add(ctx, c.show(i), shown); err != nil {
				return nil, err
			}
		}
		return out.File()
	}
	out := webp.NewFilm(int(min(p.film.loops, 1<<16-1)), o)
	s := newScreen(p.film)
	for _, at := range p.film.frames() {
		if err := out.Add(ctx, s.show(p.partOf(at), at), at.shown()); err != nil {
			return nil, err
		}
	}
	return out.File()
}

// shown is how long the frame is.
func (at part) shown() time.Duration {
	den := time.Duration(at.Den)
	if den == 0 {
		den = 100
	}
	return (time.Duration(at.Num)*time.Second/den + time.Millisecond/2).Truncate(time.Millisecond)
}
