package jpeg

import (
	"context"
	"fmt"
	"image"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
)

// EncodeOptions say how pixels become a file.
type EncodeOptions struct {
	// Quality is 1 to 100 as in libjpeg and the standard library, which
	// multiply the tables of T.81 annex K; 0 is 75.
	Quality int
	// Tables, if not nil, are used instead of those of a quality.
	Tables *Tables
	// Subsampling of the chroma planes. The zero value is 4:4:4.
	Subsampling image.YCbCrSubsampleRatio
	// Header is marker segments to go behind SOI, made by the caller.
	Header []byte
}

// maxEncoded is the most pixels that a frame header can say, in each direction.
const maxEncoded = 1<<16 - 1

// Encode makes a baseline file with Huffman tables made for the picture. An
// *image.Gray has one component; the planes of an *image.YCbCr are coded as they
// are where the subsampling is the same; *image.NRGBA and *image.RGBA are taken
// as opaque, as is any other type, in more time.
func Encode(ctx context.Context, m image.Image, o EncodeOptions) ([]byte, error) {
	r := m.Bounds()
	if r.Dx() < 1 || r.Dy() < 1 || r.Dx() > maxEncoded || r.Dy() > maxEncoded {
		return nil, fmt.Errorf("jpeg: a picture of %d × %d pixels cannot be written", r.Dx(), r.Dy())
	}
	t := o.Tables
	if t == nil {
		t = qualityTables(o.Quality)
	}
	f, err := encodedFrame(m, t, o.Subsampling)
	if err != nil {
		return nil, err
	}
	e := &pixelEncoder{a: assembly{f: f, slots: min(len(f.comps), 2)}, source: newSource(m, f)}
	for i := range f.comps {
		c := &f.comps[i]
		e.strips[i] = strip{make([]byte, 64*c.sw*c.v), 8 * c.sw}
		e.quant[i] = dct.NewQuant(natural(c.quant))
		e.coef[i], e.nonzero[i] = make([][64]int16, c.sw*c.v), make([]uint64, c.sw*c.v)
		e.a.slot[i] = uint8(min(i, 1))
	}
	return e.encode(ctx, o.Header)
}

// encodedFrame is the frame header for m.
func encodedFrame(m image.Image, t *Tables, sub image.YCbCrSubsampleRatio) (*frame, error) {
	f := &frame{w: m.Bounds().Dx(), h: m.Bounds().Dy()}
	h, v := 0, 0
	for factors, r := range ratios {
		if r == sub {
			h, v = factors[0], factors[1]
		}
	}
	if h == 0 {
		return nil, fmt.Errorf("jpeg: no subsampling of %v", sub)
	}
	_, gray := m.(*image.Gray)
	if gray {
		h, v = 1, 1
	}
	for i := range t {
		c := component{id: byte(i + 1), h: 1, v: 1, quant: &t[i]}
		for k, q := range c.quant {
			if q == 0 {
				return nil, fmt.Errorf("jpeg: quantisation factor %d of component %d is 0", k, i)
			}
		}
		if i == 0 {
			c.h, c.v = h, v
		}
		if i == 0 || !gray {
			f.comps = append(f.comps, c)
		}
	}
	f.measure()
	return f, nil
}
