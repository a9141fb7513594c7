package main

import (
	"math"

	"github.com/reverie-image/reverie/shared/nn"
)

// sgd is stochastic gradient descent with Nesterov's momentum, weight decay and
// one cycle of the learning rate (Smith, 2018).
type sgd struct {
	graph    *nn.Graph
	net      *nn.Network
	plan     *nn.Plan
	velocity map[int][2][]float32
	peak     float64 // learning rate
	steps    int
	step     int
}

const (
	momentum   = 0.9
	decay      = 5e-4
	warming    = 0.25 // share of the steps in which the rate rises
	statistics = 0.05 // weight of a batch in the moving mean and variance
)

// rate rises linearly to the peak and falls along a cosine to nothing.
func (s *sgd) rate() float64 {
	at := float64(s.step) / float64(s.steps)
	if at < warming {
		return s.peak * (0.04 + 0.96*at/warming)
	}
	return s.peak * (0.5 + 0.5*math.Cos(math.Pi*(at-warming)/(1-warming)))
}

// update changes the weights after a backward pass.
func (s *sgd) update() {
	rate := float32(s.rate())
	for i, node := range s.graph.Nodes {
		gradient, bias := s.plan.Gradients(i)
		if gradient == nil {
			continue
		}
		v, ok := s.velocity[i]
		if !ok {
			v = [2][]float32{make([]float32, len(gradient)), make([]float32, len(bias))}
			s.velocity[i] = v
		}
		switch op := node.Op.(type) {
		case nn.Conv:
			s.descend(op.Weight, v[0], gradient, rate, decay, op.Out)
		case nn.Dense:
			s.descend(op.Weight, v[0], gradient, rate, decay, op.Out)
			s.descend(op.Bias, v[1], bias, rate, 0, 0)
		case nn.BatchNorm:
			s.descend(op.Gamma, v[0], gradient, rate, 0, 0)
			s.descend(op.Beta, v[1], bias, rate, 0, 0)
			mean, variance := s.plan.Statistics(i)
			for c := range mean {
				op.Mean[c] += statistics * (mean[c] - op.Mean[c])
				op.Variance[c] += statistics * (variance[c] - op.Variance[c])
			}
		}
	}
	s.net.Refresh()
	s.step++
}

// descend changes weights w. With out above 0 gradients and velocities are in
// the order [tap][out], weights in that of [out][tap].
func (s *sgd) descend(w, v, g []float32, rate, decay float32, out int) {
	taps := 1
	if out > 0 {
		taps = len(w) / out
	}
	for i := range w {
		j := i
		if out > 0 {
			j = i%taps*out + i/taps
		}
		d := g[j] + float32(decay*w[i])
		v[j] = float32(momentum*v[j]) + d
		w[i] -= float32(rate * (d + float32(momentum*v[j])))
	}
}
