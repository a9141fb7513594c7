#include "textflag.h"

// Filters of rows, for any size of pixel: 32 bytes at a time, of which a lies
// left, b above and c above left. n is a multiple of 32.
//
//	DI dst, SI row, DX prev, CX n, R8 bpp; R9 row - bpp, R10 prev - bpp

#define ARGS \
	MOVQ dst+0(FP), DI \
	MOVQ row+8(FP), SI \
	MOVQ prev+16(FP), DX \
	MOVQ n+24(FP), CX \
	MOVQ bpp+32(FP), R8 \
	MOVQ SI, R9 \
	SUBQ R8, R9 \
	MOVQ DX, R10 \
	SUBQ R8, R10 \
	XORQ AX, AX

#define NEXT \
	ADDQ $32, AX \
	CMPQ AX, CX

// func filterSubAVX2(dst, row, prev *byte, n, bpp int)
TEXT ·filterSubAVX2(SB), NOSPLIT, $0-40
	ARGS

subLoop:
	VMOVDQU (SI)(AX*1), Y0
	VPSUBB  (R9)(AX*1), Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT
	JLT     subLoop
	VZEROUPPER
	RET

// func filterUpAVX2(dst, row, prev *byte, n, bpp int)
TEXT ·filterUpAVX2(SB), NOSPLIT, $0-40
	ARGS

upLoop:
	VMOVDQU (SI)(AX*1), Y0
	VPSUBB  (DX)(AX*1), Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT
	JLT     upLoop
	VZEROUPPER
	RET

// func filterAverageAVX2(dst, row, prev *byte, n, bpp int)
TEXT ·filterAverageAVX2(SB), NOSPLIT, $0-40
	ARGS
	MOVL         $0x01010101, BX
	VMOVD        BX, X7
	VPBROADCASTD X7, Y7

averageLoop:
	VMOVDQU (SI)(AX*1), Y0
	VMOVDQU (R9)(AX*1), Y1
	VMOVDQU (DX)(AX*1), Y2
	VPAVGB  Y1, Y2, Y3
	VPXOR   Y1, Y2, Y4
	VPAND   Y7, Y4, Y4
	VPSUBB  Y3, Y0, Y0
	VPADDB  Y4, Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT
	JLT     averageLoop
	VZEROUPPER
	RET

// func filterPaethAVX2(dst, row, prev *byte, n, bpp int)
//
// With p = a + b - c: |p - a| = |b - c| and |p - b| = |a - c|, and |p - c| is
// their sum where b - c and a - c have one sign, else their difference. A sum
// that is too large for a byte may as well be 255: it is not the least.
TEXT ·filterPaethAVX2(SB), NOSPLIT, $0-40
	ARGS

paethLoop:
	VMOVDQU   (R9)(AX*1), Y1  // a
	VMOVDQU   (DX)(AX*1), Y2  // b
	VMOVDQU   (R10)(AX*1), Y3 // c
	VPMAXUB   Y2, Y3, Y4
	VPMINUB   Y2, Y3, Y5
	VPSUBB    Y5, Y4, Y5      // |p - a|
	VPCMPEQB  Y2, Y4, Y4      // b >= c
	VPMAXUB   Y1, Y3, Y6
	VPMINUB   Y1, Y3, Y7
	VPSUBB    Y7, Y6, Y7      // |p - b|
	VPCMPEQB  Y1, Y6, Y6      // a >= c
	VPXOR     Y4, Y6, Y4      // of different signs
	VPADDUSB  Y5, Y7, Y8
	VPMAXUB   Y5, Y7, Y9
	VPMINUB   Y5, Y7, Y10
	VPSUBB    Y10, Y9, Y9
	VPBLENDVB Y4, Y9, Y8, Y8  // |p - c|
	VPMINUB   Y10, Y8, Y8
	VPCMPEQB  Y8, Y7, Y7
	VPCMPEQB  Y8, Y5, Y5
	VPBLENDVB Y7, Y2, Y3, Y3
	VPBLENDVB Y5, Y1, Y3, Y3
	VMOVDQU   (SI)(AX*1), Y0
	VPSUBB    Y3, Y0, Y0
	VMOVDQU   Y0, (DI)(AX*1)
	NEXT
	JLT       paethLoop
	VZEROUPPER
	RET

// func sumAVX2(row *byte, n int) int
TEXT ·sumAVX2(SB), NOSPLIT, $0-24
	MOVQ  row+0(FP), SI
	MOVQ  n+8(FP), CX
	VPXOR Y0, Y0, Y0
	VPXOR Y7, Y7, Y7
	XORQ  AX, AX

sumLoop:
	VPABSB  (SI)(AX*1), Y1
	VPSADBW Y7, Y1, Y1
	VPADDQ  Y1, Y0, Y0
	NEXT
	JLT     sumLoop
	VEXTRACTI128 $1, Y0, X1
	VPADDQ  X1, X0, X0
	VPSRLDQ $8, X0, X1
	VPADDQ  X1, X0, X0
	VMOVQ   X0, AX
	MOVQ    AX, ret+16(FP)
	VZEROUPPER
	RET

DATA weights<>+0(SB)/8, $0x191a1b1c1d1e1f20
DATA weights<>+8(SB)/8, $0x1112131415161718
DATA weights<>+16(SB)/8, $0x090a0b0c0d0e0f10
DATA weights<>+24(SB)/8, $0x0102030405060708
GLOBL weights<>(SB), RODATA|NOPTR, $32

// func adlerAVX2(data *byte, n int) (sum, weighted uint64)
//
// sum is that of the bytes, weighted that of each byte times how many bytes it
// and its followers are. n is a multiple of 32, at most 5504.
TEXT ·adlerAVX2(SB), NOSPLIT, $0-32
	MOVQ         data+0(FP), SI
	MOVQ         n+8(FP), CX
	VMOVDQU      weights<>(SB), Y7
	MOVL         $0x00010001, AX
	VMOVD        AX, X6
	VPBROADCASTD X6, Y6
	VPXOR        Y5, Y5, Y5
	VPXOR        Y0, Y0, Y0      // sum
	VPXOR        Y1, Y1, Y1      // sums before each step, added up
	VPXOR        Y2, Y2, Y2      // weighted within steps
	XORQ         AX, AX

adlerLoop:
	VMOVDQU    (SI)(AX*1), Y3
	VPADDD     Y0, Y1, Y1
	VPSADBW    Y5, Y3, Y4
	VPADDD     Y4, Y0, Y0
	VPMADDUBSW Y7, Y3, Y3
	VPMADDWD   Y6, Y3, Y3
	VPADDD     Y3, Y2, Y2
	NEXT
	JLT        adlerLoop
	VPSLLD     $5, Y1, Y1
	VPADDD     Y1, Y2, Y2

	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0
	VPSHUFD      $0xee, X0, X1
	VPADDD       X1, X0, X0
	VMOVD        X0, AX
	MOVQ         AX, sum+16(FP)

	VEXTRACTI128 $1, Y2, X1
	VPADDD       X1, X2, X2
	VPSHUFD      $0xee, X2, X1
	VPADDD       X1, X2, X2
	VPSHUFD      $0x55, X2, X1
	VPADDD       X1, X2, X2
	VMOVD        X2, AX
	MOVQ         AX, weighted+24(FP)
	VZEROUPPER
	RET
