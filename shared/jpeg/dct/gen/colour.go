package main

import (
	"github.com/reverie-image/reverie/shared/simd/asm"
)

// toYCC turns groups of eight RGBx pixels into samples, with the standard
// library's formula: 16 bits of fraction, cut for Y and rounded half up.
func toYCC(f *asm.File) {
	fn := f.Func("toYCCAVX2", "y, cb, cr, rgbx *byte, eights int", 40)
	fn.Op("MOVQ y+0(FP), DI")
	fn.Op("MOVQ cb+8(FP), R8")
	fn.Op("MOVQ cr+16(FP), R9")
	fn.Op("MOVQ rgbx+24(FP), SI")
	fn.Op("MOVQ eights+32(FP), CX")
	fn.Label("loop")
	b := fn.Block(0)
	px := b.Op("VMOVDQU", "(SI)")
	rg := b.Op("VPSHUFB", px, f.Bytes("takeRG", 0, 128, 1, 128, 4, 128, 5, 128, 8, 128, 9, 128, 12, 128, 13, 128))
	bg := b.Op("VPSHUFB", px, f.Bytes("takeBG", 2, 128, 1, 128, 6, 128, 5, 128, 10, 128, 9, 128, 14, 128, 13, 128))
	dot := func(rgR, rgG, bgB, bgG int) asm.V {
		return b.Op("VPADDD", b.Op("VPMADDWD", rg, pair(f, rgR, rgG)), b.Op("VPMADDWD", bg, pair(f, bgB, bgG)))
	}
	centre := f.Longs("centre", 257<<15)
	y := b.Op("VPADDD", dot(19595, 38470-16384, 7471, 16384), f.Longs("halfUp", 1<<15))
	cb := b.Op("VPSUBD", b.Op("VMOVDQU", centre), dot(11056, 21712, -32768, 0))
	cr := b.Op("VPSUBD", b.Op("VMOVDQU", centre), dot(-32768, 27440, 5328, 0))
	words := func(v asm.V) asm.V { return b.Op("VPSRAD", v, "$16") }
	yb := b.Op("VPACKSSDW", words(y), words(cb))
	rr := words(cr)
	v := b.Op("VPACKUSWB", yb, b.Op("VPACKSSDW", rr, rr)) // y0-3 cb0-3 cr0-3 cr0-3 | y4-7 …
	v = b.Op("VPERMD", b.Op("VMOVDQU", f.Words("gather", 0, 0, 4, 0, 1, 0, 5, 0, 2, 0, 6, 0, 3, 0, 7, 0)), v)
	b.Do("VMOVQ", "(DI)", asm.X(v))
	b.Do("VPEXTRQ", "(R8)", asm.X(v), "$1")
	b.Do("VMOVQ", "(R9)", asm.X(b.Op("VEXTRACTI128/X", v, "$1")))
	b.End()
	for _, r := range []string{"DI", "R8", "R9"} {
		fn.Op("ADDQ $8, %s", r)
	}
	fn.Op("ADDQ $32, SI")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}

// fromYCC turns groups of sixteen samples into opaque RGBA pixels, with the
// standard library's formula. Its factors above 1 are 1 and 2 apart from what
// fits into 16 bits: those are added after the shift.
func fromYCC(f *asm.File) {
	fn := f.Func("fromYCCAVX2", "rgba, y, cb, cr *byte, sixteens int", 40)
	fn.Op("MOVQ rgba+0(FP), DI")
	fn.Op("MOVQ y+8(FP), SI")
	fn.Op("MOVQ cb+16(FP), R8")
	fn.Op("MOVQ cr+24(FP), R9")
	fn.Op("MOVQ sixteens+32(FP), CX")
	fn.Label("loop")
	b := fn.Block(0)
	level := f.Words("levelWord", 128)
	y := b.Op("VPMOVZXBW", "(SI)")
	cb := b.Op("VPSUBW", b.Op("VPMOVZXBW", "(R8)"), level)
	cr := b.Op("VPSUBW", b.Op("VPMOVZXBW", "(R9)"), level)
	yr, yb := weave(b, y, cr), weave(b, y, cb)
	red := b.Op("VPADDW", narrow(b, madd(b, yr, pair(f, 257, 26345)), 16), b.Op("VPADDW", y, cr))
	blue := b.Op("VPADDW", narrow(b, madd(b, yb, pair(f, 257, -14942)), 16), b.Op("VPADDW", y, b.Op("VPADDW", cb, cb)))
	g := each("VPADDD", b, madd(b, yr, pair(f, 257, 18734)), madd(b, yb, pair(f, 0, -22554)))
	green := b.Op("VPADDW", narrow(b, g, 16), b.Op("VPSUBW", y, cr))
	red, green, blue = b.Op("VPACKUSWB", red, red), b.Op("VPACKUSWB", green, green), b.Op("VPACKUSWB", blue, blue)
	rg := b.Op("VPUNPCKLBW", red, green)
	ba := b.Op("VPUNPCKLBW", blue, f.Bytes("opaque", 255))
	px := weave(b, rg, ba)
	b.Do("VMOVDQU", "(DI)", b.Op("VPERM2I128", px[0], px[1], "$0x20"))
	b.Do("VMOVDQU", "32(DI)", b.Op("VPERM2I128", px[0], px[1], "$0x31"))
	b.End()
	for _, r := range []string{"SI", "R8", "R9"} {
		fn.Op("ADDQ $16, %s", r)
	}
	fn.Op("ADDQ $64, DI")
	fn.Op("DECQ CX")
	fn.Op("JNE loop")
	fn.Return()
}
