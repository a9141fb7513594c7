package main

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

func widen(f *asm.File) {
	fn := f.Func("widenAVX2", "dst *float32, coef *int16, factors *float32", 24)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ coef+8(FP), SI")
	fn.Op("MOVQ factors+16(FP), DX")
	b := fn.Block(0)
	for i := range 8 {
		v := b.Op("VCVTDQ2PS", b.Op("VPMOVSXWD", fmt.Sprintf("%d(SI)", 16*i)))
		b.Do("VMOVUPS", fmt.Sprintf("%d(DI)", 32*i), b.Op("VMULPS", v, fmt.Sprintf("%d(DX)", 32*i)))
	}
	b.End()
	fn.Return()
}

func narrow(f *asm.File) {
	fn := f.Func("narrowAVX2", "coef *int16, src, factors *float32) (nonzero uint64", 32)
	fn.Op("MOVQ coef+0(FP), DI")
	fn.Op("MOVQ src+8(FP), SI")
	fn.Op("MOVQ factors+16(FP), DX")
	fn.Op("XORQ R8, R8")
	b := fn.Block(0)
	row := func(i int) asm.V {
		v := b.Op("VMULPS", b.Op("VMOVUPS", fmt.Sprintf("%d(SI)", 32*i)), fmt.Sprintf("%d(DX)", 32*i))
		return b.Op("VCVTPS2DQ", b.Op("VMINPS", v, f.Longs("most", 0x46fffe00))) // 32767
	}
	for i := 0; i < 8; i += 4 {
		// Packing works within lanes: the order of quarters is put right after.
		lo := b.Op("VPERMQ", b.Op("VPACKSSDW", row(i), row(i+1)), "$0xd8")
		hi := b.Op("VPERMQ", b.Op("VPACKSSDW", row(i+2), row(i+3)), "$0xd8")
		b.Do("VMOVDQU", fmt.Sprintf("%d(DI)", 16*i), lo)
		b.Do("VMOVDQU", fmt.Sprintf("%d(DI)", 16*i+32), hi)
		bytes := b.Op("VPERMQ", b.Op("VPACKSSWB", lo, hi), "$0xd8")
		b.Do("VPMOVMSKB", "AX", b.Op("VPCMPEQB", bytes, f.Bytes("zero", 0)))
		b.Do("NOTL", "AX")
		if i > 0 {
			b.Do("SHLQ", "AX", "$32")
		}
		b.Do("ORQ", "R8", "AX")
	}
	b.End()
	fn.Op("MOVQ R8, nonzero+24(FP)")
	fn.Return()
}
