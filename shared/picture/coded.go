package picture

import (
	"context"
	"errors"
	"image"

	"github.com/reverie-image/reverie/shared/jpeg"
)

// coded is a JPEG whose pixels nobody has asked for yet. What is done to it is
// put off until it is written, when it is done to its coefficients.
type coded struct {
	data []byte
	w, h int // as the changes leave them
	gray bool
	todo []change
	// clips says that the order of two changes of levels matters, since the first
	// may clip: coefficients would clip once, at the end.
	clips bool
}

// change is an operation that was put off.
type change struct {
	op     jpeg.Op
	pixels func(context.Context) error // the same for pixels
}

// putOff notes an operation on the stored picture and reports true where it can
// wait. Operations begin with it before they ask for pixels; what they do to
// side information they do at once.
func (p *Picture) putOff(op jpeg.Op, pixels func(context.Context) error) bool {
	c := p.coded
	if c == nil {
		return false
	}
	switch op.Kind {
	case jpeg.Rotate90, jpeg.Rotate270, jpeg.Transpose, jpeg.Transverse:
		c.w, c.h = c.h, c.w
	case jpeg.Grayscale:
		c.gray = true
	case jpeg.Linear:
		for _, t := range c.todo {
			low, high := t.op.Offset, t.op.Offset+255*t.op.Scale
			c.clips = c.clips || t.op.Kind == jpeg.Linear && (min(low, high) < -0.5 || max(low, high) > 255.5)
		}
	}
	c.todo = append(c.todo, change{op, pixels})
	return true
}

// pixels makes sure that the pixels of a still are there to be changed. Every
// operation that needs them begins with it.
func (p *Picture) pixels(ctx context.Context) error { return p.pixelsAs(ctx, jpeg.DecodeOptions{}) }

// pixelsIn is pixels of which only those of an area will be used.
func (p *Picture) pixelsIn(ctx context.Context, area image.Rectangle) error {
	if p.coded != nil && len(p.coded.todo) > 0 {
		return p.pixels(ctx) // the area lies elsewhere in the file
	}
	return p.pixelsAs(ctx, jpeg.DecodeOptions{Area: area})
}

func (p *Picture) pixelsAs(ctx context.Context, o jpeg.DecodeOptions) (err error) {
	c := p.coded
	if c == nil {
		return nil
	}
	defer guard(&err)
	m, err := jpeg.Decode(ctx, c.data, o)
	if err == nil {
		p.still, err = normalise(ctx, m)
	}
	if err != nil {
		return decodeError(ctx, err, JPEG)
	}
	p.coded, p.path = nil, Pixels
	for _, t := range c.todo {
		if err := t.pixels(ctx); err != nil {
			return err
		}
	}
	return nil
}

// pixelsFor is pixels for a result of w × h: those of a JPEG are decoded at a
// half, a quarter or an eighth where that is still enough, which takes a
// fraction of the time. Only what moves pixels about may have been put off, as
// the rest comes out a little different at another size.
func (p *Picture) pixelsFor(ctx context.Context, w, h int) error {
	if p.coded == nil {
		return nil
	}
	for _, t := range p.coded.todo {
		if t.op.Kind == jpeg.Linear {
			return p.pixels(ctx)
		}
	}
	scale := 8
	for scale > 1 && (10*p.coded.w < 16*scale*w || 10*p.coded.h < 16*scale*h) {
		scale /= 2
	}
	return p.pixelsAs(ctx, jpeg.DecodeOptions{Scale: scale})
}

// Path is how a JPEG became the result: its coded data as they were, a change
// of its coefficients, or pixels decoded and encoded.
type Path string

// The ways.
const (
	Copied       Path = "copied"
	Coefficients Path = "coefficients"
	Pixels       Path = "pixels"
)

// Path is the way that Encode went.
func (p *Picture) Path() Path {
	if p.path == "" {
		return Pixels
	}
	return p.path
}

// writeJPEG is the picture as a JPEG file.
func (p *Picture) writeJPEG(ctx context.Context) ([]byte, error) {
	if c := p.coded; c != nil {
		data, err := p.writeCoded(ctx, c)
		if !errors.Is(err, jpeg.ErrPixels) {
			return data, err
		}
		if err := p.pixels(ctx); err != nil {
			return nil, err
		}
	}
	return encodeJPEG(ctx, p.still, &p.head, p.wish.quality)
}

func (p *Picture) writeCoded(ctx context.Context, c *coded) (data []byte, err error) {
	defer guard(&err)
	if len(c.todo) == 0 {
		// What is damaged is not passed on as a result.
		if _, err := jpeg.Decode(ctx, c.data, jpeg.DecodeOptions{Scale: 8}); err != nil {
			return nil, decodeError(ctx, err, JPEG)
		}
		p.path = Copied
		return cleanJPEG(c.data, &p.head), nil
	}
	if c.clips {
		return nil, jpeg.ErrPixels
	}
	ops := make([]jpeg.Op, len(c.todo))
	for i, t := range c.todo {
		ops[i] = t.op
	}
	header := codedPrefix(&p.head, c.gray)[2:] // SOI is the transcoder's
	data, err = jpeg.Transform(ctx, c.data, ops, jpeg.Options{Header: header})
	if err != nil && !errors.Is(err, jpeg.ErrPixels) {
		err = decodeError(ctx, err, JPEG)
	}
	p.path = Coefficients
	return data, err
}
