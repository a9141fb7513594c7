package dct

import "unsafe"

// forwardFast does all blocks. The assembly takes the three tables of a Quant
// as one piece of memory.
func (t *Quant) forwardFast(coef [][BlockSize]int16, nonzero []uint64, src []byte, stride int) (done int) {
	n := len(nonzero)
	tables := (*int16)(unsafe.Pointer(&t.half[0]))
	if pairs := n / 2; pairs > 0 {
		forward8AVX2(&coef[0][0], unsafe.SliceData(nonzero), unsafe.SliceData(src), stride, tables, pairs)
	}
	if n%2 == 0 {
		return n
	}
	var samples [16 * 8]byte
	for y := range 8 {
		copy(samples[16*y:], src[y*stride+8*(n-1):][:8])
	}
	var two [2 * BlockSize]int16
	var masks [2]uint64
	forward8AVX2(&two[0], &masks[0], &samples[0], 16, tables, 1)
	copy(coef[n-1][:], two[:])
	nonzero[n-1] = masks[0]
	return n
}
