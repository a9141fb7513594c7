package dct

import (
	"bytes"
	"math"
	"testing"
)

func TestForward(t *testing.T) {
	r := random()
	for trial := range 300 {
		n := 1 + r.IntN(7)
		limit := []int{1, 4, 40, 255, 3000, 65535}[trial%6]
		q, stride := table(r, limit), 8*n
		src, quant := picture(r, stride), NewQuant(q)
		masks := make([]uint64, n)
		got := bothWays(t, "Forward", func() [][64]int16 {
			c := make([][64]int16, n)
			quant.Forward(c, masks, src, stride)
			for i, b := range c {
				for k, v := range b {
					if (v != 0) != (masks[i]>>k&1 == 1) {
						t.Fatalf("coefficient %d is %d, and the mask %#x", k, v, masks[i])
					}
				}
			}
			return c
		})
		for i := range n {
			for k, want := range exactForward(src[8*i:], stride) {
				want /= float64(q[k])
				if d := math.Abs(float64(got[i][k]) - want); d > 0.5+0.25/float64(q[k]) {
					t.Fatalf("block %d, coefficient %d: %d, exactly %v", i, k, got[i][k], want)
				}
			}
		}
	}
}

func TestDivisor(t *testing.T) {
	for q := 1; q < 1<<16; q += 1 + q/1000 {
		half, m, shift := divisor(q)
		for x := 0; x <= 1<<14; x++ {
			got := (uint32(x) + uint32(half)) * uint32(m) >> 16 * uint32(shift) >> 16
			want := uint32((x + transformed*q/2) / (transformed * q))
			if got != want && !(q >= 2048 && got == 0 && x <= transformed*q/2) {
				t.Fatalf("%d / %d: %d, want %d", x, q, got, want)
			}
		}
	}
}

func TestInverse(t *testing.T) {
	r := random()
	for trial := range 400 {
		n := 1 + r.IntN(9)
		q := table(r, []int{1, 8, 60, 255}[trial%4])
		coef, masks := make([][64]int16, n), make([]uint64, n)
		NewQuant(q).Forward(coef, masks, picture(r, 8*n), 8*n)
		if trial%3 == 0 { // few coefficients
			for i := range coef {
				for k := range coef[i] {
					if k > r.IntN(20) {
						coef[i][k] = 0
					}
				}
			}
		}
		d := NewDequant(q)
		for _, scale := range []int{1, 2, 4, 8} {
			side := 8 / scale
			stride := side*n + r.IntN(3)
			got := bothWays(t, "Inverse", func() []byte {
				dst := make([]byte, side*stride)
				d.Inverse(dst, stride, coef, scale)
				return dst
			})
			for i := range n {
				for k, want := range exactInverse(&coef[i], q, side) {
					want = min(max(want, 0), 255)
					v := got[k/side*stride+i*side+k%side]
					if math.Abs(float64(v)-want) > 0.6 {
						t.Fatalf("scale %d, block %d, sample %d: %d, exactly %v", scale, i, k, v, want)
					}
				}
			}
		}
	}
}

// TestHostileCoefficients holds both ways to the same bits where they overflow.
func TestHostileCoefficients(t *testing.T) {
	r := random()
	for trial := range 2000 {
		q, coef := table(r, []int{1, 255, 65535}[trial%3]), make([][64]int16, 4)
		for i := range coef {
			for k := range coef[i] {
				if trial%5 > 0 || k == 0 {
					coef[i][k] = []int16{0, -1 << 15, 1<<15 - 1, int16(r.Uint32())}[r.IntN(4)]
				}
			}
		}
		d := NewDequant(q)
		for _, scale := range []int{1, 2, 4, 8} {
			bothWays(t, "Inverse", func() []byte {
				dst := make([]byte, 32*8)
				d.Inverse(dst, 32, coef, scale)
				return dst
			})
		}
	}
}

// TestInverseOnNoise measures what IEEE 1180 does: peak, mean and mean square of
// the error, with its bounds.
func TestInverseOnNoise(t *testing.T) {
	r := random()
	var q [64]uint16
	for i := range q {
		q[i] = 1
	}
	d, bad := NewDequant(&q), 0
	var sum, squares float64
	const blocks = 4000
	for range blocks {
		coef := make([][64]int16, 1)
		for i := range coef[0] {
			coef[0][i] = int16(r.IntN(129) - 64)
		}
		got := make([]byte, 64)
		d.Inverse(got, 8, coef, 1)
		for k, want := range exactInverse(&coef[0], &q, 8) {
			e := float64(got[k]) - min(max(math.Round(want), 0), 255)
			if math.Abs(e) > 1 {
				bad++
			}
			sum += e
			squares += e * e
		}
	}
	if mean, square := sum/64/blocks, squares/64/blocks; bad > 0 || math.Abs(mean) > 0.0015 || square > 0.02 {
		t.Errorf("%d beyond 1, mean error %v, mean square %v", bad, mean, square)
	}
}

func TestNothingOutsideIsWritten(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for n := 1; n < 9; n++ {
			for _, scale := range []int{1, 2, 4, 8} {
				side := 8 / scale
				stride := side*n + 40
				dst := bytes.Repeat([]byte{7}, side*stride)
				NewDequant(table(random(), 9)).Inverse(dst, stride, make([][64]int16, n), scale)
				for i, v := range dst {
					if want := byte(128); i%stride >= side*n && v != 7 || i%stride < side*n && v != want {
						t.Fatalf("%d blocks at 1/%d: byte %d is %d", n, scale, i, v)
					}
				}
			}
		}
	})
}
