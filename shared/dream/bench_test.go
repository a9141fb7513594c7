package dream

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
)

// thinNet has the shipped network's form, a part of its channels and random
// weights.
func thinNet(t testing.TB, part int) (*nn.Network, int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	g := &nn.Graph{Name: "test", Nodes: []nn.Node{{Name: "input", Op: nn.Input{Mean: [3]float32{117, 117, 117}, Scale: [3]float32{1. / 58, 1. / 58, 1. / 58}}}}}
	add := func(op nn.Op) { g.Nodes = append(g.Nodes, nn.Node{Op: op, In: []int{len(g.Nodes) - 1}}) }
	in := 3
	for i, out := range []int{32, 48, 64, 96, 128, 160, 192} {
		out /= part
		k, s := 3, 1
		if i == 0 {
			k, s = 5, 2
		}
		w, b := make([]float32, out*k*k*in), make([]float32, out)
		for j := range w {
			w[j] = float32(r.NormFloat64() * 1.4 / float64(k) / math.Sqrt(float64(in)))
		}
		add(nn.Conv{In: in, Out: out, KH: k, KW: k, Stride: s, Pad: nn.Pad{Top: k / 2, Left: k / 2, Bottom: k / 2, Right: k / 2}, Weight: w, Bias: b})
		add(nn.ReLU{})
		if i == 1 || i == 3 || i == 5 {
			add(nn.Pool{K: 2, Stride: 2})
		}
		in = out
	}
	net, err := nn.NewNetwork(g)
	if err != nil {
		t.Fatal(err)
	}
	return net, len(g.Nodes) - 1
}

func noise(w, h int) *Canvas {
	c, r := NewCanvas(w, h), rand.New(rand.NewPCG(3, 4))
	for i := range c.Pix {
		c.Pix[i] = float32(r.IntN(256))
	}
	return c
}

func BenchmarkStep(b *testing.B) {
	net, node := thinNet(b, 1)
	o := Options{Node: node, Channel: -1, Balance: 3, Octaves: 1, Scale: 1.4, Steps: b.N, Step: 1.5, Colour: 1}
	img := noise(1024, 768)
	b.ResetTimer()
	if _, err := Run(b.Context(), net, img, o, nil); err != nil {
		b.Fatal(err)
	}
}
