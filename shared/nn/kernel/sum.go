package kernel

import "math"

// Sums are taken in eight float64 lanes: element i goes to lane i mod 8, in
// rising order, and fold puts the lanes together. Products of two float32
// values are exact in float64.

// Sum is the sum of x.
func Sum(x []float32) float64 {
	var s lanes
	n := len(x) &^ 7
	code().sum(x[:n], &s)
	sumGeneric(x[n:], &s)
	return s.fold()
}

// SumAbs is the sum of the magnitudes of x.
func SumAbs(x []float32) float64 {
	var s lanes
	n := len(x) &^ 7
	code().sumAbs(x[:n], &s)
	sumAbsGeneric(x[n:], &s)
	return s.fold()
}

// SumSq is the sum of the squares of x.
func SumSq(x []float32) float64 { return Dot(x, x) }

// Dot is the sum of the products of x and y, as many as x has.
func Dot(x, y []float32) float64 {
	var s lanes
	n := len(x) &^ 7
	y = y[:len(x)]
	code().dot(x[:n], y[:n], &s)
	dotGeneric(x[n:], y[n:], &s)
	return s.fold()
}

type lanes [8]float64

func (s *lanes) fold() float64 {
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

func sumGeneric(x []float32, s *lanes) {
	for i, v := range x {
		s[i%8] += float64(v)
	}
}

func sumAbsGeneric(x []float32, s *lanes) {
	for i, v := range x {
		s[i%8] += math.Abs(float64(v))
	}
}

func dotGeneric(x, y []float32, s *lanes) {
	for i, v := range x {
		s[i%8] += float64(v) * float64(y[i])
	}
}
