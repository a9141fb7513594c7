package webp

import (
	"context"
	"math/bits"
)

// stream is a picture's entries, and what they count up to. Those of a small
// one are kept; of a large one they are found a second time to be written, as
// they may take as much memory as the pixels.
type stream struct {
	width     int
	p         []uint32
	entries   []entry
	cacheBits uint // 0 for no cache
	counts    [5][]uint32
}

// kept is the number of pixels up to which entries are kept.
const kept = 1 << 20

// The alphabets of a stream.
const (
	greens = iota // with the lengths of copies, and the places in the cache
	reds
	blues
	alphas
	distances
)

// newStream looks for copies in pixels and for colours in a cache.
func newStream(ctx context.Context, p []uint32, width int, cacheBits uint) (*stream, error) {
	s := &stream{width: width, p: p, cacheBits: cacheBits}
	for i, n := range [5]int{256 + 24, 256, 256, 256, 40} {
		if i == greens && cacheBits > 0 {
			n += 1 << cacheBits
		}
		s.counts[i] = make([]uint32, n)
	}
	err := s.scan(ctx, func(e entry, at int) {
		if len(p) <= kept {
			s.entries = append(s.entries, e)
		}
		s.add(e, p[at])
	})
	return s, err
}

// scan finds the entries and the places they begin at.
func (s *stream) scan(ctx context.Context, found func(e entry, at int)) error {
	p, cache, m := s.p, make([]uint32, 1<<s.cacheBits), new(matcher)
	for i, steps := 0, 0; i < len(p); steps++ {
		if steps%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		length, distance := m.find(p, i, s.width)
		e := entry(length-1)<<distanceBits | entry(distance)
		if length == 0 {
			length, e = 1, 0
			if k := cacheKey(p[i], s.cacheBits); i > 0 && s.cacheBits > 0 && cache[k] == p[i] {
				e = entry(k) + 1
			}
		}
		found(e, i)
		for j := i; j < i+length; j++ {
			m.insert(p, j)
			if s.cacheBits > 0 {
				cache[cacheKey(p[j], s.cacheBits)] = p[j]
			}
		}
		i += length
	}
	return nil
}

func cacheKey(v uint32, n uint) uint32 { return 0x1e35a7bd * v >> (32 - n) }

func (s *stream) add(e entry, v uint32) {
	switch {
	case e == 0:
		s.counts[greens][v>>8&255]++
		s.counts[reds][v>>16&255]++
		s.counts[blues][v&255]++
		s.counts[alphas][v>>24]++
	case e < 1<<distanceBits:
		s.counts[greens][256+24+int(e)-1]++
	default:
		length, distance := e.copied()
		symbol, _, _ := prefix(length)
		s.counts[greens][256+symbol]++
		symbol, _, _ = prefix(distanceCode(distance, s.width))
		s.counts[distances][symbol]++
	}
}

// prefix is the symbol for a number from 1 on, and the bits after it (RFC 9649,
// 3.6.2.2).
func prefix(v int) (symbol int, extra uint32, n uint) {
	v--
	if v < 4 {
		return v, 0, 0
	}
	n = uint(bits.Len(uint(v)) - 2)
	return 2*int(n+1) + v>>n&1, uint32(v) & (1<<n - 1), n
}

// nearby are the places that have short codes, in pixels to the left and rows
// up (RFC 9649, 3.6.2.2); there are more, which are rarely of use.
var nearby = [...][2]int{
	{0, 1}, {1, 0}, {1, 1}, {-1, 1}, {0, 2}, {2, 0}, {1, 2}, {-1, 2}, {2, 1}, {-2, 1}, {2, 2}, {-2, 2},
	{0, 3}, {3, 0}, {1, 3}, {-1, 3}, {3, 1}, {-3, 1}, {2, 3}, {-2, 3}, {3, 2}, {-3, 2}, {0, 4}, {4, 0},
}

func distanceCode(distance, width int) int {
	for i, at := range nearby {
		if at[0]+at[1]*width == distance {
			return i + 1
		}
	}
	return distance + 120
}

// write puts the codes and the entries (RFC 9649, 3.6 and 3.7).
func (s *stream) write(ctx context.Context, w *bitWriter, main bool) error {
	w.flag(s.cacheBits > 0)
	if s.cacheBits > 0 {
		w.put(uint32(s.cacheBits), 4)
	}
	if main {
		w.flag(false) // one group of codes
	}
	var codes [5]code
	for i := range codes {
		codes[i] = putCode(w, s.counts[i])
	}
	if s.entries == nil {
		return s.scan(ctx, func(e entry, at int) { s.put(w, &codes, e, s.p[at]) })
	}
	at := 0
	for _, e := range s.entries {
		at += s.put(w, &codes, e, s.p[at])
	}
	return nil
}

func (s *stream) put(w *bitWriter, codes *[5]code, e entry, v uint32) (pixels int) {
	switch {
	case e == 0:
		w.symbol(&codes[greens], int(v>>8&255))
		w.symbol(&codes[reds], int(v>>16&255))
		w.symbol(&codes[blues], int(v&255))
		w.symbol(&codes[alphas], int(v>>24))
		return 1
	case e < 1<<distanceBits:
		w.symbol(&codes[greens], 256+24+int(e)-1)
		return 1
	}
	length, distance := e.copied()
	for i, v := range [2]int{length, distanceCode(distance, s.width)} {
		symbol, extra, n := prefix(v)
		if i == 0 {
			w.symbol(&codes[greens], 256+symbol)
		} else {
			w.symbol(&codes[distances], symbol)
		}
		w.put(extra, n)
	}
	return length
}
