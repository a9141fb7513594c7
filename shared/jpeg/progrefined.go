package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// nthBit[m][n] is the place of the n-th bit of m that is set, from 0; 8: there is
// none.
var nthBit = func() (t [256][8]uint8) {
	for m := range t {
		n := 0
		for k := range uint8(8) {
			if m>>k&1 == 1 {
				t[m][n] = k
				n++
			}
		}
		for ; n < 8; n++ {
			t[m][n] = 8
		}
	}
	return
}()

// nth is the place of the n-th bit of m that is set, from 0; 64: there is none.
func nth(m uint64, n uint) uint {
	for ; n > 0; n-- {
		m &= m - 1
	}
	return uint(bits.TrailingZeros64(m))
}

// refiner reads a scan that adds a bit to coefficients.
type refiner struct {
	m      *mcuReader
	d      *decoder
	ss, se uint
	band   uint64  // mask of ss…se
	to     *tokens // may be nil; gets the symbols
	neg    uint64  // of coefficients whose sign changes in to

	// What was read of a block: masks of the coefficients that became other than
	// zero and of those above zero, and the correction bits, the last the lowest.
	fresh, plus, bits uint64
	rest              uint // of the bits: how many come behind the last symbol
	ends              bool // before the band does
}

func newRefiner(m *mcuReader) *refiner {
	s := m.s
	return &refiner{m: m, d: m.ac[0], ss: uint(s.ss), se: uint(s.se), band: band(s.ss, s.se)}
}

// band is a mask of coefficients.
func band(ss, se int) uint64 { return (2<<se - 1) &^ (1<<ss - 1) }

// block reads the next; old is a mask of what is not zero before. Not ok: no
// code, or beyond the end of the band.
func (r *refiner) block(old uint64) (ok bool) {
	old &= r.band
	r.fresh, r.plus, r.bits, r.rest, r.ends = 0, 0, 0, 0, false
	k := r.ss
	if r.m.eobRun == 0 {
		if k, ok = r.symbols(old); !ok {
			return false
		}
	}
	if r.m.eobRun > 0 {
		r.m.eobRun--
		r.ends = true
		r.rest = uint(bits.OnesCount64(old >> k << k))
		r.bits = r.bits<<r.rest | r.m.take(r.rest)
	}
	return true
}

// symbols reads those of a block with the correction bits that belong to them,
// and says which coefficient follows.
func (r *refiner) symbols(old uint64) (k uint, ok bool) {
	m, d, to := r.m, r.d, r.to
	buf, ptr, acc, have := m.buf, m.ptr, m.acc, m.n
	zeros, fresh, above, corrections := r.band&^old, uint64(0), uint64(0), uint64(0)
	for k = r.ss; k <= r.se; {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (have & 63)
		ptr += int((63 - have) >> 3)
		have |= 56
		e := d.look[acc>>(64-singleBits)]
		if e == 0 {
			if e = d.slow(acc); e == 0 {
				return 0, false
			}
		}
		length, size, run := uint(e&31), uint(e>>5&15), uint(e>>9)-1
		plus := acc << ((length - 1) & 31) >> 63
		acc <<= length
		have -= length
		if size != 1 {
			if size != 0 {
				return 0, false
			}
			if run < 15 {
				m.eobRun = 1<<run + int(acc>>1>>(63-run))
				acc <<= run
				have -= run
				break
			}
			plus = 0
		}
		at := k + uint(nthBit[zeros>>k&255][run&7])
		if run > 7 || at == k+8 {
			if at = k + nth(zeros>>k, run); at > r.se {
				if size == 1 {
					return 0, false
				}
				m.eobRun = 1 // fewer zeros are left, which not all decoders take
				break
			}
		}
		fresh |= uint64(size) << (at & 63)
		above |= plus << (at & 63)
		n := uint(bits.OnesCount64(old & (1<<at - 1) >> k << k))
		k = at + 1
		x := acc >> 1 >> ((63 - n) & 63)
		if n < tokenBits {
			acc <<= n
			have -= n
		} else {
			m.ptr, m.acc, m.n = ptr, acc, have
			x = m.take(n)
			ptr, acc, have = m.ptr, m.acc, m.n
		}
		corrections = corrections<<n | x
		if to == nil {
			continue
		}
		plus ^= r.neg >> (at & 63) & uint64(size)
		if n < tokenBits {
			to.short(run<<4|size, plus<<n|x, size+n)
		} else {
			to.symbol(run<<4|size, plus<<n|x, size+n)
		}
	}
	m.ptr, m.acc, m.n = ptr, acc, have
	r.fresh, r.plus, r.bits = fresh, above, corrections
	return k, true
}

// take reads n bits, at most 63.
func (r *bitReader) take(n uint) (x uint64) {
	if n > 32 {
		r.refill()
		x = r.acc >> 32 << (n - 32)
		r.drop(32)
		n -= 32
	}
	r.refill()
	x |= r.acc >> 1 >> (63 - n&63)
	r.drop(n)
	return x
}
