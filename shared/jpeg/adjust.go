package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// near says that factors are so near to 1 that no coefficient becomes zero:
// blocks keep their runs and can be coded anew as they are decoded.
func (j *job) near() bool {
	for _, m := range j.sel.mul[1:] {
		if m = max(m, -m); m <= 1<<15 || m > 1<<17 { // half of -1 is rounded to 0
			return false
		}
	}
	return true
}

// adjust codes the block from position k on anew, with the complete table it was
// coded with.
func (r *bitReader) adjust(d *decoder, mul *[64]int64, w *bitWriter, enc *encoder, k uint) bool {
	buf, ptr, acc, n := r.buf, r.ptr, r.acc, r.n
	out, to, used := w.bytewise()
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
					return false
				}
			}
			length, size, skip := uint(s&31), uint(s>>5&15), uint(s>>9)
			if k += skip; k > 64 {
				acc <<= length
				n -= length
				break
			}
			extra := acc << ((length - size) & 31)
			acc <<= length
			n -= length
			v := int64(extra>>1>>(63-size)) - (1<<size-1)&^(int64(extra)>>63)
			v = (v*mul[(k-1)&63] + 1<<15) >> 16
			sign := v >> 63
			now := uint(bits.Len32(uint32(v ^ sign - sign)))
			if now > 10 {
				v = min(max(v, -1023), 1023)
				now = 10
			}
			e := enc[((skip-1)<<4|now)&0xff]
			m := uint(e & 31)
			to |= (uint64(e>>5) | uint64(v+sign)&(1<<now-1)) << ((64 - m - used) & 63)
			binary.BigEndian.PutUint64(out, to)
			used += m
			out = out[used>>3:]
			to <<= used &^ 7 & 63
			used &= 7
		}
	}
	r.ptr, r.acc, r.n = ptr, acc, n
	w.wordwise(out, to, used)
	if k != 64 {
		w.code(uint64(enc[0]>>5), uint(enc[0]&31))
	}
	return k == 64 || k >= skipEOB
}
