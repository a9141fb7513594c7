package nn

import "context"

// weightGradient is the gradient of an operation's weights.
type weightGradient struct {
	weight []float32 // [KH][KW·In][Out]
	bias   []float32 // [Out]
	norm   *norm     // of a BatchNorm, which has others
}

func newWeightGradient(c *Conv) *weightGradient {
	return &weightGradient{weight: make([]float32, len(c.Weight)+slack), bias: make([]float32, c.Out)}
}

// add takes the place of the last gradient.
func (w *weightGradient) add(ctx context.Context, c *Conv, x, dy *tensor) {
	clear(w.weight)
	convWeights(ctx, c, x, dy, w.weight)
	if len(c.Bias) == 0 {
		return
	}
	sums := make([]float64, c.Out)
	for r := range dy.rows() {
		line := dy.line(r/dy.H, r%dy.H)
		for i := 0; i < len(line); i += c.Out {
			for j, v := range line[i : i+c.Out] {
				sums[j] += float64(v)
			}
		}
	}
	for j, s := range sums {
		w.bias[j] = float32(s)
	}
}

// Gradients are, after Backward of a plan that trains, the gradients of a
// node's parameters: of a convolution's or dense layer's weights in the order
// [KH][KW][In][Out] and biases, of a batch normalisation's gamma and beta.
func (p *Plan) Gradients(node int) (weight, bias []float32) {
	w := p.weights[node]
	switch {
	case w == nil:
		return nil, nil
	case w.norm != nil:
		return w.norm.dGamma, w.norm.dBeta
	}
	return w.weight[:len(w.weight)-slack], w.bias
}

// Statistics are the mean and variance of the last batch at a BatchNorm.
func (p *Plan) Statistics(node int) (mean, variance []float32) {
	n := p.weights[node].norm
	return n.mean, n.variance
}

// Refresh packs the weights of the graph anew after the caller has changed
// them. No other plan of the network may be running.
func (n *Network) Refresh() {
	for _, w := range n.convs {
		refillForward(w.forwards(), w.conv)
		refillBackward(w.back(), w.conv)
	}
}
