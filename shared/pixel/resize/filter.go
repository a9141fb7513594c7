package resize

import "math"

// Filter is how the pixels around a place weigh.
type Filter struct {
	name    string
	support float64 // beyond which weights are 0, in pixels of the smaller picture
	weight  func(x float64) float64
}

func (f Filter) String() string { return f.name }

// Lanczos3 is sinc windowed by a sinc three times as wide: sharp, and rings a
// little at hard edges.
var Lanczos3 = Filter{"lanczos3", 3, func(x float64) float64 { return sinc(x) * sinc(x/3) }}

// Bilinear is the triangle filter: soft, without ringing.
var Bilinear = Filter{"bilinear", 1, func(x float64) float64 { return 1 - x }}

// Box is the mean of the pixels that a result covers; enlarging repeats pixels.
var Box = Filter{"box", 0.5, func(float64) float64 { return 1 }}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// fraction is how many bits of weights are behind the point.
const fraction = 14

// axis holds the weights for one direction: result i is the sum of taps values
// from start[i] on times coef[i·taps:].
type axis struct {
	taps  int
	start []int32
	coef  []int16
}

// newAxis is for in values of which out are made, scale apart. All that it
// names lies within in.
func newAxis(in, out int, scale float64, f Filter) axis {
	stretch := max(scale, 1)
	reach := f.support * stretch
	a := axis{taps: min(2*int(math.Ceil(reach))+1, in), start: make([]int32, out)}
	a.coef = make([]int16, out*a.taps)
	weights := make([]float64, a.taps)
	for i := range out {
		centre := (float64(i)+0.5)*scale - 0.5
		start := min(max(int(math.Ceil(centre-reach)), 0), in-a.taps)
		sum := 0.0
		for k := range weights {
			x := math.Abs(float64(start+k)-centre) / stretch
			weights[k] = 0
			if x < f.support || x == f.support && f.support < 1 {
				weights[k] = f.weight(x)
			}
			sum += weights[k]
		}
		a.start[i] = int32(start)
		quantise(a.coef[i*a.taps:][:a.taps], weights, sum)
	}
	return a
}

// quantise rounds weights that come to sum so that they come to 1 exactly, each
// passing what it lost on to the next: many small ones do not all become 0.
func quantise(dst []int16, weights []float64, sum float64) {
	exact, given := 0.0, 0
	last := 0
	for k, w := range weights {
		if w == 0 {
			dst[k] = 0
			continue
		}
		exact += w / sum * (1 << fraction)
		v := int(math.Round(exact)) - given
		dst[k] = int16(v)
		given, last = given+v, k
	}
	dst[last] += int16(1<<fraction - given)
}
