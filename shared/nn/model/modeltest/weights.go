package modeltest

import (
	"math"
	"math/rand/v2"
)

// Classes is the number of classes of the networks of this package.
const Classes = 10

// source makes weights that keep activations of the same size from layer to
// layer (He et al., 2015).
type source struct{ *rand.Rand }

func newSource(seed uint64) source { return source{rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))} }

func (s source) weights(n, fanIn int) []float32 {
	deviation := math.Sqrt(2 / float64(fanIn))
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(s.NormFloat64() * deviation)
	}
	return out
}

// around are n numbers from middle − spread to middle + spread.
func (s source) around(n int, middle, spread float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(middle + spread*(2*s.Float64()-1))
	}
	return out
}

// scaled is how many channels a layer of n has in a network whose first layer
// has width channels in place of 64.
func scaled(n, width int) int { return max(1, n*width/64) }
