package main

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

// sum writes weighted sums of rows, sixteen at a time. Rows are taken in pairs,
// whose words are woven to be multiplied and added at once.
func sum(f *asm.File, name, element, load string, bytes, shift int) {
	fn := f.Func(name, "dst *int16, rows "+element+", stride int, coef *int16, taps, groups int", 48)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ rows+8(FP), SI")
	fn.Op("MOVQ stride+16(FP), R8")
	fn.Op("MOVQ groups+40(FP), R9")
	fn.Label("group")
	fn.Op("MOVQ coef+24(FP), DX")
	fn.Op("MOVQ taps+32(FP), CX")
	fn.Op("MOVQ SI, R10")
	fn.Op("VMOVDQU %s, Y15", f.Longs(fmt.Sprintf("round_%d", shift), 1<<(shift-1)))
	fn.Op("VMOVDQA Y15, Y14")
	fn.Label("pair")
	fn.Op("SUBQ $2, CX")
	fn.Op("JLT odd")
	b := fn.Block(2)
	c := b.Op("VPBROADCASTD", "(DX)")
	addPair(b, b.Op(load, "(R10)"), b.Op(load, "(R10)(R8*1)"), c)
	b.End()
	fn.Op("LEAQ (R10)(R8*2), R10")
	fn.Op("ADDQ $4, DX")
	fn.Op("JMP pair")
	fn.Label("odd")
	fn.Op("ADDQ $2, CX")
	fn.Op("JEQ store")
	b = fn.Block(2)
	addPair(b, b.Op(load, "(R10)"), b.Op("VPXOR", "Y14", "Y14"), b.Op("VPBROADCASTW", "(DX)"))
	b.End()
	fn.Label("store")
	b = fn.Block(2)
	s := fmt.Sprintf("$%d", shift)
	b.Do("VMOVDQU", "(DI)", b.Op("VPACKSSDW", b.Op("VPSRAD", "Y15", s), b.Op("VPSRAD", "Y14", s)))
	b.End()
	fn.Op("ADDQ $32, DI")
	fn.Op("ADDQ $%d, SI", bytes)
	fn.Op("DECQ R9")
	fn.Op("JNE group")
	fn.Return()
}

// addPair adds x and y times the words of c to the sums in Y15 and Y14.
func addPair(b *asm.Block, x, y, c asm.V) {
	for i, op := range []string{"VPUNPCKLWD", "VPUNPCKHWD"} {
		acc := fmt.Sprintf("Y%d", 15-i)
		b.Do("VPADDD", acc, acc, b.Op("VPMADDWD", b.Op(op, x, y), c))
	}
}

// along writes weighted sums along a row, eight at a time: those of the results
// j and j+4 in the lanes of one vector.
func along(f *asm.File, name, element string, shift int, store func(*asm.Block, asm.V), bytes int) {
	fn := f.Func(name, "dst "+element+", row *int16, start *int32, coef *int16, end, groups int", 48)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ row+8(FP), SI")
	fn.Op("MOVQ start+16(FP), R15")
	fn.Op("MOVQ coef+24(FP), DX")
	fn.Label("group")
	from := [8]string{"AX", "BX", "R8", "R9", "R10", "R11", "R12", "R13"}
	for j, r := range from {
		fn.Op("MOVLQSX %d(R15), %s", 4*j, r)
		fn.Op("LEAQ (SI)(%s*2), %s", r, r)
	}
	for j := range 4 {
		fn.Op("VPXOR Y%d, Y%d, Y%d", 12+j, 12+j, 12+j)
	}
	fn.Op("XORL CX, CX")
	fn.Label("taps")
	b := fn.Block(4)
	for j := range 4 {
		v := b.Op("VINSERTI128", b.Op("VMOVDQU/X", "("+from[j]+")(CX*1)"), "("+from[j+4]+")(CX*1)", "$1")
		acc := fmt.Sprintf("Y%d", 12+j)
		b.Do("VPADDD", acc, acc, b.Op("VPMADDWD", v, fmt.Sprintf("%d(DX)", 32*j)))
	}
	b.End()
	fn.Op("ADDQ $128, DX")
	fn.Op("ADDQ $16, CX")
	fn.Op("CMPQ CX, end+32(FP)")
	fn.Op("JLT taps")
	b = fn.Block(4)
	v := b.Op("VPHADDD", b.Op("VPHADDD", "Y12", "Y13"), b.Op("VPHADDD", "Y14", "Y15"))
	v = b.Op("VPADDD", v, f.Longs(fmt.Sprintf("round_%d", shift), 1<<(shift-1)))
	store(b, b.Op("VPSRAD", v, fmt.Sprintf("$%d", shift)))
	b.End()
	fn.Op("ADDQ $32, R15")
	fn.Op("ADDQ $%d, DI", bytes)
	fn.Op("DECQ groups+40(FP)")
	fn.Op("JNE group")
	fn.Return()
}

// split writes the four channels of eight pixels at a time apart.
func split(f *asm.File) {
	fn := f.Func("splitAVX2", "red, green, blue, alpha, rgba *byte, eights int", 48)
	to := []string{"DI", "R8", "R9", "R10"}
	for i, p := range []string{"red", "green", "blue", "alpha"} {
		fn.Op("MOVQ %s+%d(FP), %s", p, 8*i, to[i])
	}
	fn.Op("MOVQ rgba+32(FP), SI")
	fn.Op("MOVQ eights+40(FP), CX")
	fn.Label("loop")
	b := fn.Block(0)
	v := b.Op("VPSHUFB", b.Op("VMOVDQU", "(SI)"), f.Bytes("channels", 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15))
	v = b.Op("VPERMD", b.Op("VMOVDQU", f.Words("byChannel", 0, 0, 4, 0, 1, 0, 5, 0, 2, 0, 6, 0, 3, 0, 7, 0)), v)
	upper := b.Op("VEXTRACTI128/X", v, "$1")
	b.Do("VMOVQ", "(DI)", asm.X(v))
	b.Do("VPEXTRQ", "(R8)", asm.X(v), "$1")
	b.Do("VMOVQ", "(R9)", asm.X(upper))
	b.Do("VPEXTRQ", "(R10)", asm.X(upper), "$1")
	b.End()
	for _, r := range to {
		fn.Op("ADDQ $8, %s", r)
	}
	fn.Op("ADDQ $32, SI")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}
