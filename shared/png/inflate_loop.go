package png

import (
	"encoding/binary"
	"io"
	"math"
)

// decode writes what the current block's codes say until it ends or limit is
// reached; it may write up to slack bytes more, and counts those it means.
func (z *inflater) decode(limit int) (err error) {
	in, end, buf := z.in, z.end, z.buf
	pos, bits, n, w := z.pos, z.bits, z.n, z.write
	lit := &z.lit
	soft := math.MaxInt // where more is to be fed
	if len(z.parts) > 0 {
		soft = end - 32
	}
	for w < limit && pos < soft {
		if pos > end && pos-int(n/8) > end {
			err = io.ErrUnexpectedEOF
			break
		}
		bits, n, pos = refilled(in, end, bits, n, pos)
		e := lit[bits&(1<<litBits-1)]
		// Up to three entries of literals, of litBits bits each, from one refill.
		for range 3 {
			if e < entryLiteral {
				break
			}
			binary.LittleEndian.PutUint16(buf[w:], uint16(e>>8))
			bits, n = dropped(bits, n, e)
			w += int(e >> 28 & 3)
			e = lit[bits&(1<<litBits-1)]
		}
		if e >= entryLiteral {
			continue
		}
		bits, n, pos = refilled(in, end, bits, n, pos)
		if e&entryLonger != 0 {
			bits, n = dropped(bits, n, e)
			e = lit[e>>12&0xffff+uint32(bits&(1<<(15-litBits)-1))]
		}
		bits, n = dropped(bits, n, e)
		if e >= entryLiteral {
			buf[w] = byte(e >> 8)
			w++
			continue
		}
		if e < 1<<16 || e&entryEnd != 0 {
			if z.block = blockNone; e&entryEnd == 0 {
				err = errDeflate
			}
			break
		}
		var length, d int
		length, bits, n = valued(bits, n, e)
		if d, bits, n = z.dist.read(bits, n); d == 0 || d > w {
			err = errDeflate
			break
		}
		copyMatch(buf, w, d, length)
		w += length
	}
	z.pos, z.bits, z.n, z.write = pos, bits, n, w
	return err
}

// refilled has at least 56 valid bits.
func refilled(in []byte, end int, bits uint64, n uint, pos int) (uint64, uint, int) {
	if pos <= end {
		bits |= binary.LittleEndian.Uint64(in[pos:]) << (n & 63)
	}
	return bits, n | 56, pos + int(63-n)>>3
}

// dropped is without the code of an entry.
func dropped(bits uint64, n uint, e uint32) (uint64, uint) {
	return bits >> (e & 31), n - uint(e&31)
}

// valued is what an entry stands for, with its extra bits, which are taken.
func valued(bits uint64, n uint, e uint32) (int, uint64, uint) {
	extra := uint(e >> 8 & 15)
	return int(e>>16) + int(bits&(1<<extra-1)), bits >> extra, n - extra
}

// read takes a distance, 0 if there is none of this code.
func (t *distTable) read(bits uint64, n uint) (int, uint64, uint) {
	e := t[bits&(1<<distBits-1)]
	if e&entryLonger != 0 {
		bits, n = dropped(bits, n, e)
		e = t[e>>12&0xffff+uint32(bits&(1<<(15-distBits)-1))]
	}
	bits, n = dropped(bits, n, e)
	return valued(bits, n, e)
}

// copyMatch copies length bytes from d bytes before w. It may write up to 15
// bytes more.
func copyMatch(buf []byte, w, d, length int) {
	switch {
	case d >= length && length > 32:
		copy(buf[w:w+length], buf[w-d:])
	case d >= 8:
		for end := w + length; w < end; w += 8 {
			binary.LittleEndian.PutUint64(buf[w:], binary.LittleEndian.Uint64(buf[w-d:]))
		}
	default:
		for i := range 8 {
			buf[w+i] = buf[w+i-d]
		}
		// What repeats every d bytes repeats every multiple of d.
		step := d * ((7 + d) / d)
		for at, end := w+8, w+length; at < end; at += 8 {
			binary.LittleEndian.PutUint64(buf[at:], binary.LittleEndian.Uint64(buf[at-step:]))
		}
	}
}
