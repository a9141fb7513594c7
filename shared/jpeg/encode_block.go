package jpeg

import "math/bits"

// inZigzag[i][b] is the mask in zig-zag order of byte i of a mask in natural
// order when that byte is b.
var inZigzag = func() (t [8][256]uint64) {
	for i := range t {
		for b := range t[i] {
			for k := range 8 {
				t[i][b] |= uint64(b>>k&1) << unzig[8*i+k]
			}
		}
	}
	return
}()

func zigzagMask(m uint64) uint64 {
	z := inZigzag[0][m&255] | inZigzag[1][m>>8&255] | inZigzag[2][m>>16&255] | inZigzag[3][m>>24&255]
	return z | inZigzag[4][m>>32&255] | inZigzag[5][m>>40&255] | inZigzag[6][m>>48&255] | inZigzag[7][m>>56]
}

// extraBits has for a coefficient, of which the low 11 bits are the index, its
// extra bits and above 16 bits how many they are. Coefficients of samples of 8
// bits lie within ±1020, but for DC.
var extraBits = func() (t [2048]uint32) {
	for v := -1023; v <= 1023; v++ {
		n := magnitude(v)
		t[v&2047] = uint32(n<<16) | uint32(v+v>>63)&(1<<n-1)
	}
	return
}()

// count counts a block's symbols.
func (e *pixelEncoder) count(i int, b *[64]int16, mask uint64) {
	dc, ac := &e.dcFreq[e.a.slot[i]], &e.acFreq[e.a.slot[i]]
	d := int(clampDC(int(b[0]))) - e.pred[i]
	e.pred[i] += d
	dc[magnitude(d)]++
	last := 0
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := k - last - 1
		last = k
		ac[0xf0] += run >> 4
		ac[uint8(run<<4)|uint8(extraBits[uint16(b[zigzag[k&63]])&2047]>>16)]++
	}
	if last < 63 {
		ac[0]++
	}
}

// write codes a block.
func (e *pixelEncoder) write(i int, b *[64]int16, mask uint64) {
	w, ac := &e.w, e.ac[e.a.slot[i]]
	w.room(blockRoom)
	d := int(clampDC(int(b[0]))) - e.pred[i]
	e.pred[i] += d
	n := magnitude(d)
	c := uint64(e.dc[e.a.slot[i]][n])
	w.code(c>>5|uint64(d+d>>63)&(1<<n-1), uint(c&31))
	acc, used, last := w.acc, w.used, 0
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := k - last - 1
		last = k
		for ; run > 15; run -= 16 {
			w.acc, w.used = acc, used
			w.code(uint64(ac[0xf0]>>5), uint(ac[0xf0]&31))
			acc, used = w.acc, w.used
		}
		v := extraBits[uint16(b[zigzag[k&63]])&2047]
		c := ac[uint8(run<<4)|uint8(v>>16)]
		x := uint64(c>>5 | v&0xffff)
		if used += uint(c & 31); used < 64 {
			acc |= x << (64 - used)
			continue
		}
		used -= 64
		w.acc = acc | x>>used
		w.word()
		acc = x << (63 - used) << 1
	}
	w.acc, w.used = acc, used
	if last < 63 {
		w.code(uint64(ac[0]>>5), uint(ac[0]&31))
	}
}
