package jpeg

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
)

// DecodeOptions say how a file becomes pixels. The zero value is full size.
type DecodeOptions struct {
	// Scale is 1, 2, 4 or 8, and 0 for 1: a picture of ⌈w/Scale⌉ × ⌈h/Scale⌉
	// pixels is made of the lowest frequencies, in a fraction of the time.
	Scale int
	// Area is the only part of the picture, in pixels of the file, whose pixels
	// are needed; empty for all of it. The result has the full size, and what lies
	// outside has any colour. Of what follows the area in a file of one sequential
	// scan, only the markers and the length are checked.
	Area image.Rectangle
}

// kept is up to which zig-zag position the coefficients are needed to make
// blocks smaller by a scale.
var kept = map[int]int{1: 64, 2: 25, 4: 5, 8: 1}

// Decode decodes the pixels of a baseline or progressive file: *image.Gray;
// *image.YCbCr, its planes as they are in the file, or of full size where that
// type has no name for their ratio; *image.NRGBA for RGB; *image.CMYK for CMYK
// and YCCK. Samples are within 1 of the exact transform. A file that ends early
// or is damaged is ErrCorrupt, never half a picture. It allocates a byte a sample,
// two more if the file is progressive, and what an NRGBA or CMYK takes.
func Decode(ctx context.Context, data []byte, o DecodeOptions) (image.Image, error) {
	scale := max(o.Scale, 1)
	if kept[scale] == 0 || o.Scale < 0 {
		return nil, fmt.Errorf("jpeg: no scale of %d", o.Scale)
	}
	f, err := parse(data)
	if err != nil {
		return nil, err
	}
	if len(f.frame.comps) == 4 && !f.adobe {
		return nil, unsupported("four components and nothing that says which")
	}
	s, err := f.samples(ctx, scale, o.Area)
	if err != nil {
		return nil, err
	}
	return s.picture(ctx, f)
}

// samples are the decoded planes of a file.
type samples struct {
	w, h   int // pixels of the picture
	frame  *frame
	planes [4]samplePlane
}

// samplePlane is a component's samples, padded to whole MCUs.
type samplePlane struct {
	pix    []byte
	stride int
}

// samples decodes all planes of a file, or as much of them as the area needs.
func (f *file) samples(ctx context.Context, scale int, area image.Rectangle) (*samples, error) {
	fr, side, need := f.frame, 8/scale, kept[scale]
	mcus := fr.mcusIn(area)
	if mcus.Dy() < fr.my {
		need = 1
	}
	r, err := f.rows(ctx, need)
	if err != nil {
		return nil, err
	}
	s := &samples{w: ceilDiv(fr.w, scale), h: ceilDiv(fr.h, scale), frame: fr}
	var tables [4]*dct.Dequant
	for i := range fr.comps {
		c := &fr.comps[i]
		s.planes[i] = samplePlane{make([]byte, c.sw*c.sh*side*side), c.sw * side}
		tables[i] = dct.NewDequant(natural(c.quant))
	}
	for y := 0; ; y++ {
		if r.m != nil && y == mcus.Max.Y && y < fr.my && r.m.sound(y-1) {
			return s, ctx.Err()
		}
		if r.sel != nil && mcus.Dy() < fr.my {
			r.sel.keep = 1 // enough to know where the next block begins
			if mcus.Min.Y <= y && y < mcus.Max.Y {
				r.sel.keep = uint(kept[scale])
			}
		}
		row, err := r.next(ctx)
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if row.y < mcus.Min.Y || row.y >= mcus.Max.Y {
			continue
		}
		for i := range fr.comps {
			c, p := &fr.comps[i], &s.planes[i]
			x0, x1 := mcus.Min.X*c.h, min(mcus.Max.X*c.h, c.sw)
			for v := range c.v {
				at := (row.y*c.v+v)*side*p.stride + x0*side
				tables[i].Inverse(p.pix[at:], p.stride, row.comps[i].blocks[v*c.sw:][x0:x1], scale)
			}
		}
	}
}

// mcusIn are the MCUs, counted across and down, that an area of pixels touches.
func (f *frame) mcusIn(area image.Rectangle) image.Rectangle {
	w, h := 8*f.hmax, 8*f.vmax
	if area = area.Intersect(image.Rect(0, 0, f.w, f.h)); area.Empty() {
		area = image.Rect(0, 0, f.w, f.h)
	}
	return image.Rect(area.Min.X/w, area.Min.Y/h, ceilDiv(area.Max.X, w), ceilDiv(area.Max.Y, h))
}

// natural is a table in zig-zag order in natural order.
func natural(t *[64]uint16) *[64]uint16 {
	n := new([64]uint16)
	for k, q := range t {
		n[zigzag[k]] = q
	}
	return n
}
