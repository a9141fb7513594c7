package nn

import "math"

// Fold is a graph in which every BatchNorm that follows a convolution is a part
// of it, with the moving mean and variance, and any other one an Affine. Layers
// stay where they were.
func Fold(g *Graph) *Graph {
	out := &Graph{Name: g.Name, Version: g.Version, Classes: g.Classes}
	readers := make([]int, len(g.Nodes))
	for _, n := range g.Nodes {
		for _, i := range n.In {
			readers[i]++
		}
	}
	at := make([]int, len(g.Nodes)) // where a node of g is in out
	for i, n := range g.Nodes {
		in := make([]int, len(n.In))
		for j, from := range n.In {
			in[j] = at[from]
		}
		if bn, ok := n.Op.(BatchNorm); ok {
			scale, shift := bn.affine()
			before := &out.Nodes[in[0]]
			if c, ok := before.Op.(Conv); ok && readers[n.In[0]] == 1 {
				before.Op = c.scaled(scale, shift)
				at[i] = in[0]
				continue
			}
			n.Op = Affine{Scale: scale, Shift: shift}
		}
		at[i] = len(out.Nodes)
		out.Nodes = append(out.Nodes, Node{Name: n.Name, Op: n.Op, In: in})
	}
	for _, l := range g.Layers {
		l.Node = at[l.Node]
		out.Layers = append(out.Layers, l)
	}
	return out
}

// affine is what a trained batch normalisation does to a value.
func (b BatchNorm) affine() (scale, shift []float32) {
	scale, shift = make([]float32, len(b.Gamma)), make([]float32, len(b.Gamma))
	for c := range scale {
		s := float64(b.Gamma[c]) / math.Sqrt(float64(b.Variance[c])+float64(b.Eps))
		scale[c] = float32(s)
		shift[c] = float32(float64(b.Beta[c]) - float64(float64(b.Mean[c])*s))
	}
	return scale, shift
}

// scaled is c followed by v × scale + shift.
func (c Conv) scaled(scale, shift []float32) Conv {
	per := c.KH * c.KW * c.In
	weight, bias := make([]float32, len(c.Weight)), make([]float32, c.Out)
	for o := range c.Out {
		for i := range per {
			weight[o*per+i] = c.Weight[o*per+i] * scale[o]
		}
		bias[o] = shift[o]
		if len(c.Bias) > 0 {
			bias[o] += float32(c.Bias[o] * scale[o])
		}
	}
	c.Weight, c.Bias = weight, bias
	return c
}
