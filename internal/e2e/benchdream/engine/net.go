package main

import (
	"errors"
	"math"
	"math/rand/v2"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/shipped"
	"github.com/reverie-image/reverie/shared/nn"
)

// network is the shipped one, and its deepest convolution after its ReLU.
func network() (*nn.Graph, int, error) {
	m, err := shipped.Model()
	if err != nil {
		return nil, 0, err
	}
	deepest, ok := m.Graph.Lookup("c7")
	if !ok {
		return nil, 0, errors.New("the shipped network has no layer c7")
	}
	return m.Graph, deepest.Node, nil
}

// compiled is the network as it is run.
func compiled() (*nn.Network, int, error) {
	g, node, err := network()
	if err != nil {
		return nil, 0, err
	}
	net, err := nn.NewNetwork(g)
	return net, node, err
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
