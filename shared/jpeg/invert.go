package jpeg

import "encoding/binary"

// invert passes over the block and inverts in buf the extra bits, thereby the
// signs, of all AC coefficients. d.skim must have been made.
func (r *bitReader) invert(d *decoder) bool {
	buf, ptr, acc, n := r.buf, r.ptr, r.acc, r.n
	k := uint(1)
	for k < 64 {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (n & 63)
		ptr += int((63 - n) >> 3)
		n |= 56
		at, full, mask := 8*ptr-int(n), n, uint64(0)
		i := acc >> (64 - skimBits)
		e := uint(d.skim[i])
		first := k+e>>5 < 64
		if first {
			mask = uint64(d.extra[i]) << 32
			k += e >> 5
			acc <<= e & 31
			n -= e & 31
			i = acc >> (64 - skimBits)
			e = uint(d.skim[i])
		}
		switch after := k + e>>5; {
		case after <= 64 || e>>5 >= skimEOB && e>>5 != skimOut && after-skimEOB < 64:
			mask |= uint64(d.extra[i]) << 32 >> ((full - n) & 63)
			k = after
			acc <<= e & 31
			n -= e & 31
		case first && n < symbolBits: // the symbol may not be whole yet
		default: // the table has no answer, or looked beyond the block
			s := d.look[acc>>(64-singleBits)]
			if s == 0 {
				if s = d.slow(acc); s == 0 {
					return false
				}
			}
			length, size := uint(s&31), uint(s>>5&15)
			mask |= (1<<size - 1) << ((64 - length) & 63) >> ((full - n) & 63)
			k += uint(s >> 9)
			acc <<= length
			n -= length
			if k > 64 && k < skipEOB {
				return false
			}
		}
		word := buf[at>>3:]
		binary.BigEndian.PutUint64(word, binary.BigEndian.Uint64(word)^mask>>uint(at&7))
	}
	r.ptr, r.acc, r.n = ptr, acc, n
	return true
}
