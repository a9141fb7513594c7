package dct1

const (
	c4   = 0.7071067811865476 // cos π/4
	c6   = 0.3826834323650898 // cos 3π/8
	c2m6 = 0.5411961001461969 // cos π/8 − cos 3π/8
	c2p6 = 1.3065629648763766 // cos π/8 + cos 3π/8
	s4   = 1.4142135623730951 // 2 cos π/4
	s2   = 1.8477590650225735 // 2 cos π/8
	s2m6 = 1.0823922002923938 // 2 (cos π/8 − cos 3π/8)
	s2p6 = 2.6131259297527532 // 2 (cos π/8 + cos 3π/8)
)

// The products are converted to keep compilers from fusing them with sums.

func inverse(dst, src *Block, c int) {
	var x [8]float32
	for i := range x {
		x[i] = src[8*i+c]
	}
	// Even part.
	a, b := x[0]+x[4], x[0]-x[4]
	d := x[2] + x[6]
	e := float32((x[2]-x[6])*s4) - d
	e0, e3, e1, e2 := a+d, a-d, b+e, b-e
	// Odd part.
	z13, z10 := x[5]+x[3], x[5]-x[3]
	z11, z12 := x[1]+x[7], x[1]-x[7]
	o7 := z11 + z13
	t11 := float32((z11 - z13) * s4)
	z5 := float32((z10 + z12) * s2)
	o6 := z5 - float32(z10*s2p6) - o7
	o5 := t11 - o6
	o4 := z5 - float32(z12*s2m6) - o5
	for i, v := range [8]float32{e0 + o7, e1 + o6, e2 + o5, e3 + o4, e3 - o4, e2 - o5, e1 - o6, e0 - o7} {
		dst[8*i+c] = v
	}
}

func forward(x *[8]float32) {
	t0, t7 := x[0]+x[7], x[0]-x[7]
	t1, t6 := x[1]+x[6], x[1]-x[6]
	t2, t5 := x[2]+x[5], x[2]-x[5]
	t3, t4 := x[3]+x[4], x[3]-x[4]
	// Even part.
	t10, t13 := t0+t3, t0-t3
	t11, t12 := t1+t2, t1-t2
	x[0], x[4] = t10+t11, t10-t11
	z1 := float32((t12 + t13) * c4)
	x[2], x[6] = t13+z1, t13-z1
	// Odd part.
	t10, t11, t12 = t4+t5, t5+t6, t6+t7
	z5 := float32((t10 - t12) * c6)
	z2 := float32(t10*c2m6) + z5
	z4 := float32(t12*c2p6) + z5
	z3 := float32(t11 * c4)
	z11, z13 := t7+z3, t7-z3
	x[5], x[3] = z13+z2, z13-z2
	x[1], x[7] = z11+z4, z11-z4
}
