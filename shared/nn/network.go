package nn

import "fmt"

// Network is a graph with its weights as the kernels read them. It is safe for
// several plans at once.
type Network struct {
	Graph *Graph
	convs map[int]*kernelWeights
}

// NewNetwork checks a graph's weights and order. Sizes are checked by Plan.
func NewNetwork(g *Graph) (*Network, error) {
	if len(g.Nodes) == 0 {
		return nil, fmt.Errorf("network %s has no nodes", g.Name)
	}
	n := &Network{Graph: g, convs: map[int]*kernelWeights{}}
	for i, node := range g.Nodes {
		for _, w := range weightsOf(node.Op) {
			if !finite(w) {
				return nil, fmt.Errorf("node %s: a weight is not a finite number", node.Name)
			}
		}
		switch op := node.Op.(type) {
		case Conv:
			n.convs[i] = newKernelWeights(&op)
		case Dense:
			n.convs[i] = newKernelWeights(&Conv{In: op.In, Out: op.Out, KH: 1, KW: 1, Stride: 1, Weight: op.Weight, Bias: op.Bias})
		}
	}
	return n, nil
}

func weightsOf(op Op) [][]float32 {
	switch op := op.(type) {
	case Conv:
		return [][]float32{op.Weight, op.Bias}
	case Dense:
		return [][]float32{op.Weight, op.Bias}
	case Affine:
		return [][]float32{op.Scale, op.Shift}
	case BatchNorm:
		return [][]float32{op.Gamma, op.Beta, op.Mean, op.Variance}
	}
	return nil
}

// FLOPs is how many multiplications and additions the convolutions up to a node
// take for one picture, forward, and back to the picture.
func (n *Network) FLOPs(height, width, node int) (forward, backward float64, err error) {
	shapes, err := n.Graph.Shapes(height, width, node+1)
	if err != nil {
		return 0, 0, err
	}
	needed := n.Graph.ancestors([]int{node})
	for i := range node + 1 {
		if w := n.convs[i]; w != nil && needed[i] {
			c := w.conv
			f := 2 * float64(shapes[i].Floats()) * float64(c.KH*c.KW*c.In)
			forward += f
			backward += f
		}
	}
	return forward, backward, nil
}

// ancestors marks the nodes that the targets depend on, themselves included.
func (g *Graph) ancestors(targets []int) []bool {
	needed := make([]bool, len(g.Nodes))
	for _, t := range targets {
		needed[t] = true
	}
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		if needed[i] {
			for _, from := range g.Nodes[i].In {
				needed[from] = true
			}
		}
	}
	return needed
}
