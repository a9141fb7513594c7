package main

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

// forwardPass is the transform of eight vectors of words across them. The first
// pass has small values, which leave room to add and shift words.
func forwardPass(f *asm.File, b *asm.Block, in [8]asm.V, shift int, first bool) (out [8]asm.V) {
	var sum, diff [4]asm.V
	for i := range sum {
		sum[i], diff[i] = b.Op("VPADDW", in[i], in[7-i]), b.Op("VPSUBW", in[i], in[7-i])
	}
	p0, p1 := b.Op("VPADDW", sum[0], sum[3]), b.Op("VPADDW", sum[1], sum[2])
	p3, p2 := b.Op("VPSUBW", sum[0], sum[3]), b.Op("VPSUBW", sum[1], sum[2])
	dot := func(x halves, k0, k1 int) halves { return madd(b, x, pair(f, k0, k1)) }
	if first {
		s := fmt.Sprintf("$%d", passBits)
		out[0] = b.Op("VPSLLW", b.Op("VPADDW", p0, p1), s)
		out[4] = b.Op("VPSLLW", b.Op("VPSUBW", p0, p1), s)
	} else {
		p01 := weave(b, p0, p1)
		out[0] = narrow(b, round(f, b, dot(p01, one, one), shift), shift)
		out[4] = narrow(b, round(f, b, dot(p01, one, -one), shift), shift)
	}
	p32 := weave(b, p3, p2)
	out[2] = narrow(b, round(f, b, dot(p32, c2, c6), shift), shift)
	out[6] = narrow(b, round(f, b, dot(p32, c6, -c2), shift), shift)
	d01, d23 := weave(b, diff[0], diff[1]), weave(b, diff[2], diff[3])
	for i, k := range [4][4]int{{c1, c3, c5, c7}, {c3, -c7, -c1, -c5}, {c5, -c1, c7, c3}, {c7, -c5, c3, -c1}} {
		v := each("VPADDD", b, dot(d01, k[0], k[1]), dot(d23, k[2], k[3]))
		out[2*i+1] = narrow(b, round(f, b, v, shift), shift)
	}
	return out
}

// forward8 transforms and quantises pairs of blocks, one in each lane.
func forward8(f *asm.File) {
	fn := f.Func("forward8AVX2", "coef *int16, nonzero *uint64, src *byte, stride int, quant *int16, pairs int", 48)
	fn.Op("MOVQ coef+0(FP), DI")
	fn.Op("MOVQ nonzero+8(FP), R11")
	fn.Op("MOVQ src+16(FP), SI")
	fn.Op("MOVQ stride+24(FP), R8")
	fn.Op("MOVQ quant+32(FP), DX")
	fn.Op("MOVQ pairs+40(FP), CX")
	fn.Op("LEAQ (R8)(R8*2), R9")
	fn.Label("loop")
	fn.Op("LEAQ (SI)(R8*4), R10")
	b := fn.Block(0)
	rows := []string{"(SI)", "(SI)(R8*1)", "(SI)(R8*2)", "(SI)(R9*1)", "(R10)", "(R10)(R8*1)", "(R10)(R8*2)", "(R10)(R9*1)"}
	var in [8]asm.V
	for i, row := range rows {
		in[i] = b.Op("VPSUBW", b.Op("VPMOVZXBW", row), f.Words("levelWord", 128))
	}
	mid := transpose8(b, forwardPass(f, b, in, 14-passBits, true))
	out := transpose8(b, forwardPass(f, b, mid, 13+passBits, false))
	quantise := func(at int, v asm.V) asm.V { // quantised: the divisor's three constants lie 256 bytes apart
		size := b.Op("VPADDW", b.Op("VPABSW", v), fmt.Sprintf("%d(DX)", at))
		size = b.Op("VPMULHUW", size, fmt.Sprintf("%d(DX)", 256+at))
		size = b.Op("VPMULHUW", size, fmt.Sprintf("%d(DX)", 512+at))
		v = b.Op("VPSIGNW", size, v)
		b.Do("VMOVDQU", fmt.Sprintf("%d(DI)", at/2), asm.X(v))
		b.Do("VEXTRACTI128", fmt.Sprintf("%d(DI)", 128+at/2), v, "$1")
		return v
	}
	for i := 0; i < 8; i += 2 {
		v := b.Op("VPACKSSWB", quantise(32*i, out[i]), quantise(32*i+32, out[i+1]))
		b.Do("VPMOVMSKB", "AX", b.Op("VPCMPEQB", v, f.Bytes("zero", 0)))
		b.Do("MOVWLZX", "BX", "AX")
		b.Do("SHRL", "AX", "$16")
		if i == 0 {
			b.Do("MOVQ", "R12", "BX")
			b.Do("MOVQ", "R13", "AX")
			continue
		}
		s := fmt.Sprintf("$%d", 8*i)
		b.Do("SHLQ", "BX", s)
		b.Do("SHLQ", "AX", s)
		b.Do("ORQ", "R12", "BX")
		b.Do("ORQ", "R13", "AX")
	}
	b.End()
	for i, r := range []string{"R12", "R13"} {
		fn.Op("NOTQ %s", r)
		fn.Op("MOVQ %s, %d(R11)", r, 8*i)
	}
	fn.Op("ADDQ $256, DI")
	fn.Op("ADDQ $16, SI")
	fn.Op("ADDQ $16, R11")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}
