package main

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

// halve averages 2 × 2 samples (of rows a and b) or 2 × 1.
func halve(f *asm.File) {
	for _, both := range []bool{true, false} {
		name, params, args := "halveBothAVX2", "dst, a, b *byte, groups int", 32
		if !both {
			name, params, args = "halveWidthAVX2", "dst, a *byte, groups int", 24
		}
		fn := f.Func(name, params, args)
		fn.Op("MOVQ dst+0(FP), DI")
		fn.Op("MOVQ a+8(FP), SI")
		if both {
			fn.Op("MOVQ b+16(FP), DX")
		}
		fn.Op("MOVQ groups+%d(FP), CX", args-8)
		fn.Label("loop")
		b := fn.Block(0)
		ones := b.Op("VMOVDQU", f.Bytes("ones", 1))
		var v [2]asm.V
		for i := range v {
			sum := b.Op("VPMADDUBSW", b.Op("VMOVDQU", fmt.Sprintf("%d(SI)", 32*i)), ones)
			if both {
				sum = b.Op("VPADDW", sum, b.Op("VPMADDUBSW", b.Op("VMOVDQU", fmt.Sprintf("%d(DX)", 32*i)), ones))
				v[i] = b.Op("VPSRLW", b.Op("VPADDW", sum, f.Words("two", 2)), "$2")
			} else {
				v[i] = b.Op("VPAVGW", sum, f.Bytes("zero", 0))
			}
		}
		b.Do("VMOVDQU", "(DI)", b.Op("VPERMQ", b.Op("VPACKUSWB", v[0], v[1]), "$0xd8"))
		b.End()
		fn.Op("ADDQ $32, DI")
		fn.Op("ADDQ $64, SI")
		if both {
			fn.Op("ADDQ $64, DX")
		}
		fn.Op("DECQ CX")
		fn.Op("JNE loop")
		fn.Return()
	}
}

// repeat writes each sample of a row twice.
func repeat(f *asm.File) {
	fn := f.Func("repeatAVX2", "dst, row *byte, groups int", 24)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ row+8(FP), SI")
	fn.Op("MOVQ groups+16(FP), CX")
	fn.Label("loop")
	b := fn.Block(0)
	v := b.Op("VPERMQ", b.Op("VMOVDQU", "(SI)"), "$0xd8")
	b.Do("VMOVDQU", "(DI)", b.Op("VPUNPCKLBW", v, v))
	b.Do("VMOVDQU", "32(DI)", b.Op("VPUNPCKHBW", v, v))
	b.End()
	fn.Op("ADDQ $64, DI")
	fn.Op("ADDQ $32, SI")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}

// double is triangle upsampling: of the sums 3·near + far of two rows, each
// makes two samples with ¾ of itself and ¼ of a neighbour.
func double(f *asm.File) {
	fn := f.Func("doubleAVX2", "dst, near, far *byte, left, right int, sixteens int", 48)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ near+8(FP), SI")
	fn.Op("MOVQ far+16(FP), DX")
	for i, name := range []string{"left+24", "right+32"} {
		r := 15 - i
		fn.Op("MOVQ %s(FP), AX", name)
		fn.Op("VMOVQ AX, X%d", r)
		fn.Op("VPBROADCASTW X%d, Y%d", r, r)
	}
	fn.Op("MOVQ sixteens+40(FP), CX")
	fn.Label("loop")
	b := fn.Block(2)
	sum := func(at int) asm.V {
		n := b.Op("VPMOVZXBW", fmt.Sprintf("%d(SI)", at))
		return b.Op("VPADDW", b.Op("VPADDW", n, b.Op("VPADDW", n, n)), b.Op("VPMOVZXBW", fmt.Sprintf("%d(DX)", at)))
	}
	mid := sum(0)
	three := b.Op("VPADDW", mid, b.Op("VPADDW", mid, mid))
	even := b.Op("VPSRLW", b.Op("VPADDW", b.Op("VPADDW", three, sum(-1)), "Y15"), "$4")
	odd := b.Op("VPSRLW", b.Op("VPADDW", b.Op("VPADDW", three, sum(1)), "Y14"), "$4")
	b.Do("VMOVDQU", "(DI)", b.Op("VPOR", even, b.Op("VPSLLW", odd, "$8")))
	b.End()
	fn.Op("ADDQ $32, DI")
	fn.Op("ADDQ $16, SI")
	fn.Op("ADDQ $16, DX")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}
