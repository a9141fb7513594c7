package picture

import (
	"bytes"
	"context"
	"image/jpeg"
)

// coded is a JPEG whose pixels nobody has asked for yet: as long as nobody does,
// Encode works on its coded data.
type coded struct {
	data []byte
	w, h int
}

// pixels makes sure that the pixels of a still are there to be changed. Every
// operation that needs them begins with it.
func (p *Picture) pixels(ctx context.Context) (err error) {
	c := p.coded
	if c == nil {
		return nil
	}
	defer guard(&err)
	m, err := jpeg.Decode(&contextReader{ctx, bytes.NewReader(c.data)})
	if err == nil {
		p.still, err = normalise(ctx, m)
	}
	if err != nil {
		return decodeError(ctx, err, JPEG)
	}
	if b := p.still.Bounds(); b.Dx() != c.w || b.Dy() != c.h {
		return corrupt(nil, "The JPEG file is damaged: it holds another size than it says.")
	}
	p.coded = nil
	return nil
}

// writeJPEG is the picture as a JPEG file.
func (p *Picture) writeJPEG(ctx context.Context) ([]byte, error) {
	c := p.coded
	if c == nil {
		return encodeJPEG(ctx, p.still, &p.head)
	}
	// Nothing changed it. What is damaged is not passed on as a result.
	if err := p.pixels(ctx); err != nil {
		return nil, err
	}
	return cleanJPEG(c.data, &p.head), nil
}
