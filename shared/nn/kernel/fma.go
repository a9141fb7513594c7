package kernel

import "math"

// fma is a·b + c rounded once to float32. All four are float32 values held as
// float64, in which a·b is exact. Rounding the sum to float64 and then to
// float32 is the same as rounding once, but where the first rounding may have
// put it half way between two float32 values, and where float32 is subnormal.
func fma(a, b, c float64) float64 {
	s := a*b + c
	if doubtful(s) {
		return fmaExact(a, b, c)
	}
	return float64(float32(s))
}

func doubtful(s float64) bool {
	const smallest = 1023 - 126 // exponent of the smallest normal float32
	bits := math.Float64bits(s)
	return bits&(1<<29-1) == 1<<28 || bits<<1>>53-1 < smallest-1
}

// fmaExact rounds the sum to odd in float64, after which rounding to float32
// gives what rounding once would (Boldo and Melquiond, Emulation of FMA and
// correctly rounded sums, 2008).
//
//go:noinline
func fmaExact(a, b, c float64) float64 {
	p := a * b
	s := p + c
	t := s - p
	rest := (p - (s - t)) + (c - t) // p + c = s + rest exactly (Knuth's two-sum)
	bits := math.Float64bits(s)
	if rest != 0 && bits&1 == 0 {
		if (rest > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
	}
	return float64(float32(math.Float64frombits(bits)))
}
