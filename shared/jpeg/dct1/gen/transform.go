package main

import (
	"fmt"
	"math"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

// ops are arithmetic on vectors of eight numbers.
type ops struct {
	f *asm.File
	b *asm.Block
}

func (o ops) add(x, y asm.V) asm.V { return o.b.Op("VADDPS", x, y) }
func (o ops) sub(x, y asm.V) asm.V { return o.b.Op("VSUBPS", x, y) }

func (o ops) times(x asm.V, name string, c float64) asm.V {
	return o.b.Op("VMULPS", x, o.f.Longs(name, int32(math.Float32bits(float32(c)))))
}

var (
	cos1 = math.Cos(math.Pi / 8)
	cos3 = math.Cos(3 * math.Pi / 8)
)

func inverse(f *asm.File) {
	fn := f.Func("inverseAVX2", "dst, src *float32", 16)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ src+8(FP), SI")
	o := ops{f, fn.Block(0)}
	var x [8]asm.V
	for i := range x {
		x[i] = o.b.Op("VMOVUPS", fmt.Sprintf("%d(SI)", 32*i))
	}
	a, b := o.add(x[0], x[4]), o.sub(x[0], x[4])
	d := o.add(x[2], x[6])
	c := o.sub(o.times(o.sub(x[2], x[6]), "s4", math.Sqrt2), d)
	e0, e3, e1, e2 := o.add(a, d), o.sub(a, d), o.add(b, c), o.sub(b, c)
	z13, z10 := o.add(x[5], x[3]), o.sub(x[5], x[3])
	z11, z12 := o.add(x[1], x[7]), o.sub(x[1], x[7])
	o7 := o.add(z11, z13)
	t11 := o.times(o.sub(z11, z13), "s4", math.Sqrt2)
	z5 := o.times(o.add(z10, z12), "s2", 2*cos1)
	o6 := o.sub(o.sub(z5, o.times(z10, "s2p6", 2*(cos1+cos3))), o7)
	o5 := o.sub(t11, o6)
	o4 := o.sub(o.sub(z5, o.times(z12, "s2m6", 2*(cos1-cos3))), o5)
	even, odd := [4]asm.V{e0, e1, e2, e3}, [4]asm.V{o7, o6, o5, o4}
	for i := range 4 {
		o.b.Do("VMOVUPS", fmt.Sprintf("%d(DI)", 32*i), o.add(even[i], odd[i]))
		o.b.Do("VMOVUPS", fmt.Sprintf("%d(DI)", 32*(7-i)), o.sub(even[i], odd[i]))
	}
	o.b.End()
	fn.Return()
}

func forward(f *asm.File) {
	fn := f.Func("forwardAVX2", "dst, from *float32, share float32", 20)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ from+8(FP), SI")
	fn.Op("VBROADCASTSS share+16(FP), Y15")
	o := ops{f, fn.Block(1)}
	var x [8]asm.V
	for i := range x {
		at := fmt.Sprintf("%d(SI)", -32*i)
		here := o.b.Op("VMOVUPS", at)
		before := o.b.Op("VMOVUPS", fmt.Sprintf("%d(SI)", -32*i-32))
		x[i] = o.b.Op("VADDPS", here, o.b.Op("VMULPS", o.sub(before, here), "Y15"))
	}
	var s, d [4]asm.V
	for i := range s {
		s[i], d[i] = o.add(x[i], x[7-i]), o.sub(x[i], x[7-i])
	}
	out := func(i int, v asm.V) { o.b.Do("VMOVUPS", fmt.Sprintf("%d(DI)", 32*i), v) }
	t10, t13 := o.add(s[0], s[3]), o.sub(s[0], s[3])
	t11, t12 := o.add(s[1], s[2]), o.sub(s[1], s[2])
	out(0, o.add(t10, t11))
	out(4, o.sub(t10, t11))
	z1 := o.times(o.add(t12, t13), "c4", math.Sqrt2/2)
	out(2, o.add(t13, z1))
	out(6, o.sub(t13, z1))
	t10, t11, t12 = o.add(d[3], d[2]), o.add(d[2], d[1]), o.add(d[1], d[0])
	z5 := o.times(o.sub(t10, t12), "c6", cos3)
	z2 := o.add(o.times(t10, "c2m6", cos1-cos3), z5)
	z4 := o.add(o.times(t12, "c2p6", cos1+cos3), z5)
	z3 := o.times(t11, "c4", math.Sqrt2/2)
	z11, z13 := o.add(d[0], z3), o.sub(d[0], z3)
	out(5, o.add(z13, z2))
	out(3, o.sub(z13, z2))
	out(1, o.add(z11, z4))
	out(7, o.sub(z11, z4))
	o.b.End()
	fn.Return()
}
