package jpeg

// turnedInZigzag[i][b] is byte i of a mask, when it is b, of transposed blocks.
var turnedInZigzag = func() (t [8][256]uint64) {
	for i := range t {
		for b := range t[i] {
			for k := range 8 {
				t[i][b] |= uint64(b>>k&1) << unzig[turned(zigzag[8*i+k])]
			}
		}
	}
	return
}()

func turnedMask(m uint64) uint64 {
	t := &turnedInZigzag
	z := t[0][m&255] | t[1][m>>8&255] | t[2][m>>16&255] | t[3][m>>24&255]
	return z | t[4][m>>32&255] | t[5][m>>40&255] | t[6][m>>48&255] | t[7][m>>56]
}
