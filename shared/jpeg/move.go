package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// A moved coefficient keeps its code's size and extra bits, or with the sign
// changed has these inverted: its value is never made.
const (
	movedBits = 10 // of a moved coefficient for extra bits; above is their number
	movedMax  = 1<<movedBits - 1
)

// burst is how many symbols are decoded from one word at most. Mostly it holds
// as many, so that the branch for the next is foreseen.
const burst = 3

// moves decodes the block to dst, as moved coefficients at the places of order,
// with the signs changed for which neg is all ones. Bits of mask are set for the
// places written. Coefficients are clamped to what baseline allows.
func (r *bitReader) moves(d *decoder, dst *[64]uint16, order *[64]uint8, neg *[64]uint64) (mask uint64, ok bool) {
	buf, ptr, acc, n := r.buf, r.ptr, r.acc, r.n
	k := uint(1)
	for k < 64 {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (n & 63)
		ptr += int((63 - n) >> 3)
		n |= 56
		for i := 0; i < burst && n >= lookBits && k < 64; i++ {
			s := d.look[acc>>(64-singleBits)]
			if s == 0 {
				if n < symbolBits {
					break
				}
				if s = d.slow(acc); s == 0 {
					return 0, false
				}
			}
			length, size := uint(s&31), uint(s>>5&15)
			k += uint(s >> 9)
			extra := acc << ((length - size) & 31)
			acc <<= length
			n -= length
			if size == 0 { // the end, or a long run
				continue
			}
			if k > 64 {
				return 0, false
			}
			extra ^= neg[(k-1)&63]
			c := uint16(size<<movedBits) | uint16(extra>>((64-size)&63))
			if size > movedBits {
				c = movedBits<<movedBits | movedMax&-uint16(extra>>63)
			}
			at := order[(k-1)&63] & 63
			dst[at] = c
			mask |= 1 << at
		}
	}
	r.ptr, r.acc, r.n = ptr, acc, n
	return mask, k == 64 || k >= skipEOB
}

// setMoved is set for moved coefficients, with a known table.
func (c *coder) setMoved(i, at int, dc int16, b *[64]uint16, mask uint64) {
	w, enc := &c.w, c.enc[i]
	w.room(blockRoom)
	start, last := w.at(), uint(0)
	to, acc, used := w.bytewise()
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := uint(bits.TrailingZeros64(mask))
		run := k - last - 1
		last = k
		for ; run > 15; run -= 16 {
			n := uint(enc[0xf0] & 31)
			acc |= uint64(enc[0xf0]>>5) << ((64 - n - used) & 63)
			binary.BigEndian.PutUint64(to, acc)
			used += n
			to = to[used>>3:]
			acc <<= used &^ 7 & 63
			used &= 7
		}
		v := uint(b[k&63])
		e := enc[(run<<4|v>>movedBits)&0xff]
		n := uint(e & 31)
		acc |= (uint64(e>>5) | uint64(v&movedMax)) << ((64 - n - used) & 63)
		binary.BigEndian.PutUint64(to, acc)
		used += n
		to = to[used>>3:]
		acc <<= used &^ 7 & 63
		used &= 7
	}
	w.wordwise(to, acc, used)
	if last < 63 {
		w.code(uint64(enc[0]>>5), uint(enc[0]&31))
	}
	c.a.recs[i][at] = record{uint32(start), uint16(w.at() - start), dc}
}

// moved codes blocks anew whose coefficients change their places.
func (t *transformer) moved(m *mcuReader, i int) visitor {
	if m.ac[i].pair != nil && t.out.codes[i] != nil {
		return t.movedFast(m, i)
	}
	j, d, block := &t.jobs[i], m.ac[i], new([64]uint16)
	c := &t.src.frame.comps[i]
	return func(bx, by int, dc int32) bool {
		mask, ok := m.moves(d, block, &j.sel.order, &j.neg)
		if bx < c.bw && by < c.bh {
			t.out.setMoved(i, j.base+bx*j.dx+by*j.dy, j.dc(dc), block, mask)
		}
		return ok
	}
}
