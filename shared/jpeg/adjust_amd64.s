#include "textflag.h"

// Offsets in adjusting, and EXTRA of what codes has behind its symbols.
#define TABLE 0
#define LOOK 8
#define MUL 16
#define CODES 24
#define BIT 32
#define K 40
#define ACC 48
#define USED 56
#define LAST 64
#define EXTRA 6208

// CHANGE multiplies the value in R12 by the factor for position R9, and codes it
// behind R15, how far the position moved. R10 gets the bits, of which R13 are to
// go out.
#define CHANGE \
	IMULL   (R8)(R9*4), R12 \
	ADDL    $32768, R12 \
	SARL    $16, R12 \
	ANDL    $2047, R12 \
	MOVL    EXTRA(R14)(R12*4), R12 \
	SHLL    $4, R15 \
	MOVL    R12, R11 \
	SHRL    $16, R11 \
	ADDL    R15, R11 \
	MOVL    (R14)(R11*4), R11 \
	PUT

// PUT writes the code of entry R11 with the extra bits in the low half of R12.
#define PUT \
	SHLXQ   R11, R10, R10 \
	MOVL    R11, R15 \
	ANDL    $63, R15 \
	ADDL    R15, R13 \
	SHRL    $6, R11 \
	MOVWLZX R12, R12 \
	ORL     R12, R11 \
	ORQ     R11, R10

// FLUSH writes the full bytes.
#define FLUSH \
	MOVL   R13, R11 \
	NEGL   R11 \
	SHLXQ  R11, R10, R11 \
	BSWAPQ R11 \
	MOVQ   R11, (DI) \
	MOVL   R13, R11 \
	SHRL   $3, R11 \
	ADDQ   R11, DI \
	ANDL   $7, R13

// STEP changes what one entry of the table has: AX holds the data, CX is the
// position in it, R9 that in the block.
#define STEP(slow) \
	MOVQ    AX, R11 \
	SHRQ    $53, R11 \
	MOVQ    (BX)(R11*8), DX \
	TESTQ   DX, DX \
	JZ      slow \
	MOVL    DX, R15 \
	SHRL    $8, R15 \
	MOVBLZX R15, R15 \
	ADDQ    R15, R9 \
	CMPQ    R9, $64 \
	JAE     first \
	SHLXQ   DX, AX, AX \
	MOVBLZX DX, R12 \
	ADDQ    R12, CX \
	MOVQ    DX, R12 \
	SHRQ    $32, R12 \
	MOVWLSX R12, R12 \
	CHANGE \
	MOVL    DX, R15 \
	SHRL    $16, R15 \
	MOVBLZX R15, R15 \
	ADDQ    R15, R9 \
	SARQ    $48, DX \
	MOVL    DX, R12 \
	CHANGE \
	FLUSH \
	CMPQ    R9, $64 \
	JAE     ended

// func adjustBMI2(run *adjusting, from, to *byte) (n int)
TEXT ·adjustBMI2(SB), NOSPLIT, $0-32
	MOVQ run+0(FP), DX
	MOVQ from+8(FP), SI
	MOVQ to+16(FP), DI
	MOVQ TABLE(DX), BX
	MOVQ MUL(DX), R8
	MOVQ CODES(DX), R14
	MOVQ BIT(DX), CX
	MOVQ K(DX), R9
	MOVQ ACC(DX), R10
	MOVQ USED(DX), R13

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

first: // the first symbol ends the block
	MOVL    DX, R12
	SHRL    $24, R12
	ADDQ    R12, CX
	MOVQ    DX, R12
	SHRQ    $32, R12
	MOVWLSX R12, R12
	CHANGE
	FLUSH

ended:
	MOVL $1, DX
	JMP  done

slow: // one symbol, of a code that look has and of up to 9 extra bits
	MOVQ    run+0(FP), DX
	MOVQ    LOOK(DX), DX
	MOVWLZX (DX)(R11*2), DX
	MOVL    DX, R12
	SHRL    $5, R12
	ANDL    $15, R12 // size
	CMPL    R12, $9
	JA      leave
	TESTL   DX, DX
	JZ      leave
	MOVL    DX, R15
	SHRL    $9, R15
	ADDQ    R15, R9
	ANDL    $31, DX
	ADDQ    DX, CX
	TESTL   R12, R12
	JZ      far
	SUBL    R12, DX // length of the code
	SHLXQ   DX, AX, AX
	MOVQ    AX, DX
	SARQ    $63, DX
	NOTQ    DX      // all ones: negative
	MOVL    $64, R11
	SUBL    R12, R11
	SHRXQ   R11, AX, AX
	MOVL    $1, R11
	SHLXQ   R12, R11, R11
	DECQ    R11
	ANDQ    DX, R11
	SUBQ    R11, AX
	MOVL    AX, R12
	CHANGE
	FLUSH
	CMPQ    R9, $64
	JB      loop
	JMP     ended

far: // a run of 16
	MOVL 4(R14), R11
	PUT
	FLUSH
	CMPQ R9, $64
	JB   loop
	JMP  ended

leave:
	XORL DX, DX

done:
	MOVQ run+0(FP), R11
	MOVQ CX, BIT(R11)
	MOVQ R9, K(R11)
	MOVQ R10, ACC(R11)
	MOVQ R13, USED(R11)
	MOVQ DX, LAST(R11)
	SUBQ to+16(FP), DI
	MOVQ DI, n+24(FP)
	RET
