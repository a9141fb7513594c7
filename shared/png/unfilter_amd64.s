#include "textflag.h"

// Registers of all functions here:
//
//	DI dst, SI src, DX prev, CX pixels to do, R8 bytes of a pixel in src
//	X0 the pixel to the left, X15 what is set in every pixel

#define ARGS \
	MOVQ  dst+0(FP), DI \
	MOVQ  src+8(FP), SI \
	MOVQ  prev+16(FP), DX \
	MOVQ  n+24(FP), CX \
	MOVQ  step+32(FP), R8 \
	MOVL  set+40(FP), AX \
	VMOVD AX, X15 \
	VPXOR X0, X0, X0

#define NEXT \
	ADDQ R8, SI \
	ADDQ $4, DX \
	ADDQ $4, DI \
	DECQ CX

// func subAVX2(dst, src, prev *byte, n, step int, set uint32)
TEXT ·subAVX2(SB), NOSPLIT, $0-44
	ARGS

subLoop:
	VMOVD  (SI), X1
	VPADDB X1, X0, X0
	VPOR   X15, X0, X2
	VMOVD  X2, (DI)
	NEXT
	JNZ    subLoop
	RET

// func averageAVX2(dst, src, prev *byte, n, step int, set uint32)
//
// Instructions round means up: (a + b)/2 is mean − ((a ^ b) & 1).
TEXT ·averageAVX2(SB), NOSPLIT, $0-44
	ARGS
	MOVL         $0x01010101, AX
	VMOVD        AX, X14

averageLoop:
	VMOVD  (SI), X1
	VMOVD  (DX), X2
	VPAVGB X2, X0, X3
	VPXOR  X2, X0, X4
	VPAND  X14, X4, X4
	VPADDB X1, X3, X3
	VPSUBB X4, X3, X0
	VPOR   X15, X0, X5
	VMOVD  X5, (DI)
	NEXT
	JNZ    averageLoop
	RET

// func paethAVX2(dst, src, prev *byte, n, step int, set uint32)
//
// a, b and c are words: X0 left, X2 above, X3 above left. What is nearest is
// c, or more by a - c or b - c: sums wait less for each other than choices do.
TEXT ·paethAVX2(SB), NOSPLIT, $0-44
	ARGS
	VPXOR        X3, X3, X3
	MOVL         $0x00ff00ff, AX
	VMOVD        AX, X14
	VPBROADCASTD X14, X14

paethLoop:
	VPMOVZXBW (DX), X2
	VMOVD     (SI), X1
	VPMOVZXBW X1, X1
	VPSUBW    X3, X2, X4      // b - c
	VPADDW    X3, X1, X1
	VPSUBW    X3, X0, X5      // a - c
	VPABSW    X4, X6          // |p - a|
	VPADDW    X5, X4, X7
	VPABSW    X5, X8          // |p - b|
	VPABSW    X7, X7          // |p - c|
	VPMINSW   X6, X8, X9
	VPMINSW   X7, X9, X9
	VPCMPEQW  X9, X6, X11     // a is nearest
	VPCMPEQW  X9, X8, X10     // b is, if not a
	VPAND     X5, X11, X12
	VPANDN    X10, X11, X13
	VPAND     X4, X13, X13
	VPADDW    X12, X1, X1
	VPADDW    X13, X1, X1
	VPAND     X14, X1, X0
	VMOVDQA   X2, X3
	VPACKUSWB X0, X0, X13
	VPOR      X15, X13, X13
	VMOVD     X13, (DI)
	NEXT
	JNZ       paethLoop
	RET

// func addAVX2(dst, src, prev *byte, n int)
//
// n is a multiple of 32 bytes.
TEXT ·addAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ prev+16(FP), DX
	MOVQ n+24(FP), CX
	XORQ AX, AX

addLoop:
	VMOVDQU (SI)(AX*1), Y0
	VPADDB  (DX)(AX*1), Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	ADDQ    $32, AX
	CMPQ    AX, CX
	JLT     addLoop
	VZEROUPPER
	RET

// 12 bytes as four pixels
DATA spread<>+0(SB)/8, $0x8005040380020100
DATA spread<>+8(SB)/8, $0x800b0a0980080706
GLOBL spread<>(SB), RODATA|NOPTR, $16

// four pixels as 12 bytes
DATA gather<>+0(SB)/8, $0x0908060504020100
DATA gather<>+8(SB)/8, $0x808080800e0d0c0a
GLOBL gather<>(SB), RODATA|NOPTR, $16

// func addRGBAVX2(dst, src, prev *byte, n int)
//
// n is in groups of four pixels; four bytes more of src are read.
TEXT ·addRGBAVX2(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	MOVQ         src+8(FP), SI
	MOVQ         prev+16(FP), DX
	MOVQ         n+24(FP), CX
	VMOVDQU      spread<>(SB), X3
	MOVL         $0xff000000, AX
	VMOVD        AX, X2
	VPBROADCASTD X2, X2

addRGBLoop:
	VMOVDQU (SI), X0
	VPSHUFB X3, X0, X0
	VPADDB  (DX), X0, X0
	VPOR    X2, X0, X0
	VMOVDQU X0, (DI)
	ADDQ    $12, SI
	ADDQ    $16, DX
	ADDQ    $16, DI
	DECQ    CX
	JNZ     addRGBLoop
	RET

// func packRGBAVX2(dst, src *byte, n int)
//
// n is in groups of four pixels; four bytes more of dst are written.
TEXT ·packRGBAVX2(SB), NOSPLIT, $0-24
	MOVQ    dst+0(FP), DI
	MOVQ    src+8(FP), SI
	MOVQ    n+16(FP), CX
	VMOVDQU gather<>(SB), X3

packLoop:
	VMOVDQU (SI), X0
	VPSHUFB X3, X0, X0
	VMOVDQU X0, (DI)
	ADDQ    $16, SI
	ADDQ    $12, DI
	DECQ    CX
	JNZ     packLoop
	RET
