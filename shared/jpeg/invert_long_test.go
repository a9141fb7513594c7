package jpeg

import (
	"bytes"
	"testing"
)

// longCodes is a gray file of so many blocks whose two AC coefficients take 28 and
// 31 bits: more than any that a program writes.
func longCodes(blocks int) []byte {
	counts := func(table byte, lengths ...int) []byte {
		b := make([]byte, 17)
		b[0] = table
		for _, l := range lengths {
			b[l]++
		}
		return b
	}
	b := appendSegment([]byte{0xff, 0xd8}, markDQT, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...))
	b = appendSegment(b, markSOF0, []byte{8, 0, 8, byte(blocks * 8 >> 8), byte(blocks * 8), 1, 1, 0x11, 0})
	b = appendSegment(b, markDHT, append(counts(0, 1), 0))
	b = appendSegment(b, markDHT, append(counts(0x10, 1, 13, 16), 0x00, 0x0f, 0x1f))
	b = appendSegment(b, markSOS, []byte{1, 1, 0, 0, 63, 0})
	var acc, n uint
	put := func(v, length uint) {
		for i := length; i > 0; i-- {
			acc, n = acc<<1|v>>(i-1)&1, n+1
			if n == 8 {
				if b = append(b, byte(acc)); byte(acc) == 0xff {
					b = append(b, 0)
				}
				acc, n = 0, 0
			}
		}
	}
	for range blocks {
		put(0, 1)
		put(0x1000, 13)
		put(0x5555, 15)
		put(0x8008, 16)
		put(0x2aaa, 15)
		put(0, 1)
	}
	for n != 0 {
		put(1, 1)
	}
	return append(b, 0xff, markEOI)
}

func TestInvertsTheLongestCodes(t *testing.T) {
	for _, blocks := range []int{1, 2, 3, 8, 64, 1000} {
		src := longCodes(blocks)
		_, want := coefficientsOf(t, src)
		_, got := coefficientsOf(t, apply(t, src, Op{Kind: Linear, Scale: -1, Offset: 255}))
		for at := range want[0] {
			for k := 1; k < 64; k++ {
				if a, b := want[0][at].coef[k], got[0][at].coef[k]; a != -b {
					t.Fatalf("%d blocks, block %d: coefficient %d is %d, want %d", blocks, at, k, b, -a)
				}
			}
		}
	}
}
