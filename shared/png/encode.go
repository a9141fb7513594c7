package png

import (
	"context"
	"encoding/binary"
	"image/color"
)

// bandBytes is about how much is filtered at a time before it is compressed.
const bandBytes = 60 << 10

// Encode writes a file. The picture's Width, Height and Interlaced say nothing:
// the pixels have a size, and no file is interlaced. Color and Depth are what it
// came with, and kept as far as the pixels allow: alpha, and fewer bits than 8.
//
// All frames of an animation are written as one type; the first, or the default
// image that is none of them, must be as large as the whole and lie at 0, 0.
//
// Chunks come behind the header in their order, so they must be of those that
// stand before PLTE and IDAT, or anywhere.
func Encode(ctx context.Context, im *Image) ([]byte, error) {
	if im.Animation != nil {
		return encodeAnimation(ctx, im)
	}
	s, err := newSource(im.Pixels, im.Header, im.Key)
	if err != nil {
		return nil, err
	}
	plan := s.plan(im.Filters)
	if im.Fewer {
		few, err := fewer(ctx, im)
		if err != nil {
			return nil, err
		}
		if few != nil {
			if p := few.plan(nil); p.size+few.tables() < plan.size+s.tables() {
				s, plan = few, p
			}
		}
	}
	out := make([]byte, 0, plan.size+plan.size/16+4096)
	out = append(out, Signature...)
	out = s.appendHeader(out, im.Chunks)
	if out, err = s.appendData(ctx, out, "IDAT", plan); err != nil {
		return nil, err
	}
	return appendChunk(out, "IEND"), nil
}

// appendHeader writes all that stands before the picture data.
func (s *source) appendHeader(out []byte, chunks []Chunk) []byte {
	ihdr := binary.BigEndian.AppendUint32(nil, uint32(s.Width))
	ihdr = binary.BigEndian.AppendUint32(ihdr, uint32(s.Height))
	out = appendChunk(out, "IHDR", append(ihdr, byte(s.Depth), byte(s.Color), 0, 0, 0))
	for _, c := range chunks {
		out = appendChunk(out, c.Name, c.Body)
	}
	var trns []byte
	if s.Color == Palette {
		var plte []byte
		last := 0
		for i, c := range s.palette {
			n := color.NRGBAModel.Convert(c).(color.NRGBA)
			plte, trns = append(plte, n.R, n.G, n.B), append(trns, n.A)
			if n.A != 255 {
				last = i + 1
			}
		}
		out, trns = appendChunk(out, "PLTE", plte), trns[:last]
	}
	for _, v := range s.key {
		trns = binary.BigEndian.AppendUint16(trns, v)
	}
	if len(trns) > 0 {
		out = appendChunk(out, "tRNS", trns)
	}
	return out
}

// appendData filters and compresses all rows into one chunk, whose body begins
// with prefix.
func (s *source) appendData(ctx context.Context, out []byte, name string, p plan, prefix ...byte) ([]byte, error) {
	from := len(out)
	out = append(out, 0, 0, 0, 0)
	out = append(append(out, name...), prefix...)
	w := &bitWriter{out: append(out, 0x78, 0x01)} // RFC 1950: deflate, 32 KiB, fastest
	c, sum := p.compressor(), newAdler()
	rows := s.newRows()
	for y := 0; y < s.Height; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(max(bandBytes/(1+s.rowSize), 1), s.Height-y)
		band := rows.filtered(y, n, p.filter)
		sum.add(band)
		c.write(w, band)
		y += n
	}
	c.close(w)
	out = binary.BigEndian.AppendUint32(w.out, sum.sum())
	return finishChunk(out, from), nil
}
