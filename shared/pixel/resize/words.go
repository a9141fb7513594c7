package resize

import (
	"context"
	"encoding/binary"
	"image"
)

// converter reads and writes rows of a picture as channels of words, one channel
// after the other. To be read they lack 2^15; write gets them whole, stride
// apart.
type converter struct {
	n, channels int // pixels of a source row
	read        func(y int, row []int16)
	write       func(y int, row []uint16, stride int)
}

func signed(v int) int16 { return int16(v - 1<<15) }

func (c *converter) resize(ctx context.Context, srcH, w, h int, f Filter) error {
	down := newAxis(srcH, h, ratio(srcH, h), f)
	along := newAxis(c.n, w, ratio(c.n, w), f).grouped()
	width := c.n * c.channels
	win := newWindow(width, down.taps, c.read)
	mid, padded := make([]int16, along.reach(width)), len(along.start)
	line := make([]uint16, c.channels*padded)
	for y := range h {
		if err := expired(ctx, y); err != nil {
			return err
		}
		sumWords(mid[:width], win.from(int(down.start[y]), down.taps), width, down.row(y))
		for k := range c.channels {
			alongWords(line[k*padded:][:padded], mid[k*c.n:], &along)
		}
		c.write(y, line, padded)
	}
	return nil
}

// Gray16 resizes m to w × h pixels, with 14 bits of weights and 15 of values.
func Gray16(ctx context.Context, m *image.Gray16, w, h int, f Filter) (*image.Gray16, error) {
	if err := checkSizes(m.Rect, w, h); err != nil {
		return nil, err
	}
	out := image.NewGray16(image.Rect(0, 0, w, h))
	c := converter{n: m.Rect.Dx(), channels: 1, read: func(y int, row []int16) {
		px := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):][:2*len(row)]
		for i := range row {
			row[i] = signed(int(binary.BigEndian.Uint16(px[2*i:])))
		}
	}, write: func(y int, row []uint16, _ int) {
		px := out.Pix[y*out.Stride:][:2*w]
		for i, v := range row[:w] {
			binary.BigEndian.PutUint16(px[2*i:], v)
		}
	}}
	return out, c.resize(ctx, m.Rect.Dy(), w, h, f)
}

// NRGBA64 resizes m to w × h pixels as NRGBA does.
func NRGBA64(ctx context.Context, m *image.NRGBA64, w, h int, f Filter) (*image.NRGBA64, error) {
	if err := checkSizes(m.Rect, w, h); err != nil {
		return nil, err
	}
	out := image.NewNRGBA64(image.Rect(0, 0, w, h))
	n := m.Rect.Dx()
	c := converter{n: n, channels: 4, read: func(y int, row []int16) {
		px := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):][:8*n]
		for i := range n {
			p := px[8*i:][:8]
			a := int(binary.BigEndian.Uint16(p[6:]))
			row[3*n+i] = weighted(a)
			for k := range 3 {
				row[k*n+i] = weighted((int(binary.BigEndian.Uint16(p[2*k:]))*a + 1<<15 - 1) / (1<<16 - 1))
			}
		}
	}, write: func(y int, row []uint16, stride int) {
		px := out.Pix[y*out.Stride:][:8*w]
		for i := range w {
			p, a := px[8*i:][:8], plain(row[3*stride+i])
			if a <= 0 {
				continue
			}
			binary.BigEndian.PutUint16(p[6:], uint16(min(a, 1<<16-1)))
			for k := range 3 {
				v := (max(plain(row[k*stride+i]), 0)*(1<<16-1) + a/2) / a
				binary.BigEndian.PutUint16(p[2*k:], uint16(min(v, 1<<16-1)))
			}
		}
	}}
	return out, c.resize(ctx, m.Rect.Dy(), w, h, f)
}
