package jpeg

import (
	"context"
	"encoding/binary"
	"math/bits"
	"slices"
)

// coder makes a baseline file of quantised coefficients, with the best Huffman
// tables. It keeps about two bytes for each coefficient that is not zero, and
// eight for each block.
type coder struct {
	a    assembly
	freq [4][256]int
	// for components whose table is known beforehand, AC bits coded with it
	w     bitWriter
	enc   [4]*encoder
	codes [4]*codes // the same for assembly, if there is any
}

// newCoder codes into frame f, of which w, h and of the components id, h, v and
// quant are set; it measures f. Components of one quant share Huffman tables.
func newCoder(f *frame) *coder {
	f.measure()
	return newCoderWith(f, [4]*huffSpec{})
}

// newCoderWith is for a measured frame and components whose table of AC
// coefficients may be fixed, in which case it has codes for all symbols or the
// component is not for add: its records point to bits coded elsewhere.
func newCoderWith(f *frame, fixed [4]*huffSpec) *coder {
	c := &coder{a: assembly{f: f, tokens: make([]uint16, 0, 1<<12)}}
	c.a.tables(fixed)
	for i := range f.comps {
		c.a.recs[i] = make([]record, f.comps[i].bw*f.comps[i].bh)
		if fixed[i] != nil {
			c.enc[i] = fixed[i].encoder()
			if fast() {
				c.codes[i] = newCodes(c.enc[i])
			}
		}
	}
	return c
}

// add takes the block at block column bx and row by of component i; blocks may
// come in any order, those beyond bw and bh are left out. b is in zig-zag
// order; a bit k of mask says that b[k] is not zero, and those without need
// not be zero in b; bit 0 does not matter. Coefficients are clamped to what
// baseline allows.
func (c *coder) add(i, bx, by int, b *[64]int16, mask uint64) {
	f := &c.a.f.comps[i]
	if bx < f.bw && by < f.bh {
		c.set(i, by*f.bw+bx, b, mask)
	}
}

// set is add for the block of a component whose record is at.
func (c *coder) set(i, at int, b *[64]int16, mask uint64) {
	if c.enc[i] != nil {
		c.setBits(i, at, b, mask)
		return
	}
	t, freq := c.a.tokens, &c.freq[c.a.slot[i]]
	start, last := len(t), 0
	if cap(t)-start < blockTokens {
		t = slices.Grow(t, start+blockTokens)
	}
	window, n := (*[blockTokens]uint16)(t[start:start+blockTokens]), uint8(0)
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := k - last - 1
		for last = k; run > 15; run -= 16 {
			window[n] = 0xf0 << 8
			n++
			freq[0xf0]++
		}
		v := int(b[k&63])
		sign := v >> 63
		size := uint(bits.Len32(uint32(v ^ sign - sign)))
		if size > 10 {
			v, size = 1023*(sign|1), 10
		}
		extra := uint(v+sign) & (1<<size - 1)
		sym := uint(run)<<4 | size
		freq[sym&0xff]++
		window[n] = uint16(sym<<8 | extra&0xff)
		n++
		if size > 8 {
			window[n] = uint16(extra >> 8)
			n++
		}
	}
	if last < 63 {
		window[n] = 0
		n++
		freq[0]++
	}
	c.a.tokens = t[:start+int(n)]
	c.a.recs[i][at] = record{uint32(start), uint16(n), clampDC(int(b[0]))}
}

// blockTokens is more than a block can take: 63 of two tokens each.
const blockTokens = 256

// setBits is set with a known table.
func (c *coder) setBits(i, at int, b *[64]int16, mask uint64) {
	w, enc := &c.w, c.enc[i]
	w.room(blockRoom)
	start, last := w.at(), uint(0)
	out, acc, used := w.out, w.acc, w.used
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := uint(bits.TrailingZeros64(mask))
		run := k - last - 1
		last = k
		v := int(b[k&63])
		sign := v >> 63
		size := uint(bits.Len32(uint32(v ^ sign - sign)))
		if run > 15 || size > 10 {
			w.out, w.acc, w.used = out, acc, used
			w.rare(enc, run, v)
			out, acc, used = w.out, w.acc, w.used
			continue
		}
		e := enc[run<<4|size]
		n := uint(e & 31)
		x := (uint64(e>>5) | uint64(v+sign)&(1<<size-1)) << ((64 - n) & 63)
		acc |= x >> (used & 63)
		if used += n; used >= 64 {
			out = binary.BigEndian.AppendUint64(out, acc)
			used -= 64
			acc = x << ((n - used) & 63)
		}
	}
	w.out, w.acc, w.used = out, acc, used
	if last < 63 {
		w.code(uint64(enc[0]>>5), uint(enc[0]&31))
	}
	c.a.recs[i][at] = record{uint32(start), uint16(w.at() - start), clampDC(int(b[0]))}
}

// rare writes a coefficient behind a long run, or one that is to be clamped.
func (w *bitWriter) rare(enc *encoder, run uint, v int) {
	for ; run > 15; run -= 16 {
		w.code(uint64(enc[0xf0]>>5), uint(enc[0xf0]&31))
	}
	v = min(max(v, -1023), 1023)
	n := magnitude(v)
	e := enc[run<<4|n]
	w.code(uint64(e>>5)|uint64(v+v>>63)&(1<<n-1), uint(e&31))
}

// clampDC keeps differences of DC coefficients within 11 bits.
func clampDC(v int) int16 { return int16(min(max(v, -1024), 1023)) }

// finish gives the file; header goes behind SOI.
func (c *coder) finish(ctx context.Context, header []byte) ([]byte, error) {
	for k := range c.a.slots {
		if c.a.ac[k] == nil {
			c.freq[k][0]++ // padding
			c.a.ac[k] = optimal(&c.freq[k])
		}
	}
	c.w.out = binary.BigEndian.AppendUint64(c.w.out, c.w.acc)
	c.w.out = append(c.w.out, 0, 0, 0, 0, 0, 0, 0, 0) // readers take words
	for i := range c.a.f.comps {
		if c.enc[i] != nil && c.a.body[i] == nil {
			c.a.body[i] = c.w.out
		}
	}
	return c.a.write(ctx, header)
}

// codeTokens writes a block that add has taken. A token is a symbol and the low
// 8 of its extra bits; if there are more, they follow.
func (e *emitter) codeTokens(tokens []uint16, ac *encoder) {
	for len(tokens) > 0 {
		t := uint64(tokens[0])
		tokens = tokens[1:]
		sym, extra := t>>8, t&0xff
		if sym&15 > 8 && len(tokens) > 0 {
			extra |= uint64(tokens[0]) << 8
			tokens = tokens[1:]
		}
		c := uint64(ac[sym])
		e.w.code(c>>5|extra, uint(c&31))
	}
}
