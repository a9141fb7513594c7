package jpeg

import "encoding/binary"

// bitReader reads a bitstream. acc holds the next bits at its top, n of them
// accounted for; those below are already right or zero, so that refilling may
// or them in again.
type bitReader struct {
	buf []byte
	ptr int
	acc uint64
	n   uint
}

// at is the position in bits of the next bit.
func (r *bitReader) at() int { return 8*r.ptr - int(r.n) }

// seek moves to a byte.
func (r *bitReader) seek(byteAt int) { r.ptr, r.acc, r.n = byteAt, 0, 0 }

// seekBit moves to a bit.
func (r *bitReader) seekBit(at uint) {
	r.acc = binary.BigEndian.Uint64(r.buf[at>>3:]) << (at & 7)
	r.ptr, r.n = int(at>>3)+7, 56-at&7
}

// refill makes sure of 56 bits. The caller makes sure of room: tailroom.
func (r *bitReader) refill() {
	r.acc |= binary.BigEndian.Uint64(r.buf[r.ptr:]) >> (r.n & 63)
	r.ptr += int((63 - r.n) >> 3)
	r.n |= 56
}

func (r *bitReader) drop(n uint) {
	r.acc <<= n & 63
	r.n -= n
}

// symbol gives the entry of d for the next code and passes over the code, not
// over its extra bits. It refills before, so that 40 bits are there after it.
func (r *bitReader) symbol(d *decoder) uint16 {
	r.refill()
	e := d.look[r.acc>>(64-singleBits)]
	if e == 0 {
		e = d.slow(r.acc)
	}
	r.drop(uint(e&31) - uint(e>>5&15))
	return e
}

// bits reads up to 16 bits that are known to be there.
func (r *bitReader) bits(n uint) int32 {
	v := int32(r.acc >> 1 >> (63 - n&63))
	r.drop(n)
	return v
}

// extended reads a value of n extra bits (T.81 F.2.2.1, EXTEND).
func (r *bitReader) extended(n uint) int32 {
	positive := int64(r.acc) >> 63
	return r.bits(n) - (1<<n-1)&int32(^positive)
}

// difference reads a DC difference. Not ok: no code of d.
func (r *bitReader) difference(d *decoder) (v int32, ok bool) {
	e := r.symbol(d)
	return r.extended(uint(e >> 5 & 15)), e != 0
}
