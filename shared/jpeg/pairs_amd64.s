#include "textflag.h"

// BITS is the offset in placing of what is behind the places.
#define BITS 256

// STEP decodes by one entry of the table: AX holds the data, CX is the position
// in it, R9 that in the block. The second value is stored first: with one symbol
// only, the first overwrites it.
#define STEP(slow) \
	MOVQ    AX, R11 \
	SHRQ    $53, R11 \
	MOVQ    (BX)(R11*8), DX \
	TESTQ   DX, DX \
	JZ      slow \
	SHLXQ   DX, AX, AX \
	MOVBQZX DX, R12 \
	ADDQ    R12, CX \
	MOVQ    DX, R11 \
	SHRQ    $8, R11 \
	MOVBQZX R11, R12 \
	SHRQ    $8, R11 \
	MOVBQZX R11, R13 \
	SHRQ    $16, R11 \
	ADDQ    R9, R12 \
	LEAQ    (R12)(R13*1), R9 \
	MOVQ    R11, R13 \
	SHRQ    $16, R13 \
	MOVBQZX (R8)(R9*1), R15 \
	MOVW    R13, (DI)(R15*2) \
	ORQ     BITS(R8)(R9*8), R10 \
	MOVBQZX (R8)(R12*1), R15 \
	MOVW    R11, (DI)(R15*2) \
	ORQ     BITS(R8)(R12*8), R10 \
	CMPQ    R9, R14 \
	JAE     done

// func pairsBMI2(table *pair, look *uint16, dst *int16, to *placing, from *byte, at, end uint) (n, k uint, mask uint64, last pair)
TEXT ·pairsBMI2(SB), NOSPLIT, $0-88
	MOVQ table+0(FP), BX
	MOVQ dst+16(FP), DI
	MOVQ to+24(FP), R8
	MOVQ from+32(FP), SI
	MOVQ at+40(FP), CX
	MOVQ end+48(FP), R14
	MOVL $1, R9
	XORL R10, R10
	MOVL $1, DX
	CMPQ R9, R14
	JAE  done

loop: // a word is enough for four entries, or three and a symbol
	MOVQ   CX, R11
	SHRQ   $3, R11
	MOVQ   (SI)(R11*1), AX
	BSWAPQ AX
	MOVQ   CX, R12
	ANDL   $7, R12
	SHLXQ  R12, AX, AX
	STEP(slow)
	STEP(slow)
	STEP(slow)
	STEP(slow)
	JMP    loop

slow: // one symbol, of a code that look has and of up to 10 extra bits
	MOVQ    look+8(FP), DX
	MOVWLZX (DX)(R11*2), DX
	MOVL    DX, R12
	SHRL    $5, R12
	ANDL    $15, R12 // size
	CMPL    R12, $10
	JA      leave
	TESTL   DX, DX
	JZ      leave
	MOVL    DX, R11
	SHRL    $9, R11
	ADDQ    R11, R9
	ANDL    $31, DX
	ADDQ    DX, CX
	TESTL   R12, R12
	JZ      passed
	SUBL    R12, DX // length of the code
	SHLXQ   DX, AX, AX
	MOVQ    AX, R13
	SARQ    $63, R13
	NOTQ    R13 // all ones: negative
	MOVL    $64, R11
	SUBL    R12, R11
	SHRXQ   R11, AX, AX
	MOVL    $1, R11
	SHLXQ   R12, R11, R11
	DECQ    R11
	ANDQ    R13, R11
	SUBQ    R11, AX
	MOVBQZX (R8)(R9*1), R15
	MOVW    AX, (DI)(R15*2)
	ORQ     BITS(R8)(R9*8), R10

passed:
	MOVL $1, DX
	CMPQ R9, R14
	JB   loop
	JMP  done

leave:
	XORL DX, DX

done:
	MOVQ CX, n+56(FP)
	MOVQ R9, k+64(FP)
	MOVQ R10, mask+72(FP)
	MOVQ DX, last+80(FP)
	RET
