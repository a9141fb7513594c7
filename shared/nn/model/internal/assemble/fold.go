package assemble

import (
	"fmt"
	"math"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

// BatchNorm is a batch normalisation that is not trained, as a scale and a
// shift by channel: scale = gamma / √(variance + eps), shift = beta − mean ×
// scale (Ioffe and Szegedy, 2015).
func BatchNorm(gamma, beta, mean, variance []float32, eps float32) (nn.Affine, error) {
	n := len(gamma)
	if len(beta) != n || len(mean) != n || len(variance) != n {
		return nn.Affine{}, fmt.Errorf("batch normalisation of %d scales, %d shifts, %d means and %d variances", n, len(beta), len(mean), len(variance))
	}
	out := nn.Affine{Scale: make([]float32, n), Shift: make([]float32, n)}
	for i := range n {
		if !(variance[i] >= 0) {
			return nn.Affine{}, fmt.Errorf("batch normalisation: variance %d is %v", i, variance[i])
		}
		scale := float64(gamma[i]) / math.Sqrt(float64(variance[i])+float64(eps))
		out.Scale[i] = float32(scale)
		out.Shift[i] = float32(float64(beta[i]) - float64(float64(mean[i])*scale))
	}
	return out, nil
}

// Verbatim is the graph as it was built.
func (b *Builder) Verbatim() *nn.Graph { return &nn.Graph{Nodes: b.nodes} }

// Graph is the finished graph: scales and shifts are folded into the operation
// before them, and nodes that no output needs are left out. With no outputs all
// are kept. The builder is used up: weights change where they are.
func (b *Builder) Graph(outputs ...int) (*nn.Graph, error) {
	became, err := b.fold(outputs)
	if err != nil {
		return nil, err
	}
	needed := make([]bool, len(b.nodes))
	for _, o := range outputs {
		needed[became[o]] = true
	}
	for i := len(b.nodes) - 1; i >= 0; i-- {
		needed[i] = became[i] == i && (needed[i] || len(outputs) == 0 || i == 0)
		for _, from := range b.nodes[i].In {
			if needed[i] {
				needed[became[from]] = true
			}
		}
	}
	g, index := &nn.Graph{}, make([]int, len(b.nodes))
	for i, n := range b.nodes {
		if !needed[i] {
			continue
		}
		for j, from := range n.In {
			n.In[j] = index[became[from]]
		}
		index[i] = len(g.Nodes)
		g.Nodes = append(g.Nodes, n)
	}
	if len(g.Nodes) < 2 {
		return nil, fmt.Errorf("the network computes nothing from its input")
	}
	return g, nil
}

// fold makes Affine nodes part of the convolution, dense layer or input before
// them where nothing else uses its output. It returns the node that computes
// each node's output: itself, or the one that it was folded into.
func (b *Builder) fold(outputs []int) ([]int, error) {
	uses := make([]int, len(b.nodes))
	for _, o := range outputs {
		uses[o]++
	}
	for _, n := range b.nodes {
		for _, from := range n.In {
			uses[from]++
		}
	}
	became := make([]int, len(b.nodes))
	for i, n := range b.nodes {
		became[i] = i
		a, ok := n.Op.(nn.Affine)
		if !ok {
			continue
		}
		before := became[n.In[0]]
		if uses[before] != 1 {
			continue
		}
		folded, err := foldInto(b.nodes[before].Op, a)
		if err != nil {
			return nil, fmt.Errorf("node %q: %w", n.Name, err)
		}
		if folded != nil {
			b.nodes[before].Op = folded
			became[i], uses[before] = before, uses[i]
		}
	}
	return became, nil
}

// foldInto is op with the scale and shift after it, or nil where that cannot be.
func foldInto(op nn.Op, a nn.Affine) (nn.Op, error) {
	switch op := op.(type) {
	case nn.Input:
		return foldInput(op, a), nil
	case nn.Conv:
		op.Bias = scale(op.Weight, op.Bias, a)
		return op, finite(op.Weight, op.Bias)
	case nn.Dense:
		op.Bias = scale(op.Weight, op.Bias, a)
		return op, finite(op.Weight, op.Bias)
	}
	return nil, nil
}

// foldInput uses ((v − m) s) a + b = (v − (m − b/(s a))) s a.
func foldInput(in nn.Input, a nn.Affine) nn.Op {
	for c := range 3 {
		s := float64(in.Scale[c]) * float64(a.Scale[c])
		mean := float64(in.Mean[c]) - float64(a.Shift[c])/s
		if s == 0 || math.IsInf(float64(float32(s)), 0) || math.IsNaN(mean) || math.IsInf(float64(float32(mean)), 0) {
			return nil
		}
		in.Mean[c], in.Scale[c] = float32(mean), float32(s)
	}
	return in
}

// scale multiplies the weights of each output in place and returns the biases.
func scale(weight, bias []float32, a nn.Affine) []float32 {
	out := make([]float32, len(a.Scale))
	row := len(weight) / len(a.Scale)
	for o, s := range a.Scale {
		w := weight[o*row:][:row]
		for i := range w {
			w[i] *= s
		}
		if len(bias) > 0 {
			out[o] = float32(float64(float64(bias[o])*float64(s)) + float64(a.Shift[o]))
		} else {
			out[o] = a.Shift[o]
		}
	}
	return out
}

func finite(weight, bias []float32) error {
	if err := number.Finite(weight); err != nil {
		return fmt.Errorf("weights with their normalisation: %w", err)
	}
	if err := number.Finite(bias); err != nil {
		return fmt.Errorf("biases with their normalisation: %w", err)
	}
	return nil
}
