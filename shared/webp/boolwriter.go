package webp

import (
	"math"
	"math/bits"
)

// boolWriter is the arithmetic coder of VP8 (RFC 6386, 7.3): each bit comes
// with the probability, of 256, that it is 0.
type boolWriter struct {
	out   []byte
	low   uint64 // of the interval; count bits of it lie below the next byte
	width uint32 // of the interval, 128…255 between bits
	count uint
}

func newBoolWriter() *boolWriter { return &boolWriter{width: 255} }

func (w *boolWriter) put(bit bool, zero uint8) {
	split := 1 + (w.width-1)*uint32(zero)>>8
	if bit {
		w.low += uint64(split)
		w.width -= split
	} else {
		w.width = split
	}
	n := uint(bits.LeadingZeros8(uint8(w.width)))
	w.width <<= n
	w.low <<= n
	w.count += n
	for w.count >= 32 {
		w.emit()
	}
}

// emit moves a byte out, and a carry into the bytes before it.
func (w *boolWriter) emit() {
	b := w.low >> w.count
	if b > 255 {
		i := len(w.out) - 1
		for ; w.out[i] == 255; i-- {
			w.out[i] = 0
		}
		w.out[i]++
	}
	w.out = append(w.out, byte(b))
	w.low &= 1<<w.count - 1
	w.count -= 8
}

// number puts the n low bits of v, each as likely 0 as 1.
func (w *boolWriter) number(v, n int) {
	for n--; n >= 0; n-- {
		w.put(v>>n&1 != 0, 128)
	}
}

// finish puts what pushes out all bits before it.
func (w *boolWriter) finish() []byte {
	w.number(0, 24)
	w.number(0, 24)
	return w.out
}

// bitCost is what a 0 of a probability takes, in 1/256 bits.
var bitCost = func() (t [257]uint16) {
	for p := range t {
		t[p] = uint16(-256*math.Log2(max(float64(p), 0.5)/256) + 0.5)
	}
	return t
}()

func costOf(bit bool, zero uint8) int {
	if bit {
		return int(bitCost[256-int(zero)])
	}
	return int(bitCost[zero])
}
