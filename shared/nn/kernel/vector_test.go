package kernel

import (
	"math"
	"slices"
	"testing"
)

// vectorCases call each function on y with inputs x of the same length; c
// divides a quarter of the length.
var vectorCases = map[string]func(y []float32, x [5][]float32, c int){
	"Axpy":   func(y []float32, x [5][]float32, _ int) { Axpy(y, x[0], 0.3) },
	"Scale":  func(y []float32, x [5][]float32, _ int) { Scale(y, x[0], -0.3) },
	"AddTo":  func(y []float32, x [5][]float32, _ int) { AddTo(y, x[0]) },
	"Mask":   func(y []float32, x [5][]float32, _ int) { Mask(y, x[0]) },
	"ReLUTo": func(y []float32, x [5][]float32, _ int) { ReLUTo(y, x[0]) },
	"MaxTo":  func(y []float32, x [5][]float32, _ int) { MaxTo(y, x[0]) },
	"Affine": func(y []float32, x [5][]float32, c int) { Affine(y, x[0], x[1][:c], x[2][:c]) },
	"Pool2": func(y []float32, x [5][]float32, c int) {
		n := len(y) / 4
		Pool2(y[:n], x[0][:2*n], x[1], c)
	},
	"Unpool2": func(y []float32, x [5][]float32, c int) {
		n := len(y) / 4
		Unpool2(y[:2*n], y[2*n:], x[0][:n], c)
	},
	"Unpool2Masked": func(y []float32, x [5][]float32, c int) {
		n := len(y) / 4
		Unpool2Masked(y[:2*n], y[2*n:], x[0][:n], c)
	},
	"Blend5": func(y []float32, x [5][]float32, _ int) { Blend5(y, x[0], x[1], x[2], x[3], x[4]) },
	"Sums": func(y []float32, x [5][]float32, _ int) {
		for i, s := range []float64{Sum(x[0]), SumAbs(x[0]), SumSq(x[1]), Dot(x[0], x[1])} {
			high := float32(s)
			y[2*i%len(y)], y[(2*i+1)%len(y)] = high, float32(s-float64(high))
		}
	},
}

// TestVectorsAreTheSameAtEachLevel compares lengths with and without tails, and
// what lies behind y with what was there.
func TestVectorsAreTheSameAtEachLevel(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		l := Active()
		for name, f := range vectorCases {
			r := random()
			for c := 1; c <= 40; c++ {
				for pixels := range 7 {
					n := 4 * c * pixels
					var x [5][]float32
					for i := range x {
						x[i] = floats(r, max(n, c))
						x[i][r.IntN(len(x[i]))] = float32(math.NaN())
						x[i] = x[i][:n:n]
					}
					whole := floats(r, n+64)
					want := slices.Clone(whole)
					call := func(l Level, y []float32) {
						Use(l)
						if name == "Affine" || n > 0 {
							f(y[:n:n], padded(x, c), c)
						}
					}
					call(Generic, want)
					call(l, whole)
					if err := sameBits(whole, want); err != nil {
						t.Fatalf("%s of %d in runs of %d: %v", name, n, c, err)
					}
				}
			}
		}
	})
}

// padded are inputs that have at least n elements.
func padded(x [5][]float32, n int) [5][]float32 {
	for i := range x {
		if len(x[i]) < n {
			x[i] = make([]float32, n)
		}
	}
	return x
}
