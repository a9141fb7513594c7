package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"runtime/debug"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Picture is a decoded file: its pixels as stored, and what of its side
// information is kept. It is for one goroutine at a time.
//
// Each method that changes it leaves it unusable when it returns an error.
type Picture struct {
	head header

	// Exactly one of still, anim and coded is set. still is a *image.Gray,
	// *Gray16, *NRGBA, *NRGBA64, *Paletted or *YCbCr with its origin at 0, 0;
	// see pixels before using it.
	still image.Image
	anim  *gif.GIF
	coded *coded
	film  *film // of an animated PNG or WebP, whose frames are in still

	gray bool // an NRGBA or NRGBA64 whose red, green and blue are equal
	few  bool // an operation has left few colours: a palette may serve
	path Path // that Encode went
	wish wish // what Encode is to write, where that is not what came in
}

// Info is what the file said; width and height follow what operations do.
func (p *Picture) Info() Info {
	info := p.head.Info
	b := p.bounds()
	info.Width, info.Height = b.Dx(), b.Dy()
	return info
}

// frames is how many there are, 1 of a still.
func (p *Picture) frames() int {
	switch {
	case p.anim != nil:
		return len(p.anim.Image)
	case p.film != nil:
		return len(p.film.frames())
	}
	return 1
}

func (p *Picture) bounds() image.Rectangle {
	switch {
	case p.anim != nil:
		return image.Rect(0, 0, p.anim.Config.Width, p.anim.Config.Height)
	case p.film != nil:
		return image.Rect(0, 0, p.film.w, p.film.h)
	case p.coded != nil:
		return image.Rect(0, 0, p.coded.w, p.coded.h)
	}
	return p.still.Bounds()
}

// guard turns a panic of a decoder or encoder into an error: hostile bytes may
// end a job, never the process.
func guard(err *error) {
	caught(err, recover(), func(cause error) error {
		return corrupt(cause, "The picture is damaged and cannot be decoded.")
	})
}

// guardOperation is guard for code that works on pixels already decoded.
func guardOperation(err *error) {
	caught(err, recover(), func(cause error) error {
		return fault.Wrap(cause, fault.ConversionFailed, "The conversion failed on this picture.")
	})
}

// caught gives a panic its error: that of an abort, or one for people. The panic
// is r, or was in a goroutine that package pixel began.
func caught(err *error, r any, forPeople func(cause error) error) {
	var elsewhere *pixel.PanicError
	var said *fault.Error
	switch r := r.(type) {
	case nil:
		if errors.As(*err, &elsewhere) && !errors.As(*err, &said) {
			*err = forPeople(*err)
		}
	case abort:
		*err = r.err
	default:
		*err = forPeople(fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
	}
}

// abort is the panic by which a reader or writer ends a codec that has no
// context of its own.
type abort struct{ err error }

func check(ctx context.Context) {
	if err := ctx.Err(); err != nil {
		panic(abort{err})
	}
}
