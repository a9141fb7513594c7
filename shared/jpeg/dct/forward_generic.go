package dct

// block transforms and quantises one block and says which coefficients are not
// 0.
func (t *Quant) block(c *[BlockSize]int16, src []byte, stride int) (nonzero uint64) {
	var mid [BlockSize]int32
	for x := range 8 {
		var in [8]int32
		for y := range in {
			in[y] = int32(src[y*stride+x]) - 128
		}
		forward1(&in, firstShift)
		for v, s := range in {
			mid[8*v+x] = s
		}
	}
	for v := range 8 {
		row := (*[8]int32)(mid[8*v:])
		forward1(row, 13+passBits)
		for u, s := range row {
			q := t.quantise(s, 16*v+u)
			c[8*v+u] = q
			if q != 0 {
				nonzero |= 1 << (8*v + u)
			}
		}
	}
	return nonzero
}

func (t *Quant) quantise(s int32, at int) int16 {
	size := uint32(max(s, -s)) + uint32(t.half[at])
	size = size * uint32(t.reciprocal[at]) >> 16 * uint32(t.shift[at]) >> 16
	if s < 0 {
		return -int16(size)
	}
	return int16(size)
}

// forward1 is the transform of eight numbers, shifted down and rounded.
func forward1(x *[8]int32, shift uint) {
	half := int32(1) << (shift - 1)
	s0, s1, s2, s3 := x[0]+x[7], x[1]+x[6], x[2]+x[5], x[3]+x[4]
	d0, d1, d2, d3 := x[0]-x[7], x[1]-x[6], x[2]-x[5], x[3]-x[4]
	p0, p1, p2, p3 := s0+s3, s1+s2, s1-s2, s0-s3
	x[0] = ((p0+p1)*one + half) >> shift
	x[4] = ((p0-p1)*one + half) >> shift
	x[2] = (p3*c2 + p2*c6 + half) >> shift
	x[6] = (p3*c6 - p2*c2 + half) >> shift
	x[1] = (d0*c1 + d1*c3 + d2*c5 + d3*c7 + half) >> shift
	x[3] = (d0*c3 - d1*c7 - d2*c1 - d3*c5 + half) >> shift
	x[5] = (d0*c5 - d1*c1 + d2*c7 + d3*c3 + half) >> shift
	x[7] = (d0*c7 - d1*c5 + d2*c3 - d3*c1 + half) >> shift
}
