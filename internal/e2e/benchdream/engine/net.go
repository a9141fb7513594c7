package main

import (
	"math"
	"math/rand/v2"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// network has the shipped network's layers and random weights (He et al.,
// 2015), and its deepest layer.
func network() (*nn.Graph, int) {
	r := rand.New(rand.NewPCG(1, 2))
	g := &nn.Graph{Name: "bench"}
	add := func(op nn.Op) {
		n := nn.Node{Op: op}
		if i := len(g.Nodes); i > 0 {
			n.In = []int{i - 1}
		}
		g.Nodes = append(g.Nodes, n)
	}
	add(nn.Input{Mean: [3]float32{117, 117, 117}, Scale: [3]float32{1. / 58, 1. / 58, 1. / 58}})
	in, k, stride := 3, 5, 2
	for i, out := range []int{32, 48, 64, 96, 128, 160, 192} {
		c := nn.Conv{In: in, Out: out, KH: k, KW: k, Stride: stride, Pad: nn.Pad{Top: k / 2, Left: k / 2, Bottom: k / 2, Right: k / 2}}
		c.Weight, c.Bias = make([]float32, out*k*k*in), make([]float32, out)
		for j := range c.Weight {
			c.Weight[j] = float32(math.Sqrt(2/float64(k*k*in)) * r.NormFloat64())
		}
		add(c)
		add(nn.ReLU{})
		if i == 1 || i == 3 || i == 5 {
			add(nn.Pool{K: 2, Stride: 2})
		}
		in, k, stride = out, 3, 1
	}
	return g, len(g.Nodes) - 1
}

// picture is smooth noise: waves of random directions and lengths.
func picture(w, h int) *dream.Canvas {
	c, r := dream.NewCanvas(w, h), rand.New(rand.NewPCG(3, 4))
	for range 24 {
		fx, fy, phase := r.NormFloat64()/20, r.NormFloat64()/20, 7*r.Float64()
		tint := [3]float64{r.Float64(), r.Float64(), r.Float64()}
		for i := range c.Pix {
			x, y := float64(i/3%w), float64(i/3/w)
			c.Pix[i] += float32(15 * tint[i%3] * math.Sin(fx*x+fy*y+phase))
		}
	}
	for i, v := range c.Pix {
		c.Pix[i] = min(max(v+128, 0), 255)
	}
	return c
}
