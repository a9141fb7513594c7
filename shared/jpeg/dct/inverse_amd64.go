package dct

import "unsafe"

// inverseFast does the blocks that make whole groups; the rest are left.
func (d *Dequant) inverseFast(dst []byte, stride int, coef [][BlockSize]int16, scale int) (done int) {
	n, c, q := len(coef), &coef[0][0], &d.rows[0]
	switch scale {
	case 1:
		if pairs := n / 2; pairs > 0 {
			inverse8AVX2(unsafe.SliceData(dst), stride, c, q, pairs)
		}
		if n%2 == 1 { // paired with itself: three times as fast as plain Go
			d.lastBlock(dst[(n-1)*8:], stride, &coef[n-1])
		}
		return n
	case 2:
		if fours := n / 4; fours > 0 {
			inverse4AVX2(unsafe.SliceData(dst), stride, c, q, fours)
		}
		return n &^ 3
	}
	return 0
}

func (d *Dequant) lastBlock(dst []byte, stride int, coef *[BlockSize]int16) {
	var two [2 * BlockSize]int16
	copy(two[:], coef[:])
	var samples [16 * 8]byte
	inverse8AVX2(&samples[0], 16, &two[0], &d.rows[0], 1)
	for y := range 8 {
		copy(dst[y*stride:][:8], samples[16*y:])
	}
}
