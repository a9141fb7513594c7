package dct

// Cosines of the transform times √2·2^14: cK is cos(Kπ/16).
const (
	one = 16384
	c1  = 22725
	c2  = 21407
	c3  = 19266
	c5  = 12873
	c6  = 8867
	c7  = 4520
)

// passBits are kept between the two passes of a transform.
const (
	passBits    = 3
	firstShift  = 14 - passBits
	secondShift = 14 + passBits + 3
)

func (d *Dequant) block8(dst []byte, stride int, c *[BlockSize]int16) {
	var mid [BlockSize]int32
	for u := range 8 {
		var in [8]int32
		ac := int32(0)
		for v := range in {
			in[v] = int32(c[8*v+u] * d.rows[16*v+u])
			if v > 0 {
				ac |= in[v]
			}
		}
		if ac == 0 {
			flat := saturate(in[0] << passBits)
			for v := range in {
				mid[8*v+u] = flat
			}
			continue
		}
		inverse1(&in, firstShift)
		for v, x := range in {
			mid[8*v+u] = saturate(x)
		}
	}
	for y := range 8 {
		row := (*[8]int32)(mid[8*y:])
		inverse1(row, secondShift)
		to := dst[y*stride:][:8]
		for x, v := range row {
			to[x] = toByte(v)
		}
	}
}

// inverse1 is the transform of eight numbers, shifted down and rounded.
func inverse1(x *[8]int32, shift uint) {
	half := int32(1) << (shift - 1)
	p, q := (x[0]+x[4])*one+half, (x[0]-x[4])*one+half
	s, t := x[2]*c2+x[6]*c6, x[2]*c6-x[6]*c2
	e0, e1, e2, e3 := p+s, q+t, q-t, p-s
	o0 := x[1]*c1 + x[3]*c3 + x[5]*c5 + x[7]*c7
	o1 := x[1]*c3 - x[3]*c7 - x[5]*c1 - x[7]*c5
	o2 := x[1]*c5 - x[3]*c1 + x[5]*c7 + x[7]*c3
	o3 := x[1]*c7 - x[3]*c5 + x[5]*c3 - x[7]*c1
	x[0], x[7] = (e0+o0)>>shift, (e0-o0)>>shift
	x[1], x[6] = (e1+o1)>>shift, (e1-o1)>>shift
	x[2], x[5] = (e2+o2)>>shift, (e2-o2)>>shift
	x[3], x[4] = (e3+o3)>>shift, (e3-o3)>>shift
}

func (d *Dequant) block4(dst []byte, stride int, c *[BlockSize]int16) {
	var mid [16]int32
	for u := range 4 {
		var in [4]int32
		for v := range in {
			in[v] = int32(c[8*v+u] * d.rows[16*v+u])
		}
		inverseShort(&in, firstShift)
		for v, x := range in {
			mid[4*v+u] = saturate(x)
		}
	}
	for y := range 4 {
		row := (*[4]int32)(mid[4*y:])
		inverseShort(row, secondShift)
		to := dst[y*stride:][:4]
		for x, v := range row {
			to[x] = toByte(v)
		}
	}
}

// inverseShort is the transform of four numbers.
func inverseShort(x *[4]int32, shift uint) {
	half := int32(1) << (shift - 1)
	e0, e1 := (x[0]+x[2])*one+half, (x[0]-x[2])*one+half
	o0, o1 := x[1]*c2+x[3]*c6, x[1]*c6-x[3]*c2
	x[0], x[3] = (e0+o0)>>shift, (e0-o0)>>shift
	x[1], x[2] = (e1+o1)>>shift, (e1-o1)>>shift
}
