package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/gif"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/reverie-image/reverie/shared/fault"
)

// Encode writes the picture in the format that SetFormat asked for, or else in
// the one it came in, or as PNG where that has no encoder or cannot hold what
// the picture became (transparency in a JPEG or a BMP). mediaType says which. A JPEG that nothing changed is written with
// its coded data as it was, cleaned of what Reverie does not keep.
func (p *Picture) Encode(ctx context.Context) (data []byte, mediaType string, err error) {
	defer guardOperation(&err)
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	if err := p.grant(ctx); err != nil {
		return nil, "", err
	}
	format := p.outputFormat()
	var out bytes.Buffer
	w := &contextWriter{ctx, &out}
	switch format {
	case JPEG:
		data, err := p.writeJPEG(ctx)
		return data, format.MediaType(), err
	case GIF:
		err = gif.EncodeAll(w, p.anim)
	case WebP:
		data, err := p.writeWebP(ctx)
		return data, format.MediaType(), err
	case BMP:
		if err = bmp.Encode(w, p.still); err == nil {
			setBMPDensity(out.Bytes(), p.head.meta.density)
		}
	case TIFF:
		if err = tiff.Encode(w, p.still, &tiff.Options{Compression: tiff.Deflate}); err == nil {
			return addTIFFTags(out.Bytes(), &p.head), format.MediaType(), nil
		}
	case PNG:
		data, err := p.writePNG(ctx)
		if err != nil {
			err = encodeError(ctx, err, format)
		}
		return data, format.MediaType(), err
	}
	if err != nil {
		return nil, "", encodeError(ctx, err, format)
	}
	return out.Bytes(), format.MediaType(), nil
}

func (p *Picture) outputFormat() Format {
	m, _ := p.still.(*image.NRGBA)
	switch f := p.head.Format; {
	case p.anim != nil && f != WebP:
		return GIF
	case f == TIFF, f == PNG, f == WebP:
		return f
	case (f == JPEG || f == BMP) && (m == nil || m.Opaque()):
		return f
	}
	return PNG
}

func encodeError(ctx context.Context, err error, f Format) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fault.Wrap(fmt.Errorf("encode %s: %w", f, err), fault.ConversionFailed, "The result could not be written as %s.", f.Name())
}

// contextWriter ends an encoder when its context ends, by an abort that Encode
// recovers: encoders go on computing after an error.
type contextWriter struct {
	ctx context.Context
	buf *bytes.Buffer
}

func (w *contextWriter) Write(b []byte) (int, error) {
	check(w.ctx)
	return w.buf.Write(b)
}
