#include "textflag.h"

// EXTRA is where codes has the extra bits.
#define EXTRA 6208

// PUT writes the code of entry DX, with the extra bits in the low half of R12, to
// the right end of AX. CX counts the bits there that are to go out.
#define PUT \
	SHLXQ   DX, AX, AX \
	MOVL    DX, R15 \
	ANDL    $63, R15 \
	ADDL    R15, CX \
	SHRL    $6, DX \
	MOVWLZX R12, R12 \
	ORL     R12, DX \
	ORQ     DX, AX

// FLUSH writes the full bytes.
#define FLUSH \
	MOVL   CX, DX \
	NEGL   DX \
	SHLXQ  DX, AX, DX \
	BSWAPQ DX \
	MOVQ   DX, (DI) \
	MOVL   CX, DX \
	SHRL   $3, DX \
	ADDQ   DX, DI \
	ANDL   $7, CX

// SYMBOL codes the coefficient that R10 has next, or the end of the block. R9 is
// the place before.
#define SYMBOL(again, far) \
	TZCNTQ  R10, R11 \
	BLSRQ   R10, R10 \
	MOVWLSX (SI)(R11*2), R12 \
	IMULL   (R13)(R11*4), R12 \
	ANDL    $2047, R12 \
	MOVL    EXTRA(BX)(R12*4), R12 \
again: \
	MOVL    R11, DX \
	SUBL    R9, DX \
	SHLL    $4, DX \
	MOVL    R12, R15 \
	SHRL    $16, R15 \
	ADDL    R15, DX \
	MOVL    (BX)(DX*4), DX \
	CMPL    DX, $63 \
	JEQ     far \
	MOVL    R11, R9 \
	PUT

// FAR codes a run of 16.
#define FAR(again) \
	FLUSH \
	MOVL  4(BX), DX \
	MOVL  R12, R8 \
	XORL  R12, R12 \
	PUT \
	MOVL  R8, R12 \
	ADDL  $16, R9 \
	FLUSH \
	JMP   again

// func codeBMI2(c *codes, b *int16, sign *int32, mask uint64, out *byte, acc uint64, used uint) (n int, left uint64, bits uint)
TEXT ·codeBMI2(SB), NOSPLIT, $0-80
	MOVQ c+0(FP), BX
	MOVQ b+8(FP), SI
	MOVQ sign+16(FP), R13
	MOVQ mask+24(FP), R10
	MOVQ out+32(FP), DI
	MOVQ acc+40(FP), AX
	MOVQ used+48(FP), CX
	XORL R9, R9

loop:
	SYMBOL(again1, far1)
	SYMBOL(again2, far2)
	FLUSH
	CMPL R9, $63
	JB   loop
	SUBQ out+32(FP), DI
	MOVQ DI, n+56(FP)
	MOVQ AX, left+64(FP)
	MOVQ CX, bits+72(FP)
	RET

far1:
	FAR(again1)

far2:
	FAR(again2)
