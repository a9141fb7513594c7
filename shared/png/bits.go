package png

import (
	"encoding/binary"
	"slices"
)

// bitWriter appends bits, the lowest first (RFC 1951, 3.1.1).
type bitWriter struct {
	out  []byte
	bits uint64
	n    uint // less than 8 between calls
}

// write appends the n lowest bits of v, at most 48, of which the others are 0.
func (w *bitWriter) write(v uint64, n uint) {
	w.bits |= v << w.n
	w.n += n
	for w.n >= 8 {
		w.out = append(w.out, byte(w.bits))
		w.bits >>= 8
		w.n -= 8
	}
}

// align fills the last byte up.
func (w *bitWriter) align() {
	if w.n > 0 {
		w.write(0, 8-w.n)
	}
}

// room makes space for n more bytes, and 8 that may be written beyond them.
func (w *bitWriter) room(n int) []byte {
	w.out = slices.Grow(w.out, n+16)
	return w.out[:cap(w.out)]
}

// literals appends the codes of data, which take size bits; none is longer
// than codeMax.
func (w *bitWriter) literals(data []byte, codes *[256]code, size int) {
	out := w.room((size + 7) / 8)
	at, bits, n := len(w.out), w.bits, w.n
	for ; len(data) >= 4; data = data[4:] {
		a, b, c, d := codes[data[0]], codes[data[1]], codes[data[2]], codes[data[3]]
		bits |= uint64(a.bits) << (n & 63)
		n += uint(a.n)
		bits |= uint64(b.bits) << (n & 63)
		n += uint(b.n)
		bits |= uint64(c.bits) << (n & 63)
		n += uint(c.n)
		bits |= uint64(d.bits) << (n & 63)
		n += uint(d.n)
		binary.LittleEndian.PutUint64(out[at:], bits)
		at += int(n >> 3)
		bits >>= n & 56
		n &= 7
	}
	w.out, w.bits, w.n = out[:at], bits, n
	for _, v := range data {
		w.write(uint64(codes[v].bits), uint(codes[v].n))
	}
}
