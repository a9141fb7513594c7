package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA rounds a·b + c once, by way of the whole sum.
func exactFMA(a, b, c float32) float32 {
	product := new(big.Float).SetPrec(2000).Mul(big.NewFloat(float64(a)), big.NewFloat(float64(b)))
	sum, _ := product.Add(product, big.NewFloat(float64(c))).Float32()
	return sum
}

// hardOperands are of the kinds that are difficult to round: any bits, few bits
// that lie far apart, sums that nearly cancel, and results that are subnormal.
func hardOperands(r *rand.Rand, kind int) (a, b, c float32) {
	value := func() float32 {
		switch bits := r.Uint32(); kind {
		case 0:
			return math.Float32frombits(bits)
		case 1, 2:
			return math.Float32frombits(bits&0x80ff_ffff | 0x3f00_0000)
		case 3:
			return math.Float32frombits(bits&0x8fff_0000 | 0x2000_0000)
		default:
			return float32(int32(bits)>>20) * 0x1p-130
		}
	}
	a, b, c = value(), value(), value()
	switch kind {
	case 2:
		c = -math.Float32frombits(math.Float32bits(a*b) ^ uint32(r.IntN(4)))
	case 4:
		a = float32(r.IntN(64)-32) / 64
	}
	return a, b, c
}

func TestFMAIsExact(t *testing.T) {
	r := random()
	slow := 0
	for i := range 200_000 {
		a, b, c := hardOperands(r, i%5)
		s := float64(a)*float64(b) + float64(c)
		if math.IsNaN(s) || math.IsInf(s, 0) || s == 0 {
			continue
		}
		if doubtful(s) {
			slow++
		}
		got := float32(fma(float64(a), float64(b), float64(c)))
		if want := exactFMA(a, b, c); got != want {
			t.Fatalf("%g·%g + %g is %g, not %g", a, b, c, got, want)
		}
	}
	if slow < 1000 {
		t.Errorf("only %d of the operands were difficult", slow)
	}
}

func TestFMAOfNoNumbers(t *testing.T) {
	inf, negativeZero := math.Inf(1), math.Copysign(0, -1)
	for _, c := range []struct{ a, b, c, want float64 }{
		{inf, 1, 0, inf},
		{math.MaxFloat32, 2, 0, inf},
		{math.MaxFloat32, 2, -math.MaxFloat32, math.MaxFloat32},
		{1, 1, -1, 0},
		{negativeZero, 1, negativeZero, negativeZero},
		{negativeZero, 1, 0, 0},
	} {
		if got := fma(c.a, c.b, c.c); math.Float64bits(got) != math.Float64bits(c.want) {
			t.Errorf("%g·%g + %g is %g, not %g", c.a, c.b, c.c, got, c.want)
		}
	}
	if got := fma(inf, 0, 1); !math.IsNaN(got) {
		t.Errorf("∞·0 + 1 is %g", got)
	}
}
