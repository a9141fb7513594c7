package main

import (
	"fmt"
	"strings"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

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

// Bits that are kept between the two passes.
const passBits = 3

// pair is the constant that VPMADDWD multiplies pairs of words with.
func pair(f *asm.File, a, b int) string {
	name := fmt.Sprintf("pair_%d_%d", a, b)
	return f.Words(strings.ReplaceAll(name, "-", "m"), int16(a), int16(b))
}

// halves are two vectors of 32 bits, for the lower and upper words of lanes.
type halves [2]asm.V

// weave makes pairs of words of a and b.
func weave(b *asm.Block, x, y asm.V) halves {
	return halves{b.Op("VPUNPCKLWD", x, y), b.Op("VPUNPCKHWD", x, y)}
}

func each(op string, b *asm.Block, x, y halves) halves {
	return halves{b.Op(op, x[0], y[0]), b.Op(op, x[1], y[1])}
}

func madd(b *asm.Block, x halves, constant string) halves {
	return halves{b.Op("VPMADDWD", x[0], constant), b.Op("VPMADDWD", x[1], constant)}
}

// narrow shifts and packs to words, saturating.
func narrow(b *asm.Block, x halves, shift int) asm.V {
	s := fmt.Sprintf("$%d", shift)
	return b.Op("VPACKSSDW", b.Op("VPSRAD", x[0], s), b.Op("VPSRAD", x[1], s))
}

func round(f *asm.File, b *asm.Block, x halves, shift int) halves {
	r := f.Longs(fmt.Sprintf("round_%d", shift), 1<<(shift-1))
	return halves{b.Op("VPADDD", x[0], r), b.Op("VPADDD", x[1], r)}
}

// inversePass is the transform of eight vectors of words across them.
func inversePass(f *asm.File, b *asm.Block, in [8]asm.V, shift int) (out [8]asm.V) {
	in04, in26 := weave(b, in[0], in[4]), weave(b, in[2], in[6])
	in13, in57 := weave(b, in[1], in[3]), weave(b, in[5], in[7])
	odd := [4][4]int{{c1, c3, c5, c7}, {c3, -c7, -c1, -c5}, {c5, -c1, c7, c3}, {c7, -c5, c3, -c1}}
	for i := range 2 {
		sum := round(f, b, madd(b, in04, pair(f, one, one-2*one*i)), shift)
		turn := madd(b, in26, [2]string{pair(f, c2, c6), pair(f, c6, -c2)}[i])
		for n, op := range []string{"VPADDD", "VPSUBD"} {
			row := [2][2]int{{0, 3}, {1, 2}}[i][n]
			even := each(op, b, sum, turn)
			o := odd[row]
			rest := each("VPADDD", b, madd(b, in13, pair(f, o[0], o[1])), madd(b, in57, pair(f, o[2], o[3])))
			out[row] = narrow(b, each("VPADDD", b, even, rest), shift)
			out[7-row] = narrow(b, each("VPSUBD", b, even, rest), shift)
		}
	}
	return out
}

// transpose8 turns 8 × 8 words in each lane.
func transpose8(b *asm.Block, in [8]asm.V) (out [8]asm.V) {
	var s [8]asm.V
	for i := range 4 {
		s[2*i], s[2*i+1] = b.Op("VPUNPCKLWD", in[2*i], in[2*i+1]), b.Op("VPUNPCKHWD", in[2*i], in[2*i+1])
	}
	var t [8]asm.V
	for i := range 2 { // columns 0 1, 2 3, 4 5, 6 7 of four rows
		t[4*i+0], t[4*i+1] = b.Op("VPUNPCKLDQ", s[4*i], s[4*i+2]), b.Op("VPUNPCKHDQ", s[4*i], s[4*i+2])
		t[4*i+2], t[4*i+3] = b.Op("VPUNPCKLDQ", s[4*i+1], s[4*i+3]), b.Op("VPUNPCKHDQ", s[4*i+1], s[4*i+3])
	}
	for i := range 4 {
		out[2*i], out[2*i+1] = b.Op("VPUNPCKLQDQ", t[i], t[4+i]), b.Op("VPUNPCKHQDQ", t[i], t[4+i])
	}
	return out
}

// toBytes packs two rows of words for 16 samples of each.
func toBytes(f *asm.File, b *asm.Block, r0, r1 asm.V) asm.V {
	v := b.Op("VPADDB", b.Op("VPACKSSWB", r0, r1), f.Bytes("level", 128))
	return b.Op("VPERMQ", v, "$0xd8")
}

// inverse8 transforms pairs of blocks, one in each lane.
func inverse8(f *asm.File) {
	fn := f.Func("inverse8AVX2", "dst *byte, stride int, coef, quant *int16, pairs int", 40)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ stride+8(FP), R8")
	fn.Op("MOVQ coef+16(FP), SI")
	fn.Op("MOVQ quant+24(FP), DX")
	fn.Op("MOVQ pairs+32(FP), CX")
	fn.Op("LEAQ (R8)(R8*2), R9")
	fn.Label("loop")
	fn.Op("LEAQ (DI)(R8*4), R10")
	b := fn.Block(0)
	var in [8]asm.V
	for i := range in {
		in[i] = b.Op("VINSERTI128", b.Op("VMOVDQU/X", fmt.Sprintf("%d(SI)", 16*i)), fmt.Sprintf("%d(SI)", 128+16*i), "$1")
	}
	ac := b.Op("VPAND", in[0], f.Words("acMask", 0, -1, -1, -1, -1, -1, -1, -1))
	for i := 1; i < 8; i++ {
		ac = b.Op("VPOR", ac, in[i])
	}
	b.Do("VPTEST", ac, ac)
	b.Do("JEQ", "flat")
	for i := range in {
		in[i] = b.Op("VPMULLW", in[i], fmt.Sprintf("%d(DX)", 32*i))
	}
	mid := transpose8(b, inversePass(f, b, in, 14-passBits))
	out := transpose8(b, inversePass(f, b, mid, 14+passBits+3))
	rows := []string{"(DI)", "(DI)(R8*1)", "(DI)(R8*2)", "(DI)(R9*1)", "(R10)", "(R10)(R8*1)", "(R10)(R8*2)", "(R10)(R9*1)"}
	for i := 0; i < 8; i += 2 {
		v := toBytes(f, b, out[i], out[i+1])
		b.Do("VMOVDQU", rows[i], asm.X(v))
		b.Do("VEXTRACTI128", rows[i+1], v, "$1")
	}
	b.End()
	fn.Label("next")
	fn.Op("ADDQ $256, SI")
	fn.Op("ADDQ $16, DI")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
	fn.Label("flat") // (sat(8·dc·q) + 32) >> 6 is what the passes make of it
	b = fn.Block(0)
	dc := b.Op("VINSERTI128", b.Op("VMOVDQU/X", "(SI)"), "128(SI)", "$1")
	dc = b.Op("VPMULLW", dc, "(DX)")
	dc = b.Op("VPADDSW", dc, dc)
	dc = b.Op("VPADDSW", dc, dc)
	dc = b.Op("VPADDSW", dc, dc)
	dc = b.Op("VPSRAW", b.Op("VPADDSW", dc, f.Words("flatRound", 32)), "$6")
	dc = b.Op("VPADDB", b.Op("VPACKSSWB", dc, dc), f.Bytes("level", 128))
	dc = b.Op("VPSHUFB", dc, f.Bytes("zero", 0))
	dc = b.Op("VPERMQ", dc, "$0xd8")
	for _, row := range rows {
		b.Do("VMOVDQU", row, asm.X(dc))
	}
	b.End()
	fn.Op("JMP next")
}

// inverse4 transforms the lowest 4 × 4 coefficients of four blocks at a time
// into 4 × 4 samples; a lane holds two blocks side by side.
func inverse4(f *asm.File) {
	fn := f.Func("inverse4AVX2", "dst *byte, stride int, coef, quant *int16, fours int", 40)
	fn.Op("MOVQ dst+0(FP), DI")
	fn.Op("MOVQ stride+8(FP), R8")
	fn.Op("MOVQ coef+16(FP), SI")
	fn.Op("MOVQ quant+24(FP), DX")
	fn.Op("MOVQ fours+32(FP), CX")
	fn.Op("LEAQ (R8)(R8*2), R9")
	fn.Label("loop")
	b := fn.Block(0)
	var in [4]asm.V
	for i := range in {
		var lane [2]asm.V
		for k := range lane {
			at := 256*k + 16*i
			lane[k] = b.Op("VPINSRQ/X", asm.X(b.Op("VMOVQ/X", fmt.Sprintf("%d(SI)", at))), fmt.Sprintf("%d(SI)", at+128), "$1")
		}
		in[i] = b.Op("VINSERTI128", lane[0], asm.X(lane[1]), "$1")
		q := b.Op("VPBROADCASTQ", fmt.Sprintf("%d(DX)", 32*i))
		in[i] = b.Op("VPMULLW", in[i], q)
	}
	mid := transpose4(b, inversePass4(f, b, in, 14-passBits))
	out := transpose4(b, inversePass4(f, b, mid, 14+passBits+3))
	rows := []string{"(DI)", "(DI)(R8*1)", "(DI)(R8*2)", "(DI)(R9*1)"}
	for i := 0; i < 4; i += 2 {
		v := b.Op("VPADDB", b.Op("VPACKSSWB", out[i], out[i+1]), f.Bytes("level", 128))
		v = b.Op("VPERMQ", v, "$0xd8")
		b.Do("VMOVDQU", rows[i], asm.X(v))
		b.Do("VEXTRACTI128", rows[i+1], v, "$1")
	}
	b.End()
	fn.Op("ADDQ $512, SI")
	fn.Op("ADDQ $16, DI")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}

func inversePass4(f *asm.File, b *asm.Block, in [4]asm.V, shift int) (out [4]asm.V) {
	in02, in13 := weave(b, in[0], in[2]), weave(b, in[1], in[3])
	for i := range 2 {
		even := round(f, b, madd(b, in02, pair(f, one, one-2*one*i)), shift)
		odd := madd(b, in13, [2]string{pair(f, c2, c6), pair(f, c6, -c2)}[i])
		out[i] = narrow(b, each("VPADDD", b, even, odd), shift)
		out[3-i] = narrow(b, each("VPSUBD", b, even, odd), shift)
	}
	return out
}

// transpose4 turns both 4 × 4 words of each lane.
func transpose4(b *asm.Block, in [4]asm.V) (out [4]asm.V) {
	r01, r23 := weave(b, in[0], in[1]), weave(b, in[2], in[3]) // of the left block, of the right
	var low, high [2]asm.V
	for i := range 2 {
		low[i], high[i] = b.Op("VPUNPCKLDQ", r01[i], r23[i]), b.Op("VPUNPCKHDQ", r01[i], r23[i])
	}
	out[0], out[1] = b.Op("VPUNPCKLQDQ", low[0], low[1]), b.Op("VPUNPCKHQDQ", low[0], low[1])
	out[2], out[3] = b.Op("VPUNPCKLQDQ", high[0], high[1]), b.Op("VPUNPCKHQDQ", high[0], high[1])
	return out
}
