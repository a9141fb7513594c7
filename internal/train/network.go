package main

import (
	"math"
	"math/rand/v2"

	"github.com/reverie-image/reverie/shared/nn"
)

// block is a convolution with batch normalisation and ReLU, and whether the
// pictures are halved after it.
type block struct {
	name        string
	out, k      int
	stride      int
	pooledAfter bool
}

// architecture is the shipped network's. Averages instead of maxima make
// gradients smooth, which dreams show.
var architecture = []block{
	{"c1", 32, 5, 2, false},
	{"c2", 48, 3, 1, true},
	{"c3", 64, 3, 1, false},
	{"c4", 96, 3, 1, true},
	{"c5", 128, 3, 1, false},
	{"c6", 160, 3, 1, true},
	{"c7", 192, 3, 1, false},
}

// build makes the network with random weights (He et al., 2015).
func build(classes []string, rng *rand.Rand) *nn.Graph {
	g := &nn.Graph{Name: "reverie", Version: version, Classes: classes}
	add := func(name string, op nn.Op) int {
		n := nn.Node{Name: name, Op: op}
		if i := len(g.Nodes); i > 0 {
			n.In = []int{i - 1}
		}
		g.Nodes = append(g.Nodes, n)
		return len(g.Nodes) - 1
	}
	const spread = 1 / 58.0 // of a picture's values, about their mean
	add("input", nn.Input{Mean: [3]float32{117, 117, 117}, Scale: [3]float32{spread, spread, spread}})
	in := 3
	for _, b := range architecture {
		fan := b.k * b.k * in
		add(b.name, nn.Conv{In: in, Out: b.out, KH: b.k, KW: b.k, Stride: b.stride,
			Pad: nn.Pad{Top: b.k / 2, Left: b.k / 2, Bottom: b.k / 2, Right: b.k / 2}, Weight: normal(rng, b.out*fan, math.Sqrt(2/float64(fan)))})
		add(b.name+"/norm", nn.BatchNorm{Gamma: filled(b.out, 1), Beta: filled(b.out, 0), Mean: filled(b.out, 0), Variance: filled(b.out, 1), Eps: 1e-3})
		g.Layers = append(g.Layers, nn.Layer{Name: b.name, Node: add(b.name+"/relu", nn.ReLU{})})
		if b.pooledAfter {
			add(b.name+"/pool", nn.Pool{K: 2, Stride: 2})
		}
		in = b.out
	}
	add("average", nn.GlobalAverage{})
	i := add("logits", nn.Dense{In: in, Out: len(classes), Weight: normal(rng, in*len(classes), math.Sqrt(1/float64(in))), Bias: filled(len(classes), 0)})
	g.Layers = append(g.Layers, nn.Layer{Name: "logits", Node: i})
	return g
}

func normal(rng *rand.Rand, n int, sigma float64) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(sigma * rng.NormFloat64())
	}
	return v
}

func filled(n int, with float32) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = with
	}
	return v
}
