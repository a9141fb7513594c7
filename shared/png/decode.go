package png

import (
	"context"
	"fmt"
	"image/color"
	"io"
	"slices"
)

// checkRows is how many rows pass between two looks at the context.
const checkRows = 64

// Decode reads a whole file. Whatever is wrong with it is a FormatError; one
// that is cut off gives an error that is io.ErrUnexpectedEOF, and one over a
// limit ErrLimit. Checksums are checked.
//
// It allocates the pixels and some 300 KB.
func Decode(ctx context.Context, data []byte, lim Limits) (*Image, error) {
	r := &reader{lim: lim}
	if err := Walk(data, r.visit); err != nil {
		return nil, err
	}
	if len(r.idat) == 0 {
		return nil, damaged("no picture data")
	}
	if r.Color == Palette && len(r.palette) == 0 {
		return nil, damaged("no palette")
	}
	return r.finish(ctx)
}

// reader gathers chunks.
type reader struct {
	Header
	lim      Limits
	palette  color.Palette
	key      []uint16
	trns     bool
	idat     [][]byte
	dataOver bool // another chunk came after IDAT

	animated bool // acTL
	hidden   bool // the default image is no frame
	claimed  uint32
	loops    uint32
	seq      uint32
	controls []*control
}

func (r *reader) visit(c Chunk) error {
	if (c.Name == "IHDR") != (r.Width == 0) {
		return damaged("misplaced header")
	}
	if c.Name != "IDAT" && len(r.idat) > 0 {
		r.dataOver = true
	}
	switch c.Name {
	case "IHDR":
		return r.readHeader(c.Body)
	case "PLTE":
		return r.readPalette(c.Body)
	case "tRNS":
		return r.readTransparency(c.Body)
	case "IDAT":
		if r.dataOver {
			return damaged("picture data in two places")
		}
		r.idat = append(r.idat, c.Body)
	case "acTL":
		return r.readAnimation(c.Body)
	case "fcTL":
		return r.readControl(c.Body)
	case "fdAT":
		return r.readFrameData(c.Body)
	case "IEND":
	default:
		if c.Name[0]&0x20 == 0 { // 5.4: it cannot be shown without what this says
			return damaged("an unknown critical chunk %q", c.Name)
		}
	}
	return nil
}

func (r *reader) readHeader(b []byte) (err error) {
	if r.Header, err = ParseHeader(b); err != nil {
		return err
	}
	side := int64(r.lim.Side)
	w, h := int64(r.Width), int64(r.Height)
	if w > side || h > side || w*h > r.lim.Pixels {
		return fmt.Errorf("%w: %d × %d pixels", ErrLimit, w, h)
	}
	return nil
}

// ParseHeader reads the body of an IHDR chunk. A size is at least 1 and less
// than 2³¹, and depth and colour type fit each other.
func ParseHeader(b []byte) (Header, error) {
	if len(b) != 13 {
		return Header{}, damaged("a header of %d bytes", len(b))
	}
	w, h := be32(b), be32(b[4:])
	out := Header{Width: int(w), Height: int(h), Depth: int(b[8]), Color: ColorType(b[9]), Interlaced: b[12] != 0}
	if w == 0 || h == 0 || w > 1<<31-1 || h > 1<<31-1 {
		return Header{}, damaged("a size of %d × %d", w, h)
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 || !out.valid() {
		return Header{}, damaged("a type that PNG does not have: depth %d, colour %d, methods %d, %d, %d", b[8], b[9], b[10], b[11], b[12])
	}
	return out, nil
}

func (r *reader) finish(ctx context.Context) (*Image, error) {
	im := &Image{Header: r.Header, Key: r.key}
	if r.moves() {
		if err := r.animation(ctx, im); err != nil {
			return nil, err
		}
	} else if err := r.plausible(r.idat, r.Width, r.Height); err != nil {
		return nil, err
	} else {
		c := newCanvas(r.Header, r.Width, r.Height, r.palette, r.key)
		filters, err := r.pixels(ctx, r.idat, c, r.Width, r.Height)
		if err != nil {
			return nil, err
		}
		im.Pixels, im.Filters = c.img, filters
	}
	completePalettes(im)
	return im, nil
}

// pixels decompresses a picture of the file's type into the w × h pixels at the
// upper left of c, and says how its rows were filtered.
func (r *reader) pixels(ctx context.Context, parts [][]byte, c *canvas, w, h int) ([]byte, error) {
	size, longest := r.sizeOf(w, h)
	z, err := newInflater(slices.Clone(parts), size, longest)
	if err != nil {
		return nil, err
	}
	defer z.release()
	var filters []byte
	if r.Interlaced {
		err = r.interlaced(ctx, z, c, passesOf(true, w, h))
	} else {
		filters, err = r.rows(ctx, z, c, w, h)
	}
	if err == nil {
		err = z.close()
	}
	return filters, err
}

// sizeOf is how many bytes a picture's rows have, and the longest of them.
func (r *reader) sizeOf(w, h int) (size int64, longest int) {
	for _, p := range passesOf(r.Interlaced, w, h) {
		n := 1 + r.rowBytes(p.w)
		size += int64(n) * int64(p.h)
		longest = max(longest, n)
	}
	return size, longest
}

// plausible says whether so little data can be so many pixels, before these are
// allocated: two bits are the least that a match of 258 bytes takes (RFC 1951).
func (r *reader) plausible(parts [][]byte, w, h int) error {
	n := int64(0)
	for _, p := range parts {
		n += int64(len(p))
	}
	if size, _ := r.sizeOf(w, h); size > n*8/2*matchMax {
		return io.ErrUnexpectedEOF
	}
	return nil
}
