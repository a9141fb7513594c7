package kernel

import (
	"math"
	"slices"
	"testing"
)

// vectorCases call each function on y, with inputs that are no shorter. The
// length of y is a multiple of 4·c.
var vectorCases = map[string]func(y []float32, x [5][]float32, c int){
	"Axpy":   func(y []float32, x [5][]float32, _ int) { Axpy(y, x[0], 0.3) },
	"Scale":  func(y []float32, x [5][]float32, _ int) { Scale(y, x[0], -0.3) },
	"AddTo":  func(y []float32, x [5][]float32, _ int) { AddTo(y, x[0]) },
	"Mask":   func(y []float32, x [5][]float32, _ int) { Mask(y, x[0]) },
	"ReLUTo": func(y []float32, x [5][]float32, _ int) { ReLUTo(y, x[0]) },
	"MaxTo":  func(y []float32, x [5][]float32, _ int) { MaxTo(y, x[0]) },
	"Affine": func(y []float32, x [5][]float32, c int) { Affine(y, x[0], x[1][:c], x[2][:c]) },
	"Pool2":  func(y []float32, x [5][]float32, c int) { Pool2(y[:len(y)/4], x[0], x[1], c) },
	"Unpool2": func(y []float32, x [5][]float32, c int) {
		Unpool2(y[:len(y)/2], y[len(y)/2:], x[0][:len(y)/4], c)
	},
	"Unpool2Masked": func(y []float32, x [5][]float32, c int) {
		Unpool2Masked(y[:len(y)/2], y[len(y)/2:], x[0][:len(y)/4], c)
	},
	"Blend5": func(y []float32, x [5][]float32, _ int) { Blend5(y, x[0], x[1], x[2], x[3], x[4]) },
	"Sums": func(y []float32, x [5][]float32, _ int) {
		sums := []float64{Sum(x[0]), SumAbs(x[0]), SumSq(x[0]), Dot(x[0], x[1])}
		for i := range min(len(sums), len(y)/2) {
			y[2*i] = float32(sums[i])
			y[2*i+1] = float32(sums[i] - float64(y[2*i]))
		}
	},
}

// TestVectorsAreTheSameAtEachLevel compares lengths with and without tails, and
// what lies behind y with what was there.
func TestVectorsAreTheSameAtEachLevel(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		l := Active()
		defer Use(l)
		for name, f := range vectorCases {
			r := random()
			for c := 1; c <= 40; c++ {
				n := 4 * c * r.IntN(7)
				var x [5][]float32
				for i := range x {
					x[i] = floats(r, n+c)
					x[i][r.IntN(n+c)] = float32(math.NaN())
				}
				got := floats(r, n+64)
				want := slices.Clone(got)
				Use(Generic)
				f(want[:n], x, c)
				Use(l)
				f(got[:n], x, c)
				if err := sameBits(got, want); err != nil {
					t.Fatalf("%s of %d in runs of %d: %v", name, n, c, err)
				}
			}
		}
	})
}

// TestVectors holds each function against its formula, NaN and −0 included.
func TestVectors(t *testing.T) {
	nan, inf, zero := float32(math.NaN()), float32(math.Inf(1)), float32(math.Copysign(0, -1))
	x := []float32{1, -2, zero, 0, nan, inf, -inf, 0x1p-149}
	y := func() []float32 { return []float32{2, 2, 2, nan, 2, 2, 2, -2} }
	third := []float32{3, 3, 3, 3, 3, 3, 3, 3}
	apply := func(f func(y []float32)) []float32 {
		v := y()
		f(v)
		return v
	}
	cases := func() map[string][2][]float32 {
		return map[string][2][]float32{
			"Axpy":  {apply(func(y []float32) { Axpy(y, x, 2) }), {4, -2, 2, nan, nan, inf, -inf, -2}},
			"Scale": {apply(func(y []float32) { Scale(y, x, -1) }), {-1, 2, 0, zero, nan, -inf, inf, -0x1p-149}},
			"AddTo": {apply(func(y []float32) { AddTo(y, x) }), {3, 0, 2, nan, nan, inf, -inf, -2}},
			"Mask":  {apply(func(y []float32) { Mask(y, x) }), {2, 0, 0, 0, 0, 2, 0, -2}},
			"ReLU":  {apply(func(y []float32) { ReLUTo(y, x) }), {1, 0, 0, 0, 0, inf, 0, 0x1p-149}},
			"MaxTo": {apply(func(y []float32) { MaxTo(y, x) }), {2, 2, 2, nan, 2, inf, 2, 0x1p-149}},
			"Affine": {apply(func(y []float32) { Affine(y, x, []float32{1, 10}, []float32{5, 6}) }),
				{6, -14, 5, 6, nan, inf, -inf, 6}},
			"Pool2":   {apply(func(y []float32) { Pool2(y[:2], x[:4], third, 1) }), {1.25, 1.5, 2, nan, 2, 2, 2, -2}},
			"Unpool2": {apply(func(y []float32) { Unpool2(y[:4], y[4:], []float32{4, 8}, 1) }), {1, 1, 2, 2, 1, 1, 2, 2}},
			"Unpool2Masked": {apply(func(y []float32) { Unpool2Masked(y[:4], y[4:], []float32{4, 8}, 1) }),
				{1, 1, 2, 0, 1, 1, 2, 0}},
			"Blend5": {apply(func(y []float32) { Blend5(y, x, third, third, third, third) }),
				{2.875, 2.6875, 2.8125, 2.8125, nan, inf, -inf, 2.8125}},
		}
	}
	defer Use(Active())
	for _, l := range Supported() {
		Use(l)
		for name, c := range cases() {
			if err := sameBits(c[0], c[1]); err != nil {
				t.Errorf("%v %s: %v", l, name, err)
			}
		}
	}
}

func TestSums(t *testing.T) {
	defer Use(Active())
	x, y := make([]float32, 1003), make([]float32, 1003)
	for i := range x {
		x[i], y[i] = float32(i-500), float32(i%7)
	}
	var sum, magnitude, squares, products float64
	for i, v := range x {
		sum += float64(v)
		magnitude += math.Abs(float64(v))
		squares += float64(v) * float64(v)
		products += float64(v) * float64(y[i])
	}
	for _, l := range Supported() {
		Use(l)
		got := [4]float64{Sum(x), SumAbs(x), SumSq(x), Dot(x, y)} // whole numbers: any order is exact
		if want := [4]float64{sum, magnitude, squares, products}; got != want {
			t.Errorf("%v: %v, not %v", l, got, want)
		}
	}
}
