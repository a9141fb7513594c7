package jpeg

import "math/bits"

const (
	pairBits = 11 // of coded data that the table for two symbols looks at
	pairSize = 9  // the most extra bits of a symbol in it
)

// pair is up to two AC symbols with their extra bits. From the low bits, 8 each:
// their length in all; how far the first moves the position in the block; how
// far the second does; the first's length. Above 32 are the values, of 16 bits
// each. With one symbol only, the second moves by 0 and has the value 0. 0 is
// a symbol that is longer than pairBits, or a long run, or none.
type pair uint64

func (p pair) length() uint  { return uint(p & 0xff) }
func (p pair) skip1() uint   { return uint(p >> 8 & 0xff) }
func (p pair) skip2() uint   { return uint(p >> 16 & 0xff) }
func (p pair) length1() uint { return uint(p >> 24 & 0xff) }

// pairer makes the table of pairs.
func (d *decoder) pairer() {
	single := new([1 << pairBits]pair)
	for i := range single {
		acc := uint64(i) << (64 - pairBits)
		s := d.look[acc>>(64-singleBits)]
		length, size, skip := uint(s&31), uint(s>>5&15), uint(s>>9)
		if s == 0 || length > pairBits || size > pairSize || size == 0 && skip != skipEOB {
			continue
		}
		r := bitReader{acc: acc << (length - size)}
		v := uint16(r.extended(size))
		single[i] = pair(length) | pair(skip)<<8 | pair(length)<<24 | pair(v)<<32
	}
	d.pair = new([1 << pairBits]pair)
	for i, a := range single {
		b := single[uint(i)<<a.length()&(1<<pairBits-1)]
		if a != 0 && b != 0 && a.skip1() != skipEOB && a.length()+b.length() <= pairBits {
			a += pair(b.length()) | pair(b.skip1())<<16 | b>>32<<48
		}
		d.pair[i] = a
	}
}

// placing says where decoding by pairs puts coefficients, by one more than their
// position in coded order, and what bit stands for each. What lies beyond the
// block goes to place 0, which is for DC, and has no bit. The first two are for
// assembly.
type placing struct {
	at  [256]uint8
	bit [256]uint64
	mul [64]int64 // of sel, by place
	sel *selection
}

func newPlacing(sel *selection) *placing {
	p := &placing{sel: sel}
	for k, n := range sel.order {
		p.at[k+1], p.bit[k+1] = n&63, 1<<(n&63)
		p.mul[n&63] = sel.mul[k]
	}
	return p
}

// values is coefficients of a whole block where the factors are 1, by pairs if
// there is a table of them. It leaves nothing of meaning in dst[0].
func (r *bitReader) values(d *decoder, dst *[64]int16, to *placing) (mask uint64, ok bool) {
	if d.pair == nil {
		return r.coefficients(d, dst, to.sel, 1, 0)
	}
	if to.sel.keep == 1 {
		return 0, r.skim(d, 1)
	}
	k, mask, ok := r.byPairs(d, dst, to)
	switch {
	case !ok:
		return 0, false
	case k < min(to.sel.keep, 64):
		return r.coefficients(d, dst, to.sel, k, mask)
	}
	return mask, k >= 64 || r.skim(d, k) // not all were to be kept
}

// multiplied is values with factors.
func (r *bitReader) multiplied(d *decoder, dst *[64]int16, to *placing) (mask uint64, ok bool) {
	if d.pair == nil {
		return r.coefficients(d, dst, to.sel, 1, 0)
	}
	k, mask, ok := r.byPairs(d, dst, to)
	if !ok {
		return 0, false
	}
	for m := mask; m != 0; m &= m - 1 {
		at := bits.TrailingZeros64(m) & 63
		v := (int64(dst[at])*to.mul[at] + 1<<15) >> 16
		if dst[at] = int16(v); v == 0 {
			mask &^= 1 << at
		}
	}
	if k < 64 {
		return r.coefficients(d, dst, to.sel, k, mask)
	}
	return mask, true
}

// byPairs decodes a block as far as the tables go, to position k. It is not ok
// beyond 64, but for the end of the block.
func (r *bitReader) byPairs(d *decoder, dst *[64]int16, to *placing) (k uint, mask uint64, ok bool) {
	at := uint(r.at())
	n, k, mask, last := d.decode(r.buf[at>>3:], at&7, to.sel.keep, dst, to)
	at = at&^7 + n
	first := k - last.skip2()
	if first == 64 && k > 64 { // the second belongs to what follows
		at -= last.length() - last.length1()
		k = 64
	}
	r.seekBit(at)
	return k, mask, k <= 64 || k >= skipEOB && (first < 64 || first == k)
}
