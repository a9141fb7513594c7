package webp

import (
	"context"
	"slices"
)

// paletteOf is the colours of pixels in order, or nil where there are too many
// for a palette.
func paletteOf(p []uint32) []uint32 {
	seen := make(map[uint32]struct{}, 257)
	last := ^p[0]
	for _, v := range p {
		if v == last {
			continue
		}
		last = v
		if seen[v] = struct{}{}; len(seen) > 256 {
			return nil
		}
	}
	colours := make([]uint32, 0, len(seen))
	for v := range seen {
		colours = append(colours, v)
	}
	slices.Sort(colours)
	return colours
}

// putIndexed writes a palette and the pixels as places in it, of a few colours
// several in a pixel (RFC 9649, 3.5.4).
func putIndexed(ctx context.Context, w *bitWriter, p []uint32, width, height int, colours []uint32) error {
	w.flag(true)
	w.put(paletteTransform, 2)
	w.put(uint32(len(colours)-1), 8)
	steps, place := make([]uint32, len(colours)), make(map[uint32]uint32, len(colours))
	before := uint32(0)
	for i, v := range colours {
		steps[i] = minus(v, before)
		before, place[v] = v, uint32(i)
	}
	if err := putPlain(ctx, w, steps, len(steps)); err != nil {
		return err
	}
	w.flag(false)
	shift := uint(0) // of the number of pixels in one
	switch n := len(colours); {
	case n <= 2:
		shift = 3
	case n <= 4:
		shift = 2
	case n <= 16:
		shift = 1
	}
	packed := (width + 1<<shift - 1) >> shift
	last, at := colours[0], uint32(0)
	for y := range height {
		row, out := p[y*width:][:width], p[y*packed:][:packed]
		for x, v := range row {
			if v != last {
				last, at = v, place[v]
			}
			k := x & (1<<shift - 1)
			if k == 0 {
				out[x>>shift] = 0xff000000
			}
			out[x>>shift] |= at << (8 + uint(k)*(8>>shift))
		}
	}
	s, err := newStream(ctx, p[:packed*height], packed, 0)
	if err != nil {
		return err
	}
	return s.write(ctx, w, true)
}

// minus subtracts channels apart.
func minus(a, b uint32) uint32 {
	const odd, even = 0xff00ff00, 0x00ff00ff
	return (even+a&odd-b&odd)&odd | (odd+a&even-b&even)&even
}
