package nn

// Effort is about how long the operations up to a node other than convolutions
// take, forward and back: as many multiplications and additions as a convolution
// does meanwhile, for one picture of this size. Some of them take far longer than
// what they compute would let one think.
func (n *Network) Effort(height, width, node int) (float64, error) {
	shapes, err := n.Graph.Shapes(height, width, node+1)
	if err != nil {
		return 0, err
	}
	needed := n.Graph.ancestors([]int{node})
	var ns float64
	for i, out := range shapes {
		if op := n.Graph.Nodes[i]; needed[i] && i > 0 {
			ns += n.nanoseconds(op, shapes[op.In[0]], out)
		}
	}
	const perNanosecond = 50 // of one thread
	return ns * perNanosecond, nil
}

// nanoseconds is what one thread of a usual processor takes for an operation,
// forward and back, as measured for 3 to 64 channels.
func (n *Network) nanoseconds(node Node, in, out Shape) float64 {
	values, from := float64(out.Floats()), float64(in.Floats())
	pixels := float64(out.H) * float64(out.W)
	switch op := node.Op.(type) {
	case Conv, Dense:
		return 0
	case ReLU:
		if _, ok := n.Graph.Nodes[node.In[0]].Op.(Conv); ok {
			return 0 // joined to it
		}
	case Pool:
		window := float64(op.K) * float64(op.K)
		if op.halves() {
			return 8 * values
		}
		return window * (20*pixels + 3*values)
	case LRN:
		return float64(13*op.Size+20) * values
	case Softmax:
		return 300 * values
	case GlobalAverage, Flatten:
		return 5 * from
	case Concat, Add:
		return 3 * values * float64(len(node.In))
	}
	return 3 * values
}
