package jpeg

import "encoding/binary"

const (
	lookBits   = singleBits + 15 // the most that a symbol found in look takes
	symbolBits = 16 + 15         // the most that any takes
)

// The three ways to go over the AC coefficients of a baseline block. Each says
// whether the block was well-formed; reading beyond the data's end is the
// caller's to see from at().

// skim passes over the coefficients from zig-zag position k on.
func (r *bitReader) skim(d *decoder, k uint) bool {
	buf, ptr, acc, n := r.buf, r.ptr, r.acc, r.n
	for k < 64 {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (n & 63)
		ptr += int((63 - n) >> 3)
		n |= 56
		e := uint(d.skim[acc>>(64-skimBits)])
		if k+e>>5 < 64 {
			k += e >> 5
			acc <<= e & 31
			n -= e & 31
			e = uint(d.skim[acc>>(64-skimBits)])
			if k+e>>5 < 64 {
				k += e >> 5
				acc <<= e & 31
				n -= e & 31
				continue
			}
			acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (n & 63)
			ptr += int((63 - n) >> 3)
			n |= 56
		}
		// The block ends here, or the table looked beyond its end.
		if k+e>>5 == 64 || e>>5 >= skimEOB && e>>5 != skimOut && k+e>>5-skimEOB < 64 {
			acc <<= e & 31
			n -= e & 31
			break
		}
		s := d.look[acc>>(64-singleBits)]
		if s == 0 {
			if s = d.slow(acc); s == 0 {
				return false
			}
		}
		k += uint(s >> 9)
		acc <<= s & 31
		n -= uint(s & 31)
		if k > 64 && k < skipEOB {
			return false
		}
	}
	r.ptr, r.acc, r.n = ptr, acc, n
	return true
}

// flip passes over the block and inverts in buf the extra bits, thereby the
// signs, of the coefficients for which neg (zig-zag order) is all ones.
func (r *bitReader) flip(d *decoder, neg *[64]uint64) bool {
	buf, ptr, acc, n := r.buf, r.ptr, r.acc, r.n
	k := uint(1)
	for k < 64 {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (n & 63)
		ptr += int((63 - n) >> 3)
		n |= 56
		at, full, mask := 8*ptr-int(n), n, uint64(0)
		for n >= lookBits && k < 64 {
			s := d.look[acc>>(64-singleBits)]
			if s == 0 {
				if n < symbolBits {
					break
				}
				if s = d.slow(acc); s == 0 {
					return false
				}
			}
			length, size := uint(s&31), uint(s>>5&15)
			k += uint(s >> 9)
			acc <<= length
			n -= length
			mask |= (1<<size - 1) << ((64 - full + n) & 63) & neg[(k-1)&63]
		}
		if mask != 0 { // at most 56 bits were used: they lie in one word
			word := buf[at>>3:]
			binary.BigEndian.PutUint64(word, binary.BigEndian.Uint64(word)^mask>>uint(at&7))
		}
	}
	r.ptr, r.acc, r.n = ptr, acc, n
	return k == 64 || k >= skipEOB
}

// coefficients decodes the block from zig-zag position k on to dst, at the places
// and by the factors of sel; bits are added to mask for the places where dst is
// not zero, the others are left alone. Where sel.keep is below 64, d.skim must
// have been made.
func (r *bitReader) coefficients(d *decoder, dst *[64]int16, sel *selection, k uint, mask uint64) (_ uint64, ok bool) {
	buf, ptr, acc, n := r.buf, r.ptr, r.acc, r.n
	for k < 64 {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (n & 63)
		ptr += int((63 - n) >> 3)
		n |= 56
		for n >= lookBits {
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
			bits := acc << ((length - size) & 31)
			acc <<= length
			n -= length
			if k > sel.keep {
				r.ptr, r.acc, r.n = ptr, acc, n
				return mask, k >= skipEOB || k <= 64 && r.skim(d, k)
			}
			v := int64(bits>>1>>(63-size)) - (1<<size-1)&^(int64(bits)>>63)
			if v = (v*sel.mul[(k-1)&63] + 1<<15) >> 16; v != 0 {
				at := sel.order[(k-1)&63] & 63
				dst[at] = int16(v)
				mask |= 1 << at
			}
			if k == 64 {
				break
			}
		}
	}
	r.ptr, r.acc, r.n = ptr, acc, n
	return mask, true
}
