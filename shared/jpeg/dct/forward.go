package dct

import "math/bits"

// Quant turns samples into quantised coefficients, rounded to the nearest, half
// away from zero.
type Quant struct {
	// Of every divisor 16·q, each row twice: what to add before, a reciprocal
	// with 16 bits, and the rest of the shift as a factor.
	half, reciprocal, shift [2 * BlockSize]uint16
}

// transformed is how much larger than coefficients the transform's results are.
const transformed = 16

// NewQuant makes a Quant of a table in natural order, all of whose factors are
// at least 1.
func NewQuant(table *[BlockSize]uint16) *Quant {
	t := new(Quant)
	for i, q := range table {
		at := i/8*16 + i%8
		half, reciprocal, shift := divisor(int(q))
		for _, k := range []int{at, at + 8} {
			t.half[k], t.reciprocal[k], t.shift[k] = half, reciprocal, shift
		}
	}
	return t
}

// divisor makes (x + half)·reciprocal >> 16 · shift >> 16 the quotient x/16q,
// rounded, for any x ≤ 2^14. The reciprocal is ⌈2^(16+s)/16q⌉ in 2^15 … 2^16-1:
// that is exact below 2^15, which x + half does not reach.
func divisor(q int) (half, reciprocal, shift uint16) {
	d := transformed * q
	if d >= 1<<15 { // no coefficient comes to half of that
		return 0, 0, 0
	}
	s := bits.Len(uint(d-1)) - 1
	m := (1<<(16+s) + d - 1) / d
	return uint16(d / 2), uint16(m), uint16(1 << (16 - s))
}

// Forward transforms len(nonzero) blocks that lie side by side in src, block n
// from src[8·n] on, with rows stride bytes apart. Coef takes their
// coefficients; bit k of nonzero[n] says that coefficient k of block n is not 0.
func (t *Quant) Forward(coef [][BlockSize]int16, nonzero []uint64, src []byte, stride int) {
	n := len(nonzero)
	if n == 0 {
		return
	}
	coef = coef[:n]
	_ = src[7*stride+8*n-1]
	done := 0
	if fast() {
		done = t.forwardFast(coef, nonzero, src, stride)
	}
	for i := done; i < n; i++ {
		nonzero[i] = t.block(&coef[i], src[8*i:], stride)
	}
}
