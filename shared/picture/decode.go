package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/jpeg"
)

// Decode inspects and decodes a file. A file that is cut off is an error
// (fault.CorruptImage), never half a picture; of a JPEG the operation that first
// needs pixels finds that out, or Encode. It keeps data and may return to it
// until Encode; the caller must not change it meanwhile.
//
// Decode does not wait for memory: see Acquire.
func Decode(ctx context.Context, data []byte, lim Limits) (p *Picture, err error) {
	head, err := inspect(data, lim)
	if err != nil {
		return nil, err
	}
	defer guard(&err)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p = &Picture{head: head}
	r := &contextReader{ctx, bytes.NewReader(data)}
	switch head.Format {
	case JPEG:
		p.coded = &coded{data: data, w: head.Width, h: head.Height}
	case GIF:
		p.anim, err = decodeGIF(r)
	case PNG:
		err = p.readPNG(ctx, data, lim)
	case WebP:
		err = p.readWebP(ctx, r)
	default:
		p.still, err = decodeStill(ctx, r, head)
	}
	if err != nil {
		return nil, decodeError(ctx, err, head.Format)
	}
	if b := p.bounds(); b.Dx() != head.Width || b.Dy() != head.Height {
		return nil, corrupt(nil, "The %s file is damaged: it holds another size than it says.", head.Format.Name())
	}
	p.settleAlpha()
	return p, nil
}

// settleAlpha finds out what the channels really are: PNG states it, and its
// colour type is kept; elsewhere an alpha channel that is all opaque is none.
func (p *Picture) settleAlpha() {
	m, ok := p.still.(interface{ Opaque() bool })
	switch p.still.(type) {
	case *image.NRGBA, *image.NRGBA64:
		if p.head.Format == PNG {
			p.gray = p.head.gray
		} else {
			p.head.Alpha = ok && !m.Opaque()
		}
	}
}

func decodeStill(ctx context.Context, r *contextReader, head header) (image.Image, error) {
	var img image.Image
	var err error
	switch head.Format {
	case TIFF:
		img, err = tiff.Decode(r)
	case BMP:
		img, err = bmp.Decode(r)
	default:
		err = fmt.Errorf("no decoder for %q", head.Format)
	}
	if err != nil {
		return nil, err
	}
	return normalise(ctx, img)
}

func decodeGIF(r io.Reader) (*gif.GIF, error) {
	g, err := gif.DecodeAll(r)
	if err != nil {
		return nil, err
	}
	for _, frame := range g.Image {
		oneTransparent(frame)
	}
	return g, nil
}

// oneTransparent makes all transparent entries of a frame's palette one: the
// decoder fills a palette that is too short with transparent colours, and the
// encoder can mark only the first of them.
func oneTransparent(m *image.Paletted) {
	first, more := -1, false
	var to [256]byte
	for i := range to {
		to[i] = byte(i)
	}
	for i, c := range m.Palette {
		if _, _, _, a := c.RGBA(); a != 0 {
			continue
		}
		if first < 0 {
			first = i
			continue
		}
		to[i], more = byte(first), true
	}
	if !more {
		return
	}
	for i, v := range m.Pix {
		m.Pix[i] = to[v]
	}
	pal := append(color.Palette(nil), m.Palette...)
	for len(pal) > first+1 && pal[len(pal)-1] == (color.RGBA{}) {
		pal = pal[:len(pal)-1]
	}
	m.Palette = pal
}

func decodeError(ctx context.Context, err error, f Format) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var t tiff.UnsupportedError
	switch {
	case errors.Is(err, jpeg.ErrTooLarge):
		return fault.Wrap(err, fault.TooLarge, "This JPEG takes too much work to read. Save it again as a usual progressive or baseline JPEG.")
	case errors.Is(err, jpeg.ErrUnsupported), errors.As(err, &t), errors.Is(err, bmp.ErrUnsupported):
		return unsupported(err, "This %s uses a feature of the format that is not taken. Save it again in a usual form.", f.Name())
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return corrupt(err, "The %s file is incomplete: it ends before the picture does. Upload it again.", f.Name())
	}
	return corrupt(err, "The %s file is damaged and cannot be decoded. Upload it again, or save it anew.", f.Name())
}

// contextReader ends a decoder when its context ends. It hides all of
// bytes.Reader but what decoders need.
type contextReader struct {
	ctx context.Context
	r   *bytes.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// ReadAt is for the TIFF decoder, which copies the whole file without it.
func (r *contextReader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.ReadAt(p, off)
}
