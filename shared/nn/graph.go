package nn

import (
	"fmt"
	"slices"
)

// Graph is a convolutional network as data: what loaders make and [Compile]
// runs. It is not changed once it is made, and may be shared.
type Graph struct {
	Name    string
	Version string
	// Nodes are in topological order: a node's inputs come before it. The
	// first one, and no other, is an [Input].
	Nodes   []Node
	Classes []string // names of the logits of the last Dense, or nil
	// Layers are the nodes that people may name as objectives, from the
	// shallowest to the deepest.
	Layers []Layer
}

// Layer is a node under the names that people know it by.
type Layer struct {
	Name    string   // canonical: "inception_4c/output"
	Aliases []string // "inception4c"
	Node    int      // index into Nodes
}

// Node is one operation. In are indices of earlier nodes.
type Node struct {
	Name string
	Op   Op
	In   []int
}

// Shape is height × width × channels of one picture's activations.
type Shape struct{ H, W, C int }

// Floats is how many values a shape holds.
func (s Shape) Floats() int { return s.H * s.W * s.C }

// Op is an operation of a Graph: one of the types of this file.
type Op interface {
	// Shape is the output's shape for inputs of these shapes, or why there is
	// none. It checks the operation's weights as well.
	Shape(in []Shape) (Shape, error)
}

// Input takes pictures: RGB, 0 to 255, height × width × 3. The network sees
// (v − Mean) × Scale by channel, with the channels in the order BGR when BGR is
// set; Mean and Scale are given in the order that the network sees.
type Input struct {
	Mean, Scale [3]float32
	BGR         bool
}

// Conv is a convolution. Weight is [Out][KH][KW][In]; Bias is [Out] or nil.
type Conv struct {
	In, Out, KH, KW int
	Stride          int
	Pad             Pad
	Weight, Bias    []float32
}

// Pad is how many rows and columns of zeros surround a picture.
type Pad struct{ Top, Left, Bottom, Right int }

// ReLU is max(v, 0).
type ReLU struct{}

// Clip is min(max(v, Min), Max).
type Clip struct{ Min, Max float32 }

// Affine is v × Scale + Shift by channel: a BatchNorm that is not trained.
type Affine struct{ Scale, Shift []float32 }

// BatchNorm is batch normalisation in training: (v − mean) / √(variance + Eps)
// × Gamma + Beta, with mean and variance of the batch. Compile refuses it
// outside training; [Fold] makes it part of the convolution before it.
type BatchNorm struct {
	Gamma, Beta, Mean, Variance []float32
	Eps                         float32
}

// Pool is a maximum or an average over windows of K × K. Ceil rounds the
// output's size up, as Caffe does; a window that would begin beyond the picture
// and its padding on the top and left is dropped. An average is over the pixels
// of the window that lie in the picture, or, with CountPad, in the padding too.
type Pool struct {
	Max       bool
	K, Stride int
	Pad       Pad
	Ceil      bool
	CountPad  bool
}

// LRN is local response normalisation across channels (Krizhevsky et al.,
// 2012): v / (K + Alpha/Size × Σ v²)^Beta, the sum over Size channels about it.
type LRN struct {
	Size           int
	Alpha, Beta, K float32
}

// Concat joins the channels of its inputs, which have the same height and width.
type Concat struct{}

// Add adds its inputs, which have the same shape.
type Add struct{}

// Padding surrounds a picture with zeros.
type Padding struct{ Pad Pad }

// GlobalAverage is the mean over all pixels.
type GlobalAverage struct{}

// Dense is a matrix product with a single pixel's channels. Weight is
// [Out][In]; Bias is [Out] or nil.
type Dense struct {
	In, Out      int
	Weight, Bias []float32
}

// Flatten makes a picture of H × W × C one pixel of C·H·W channels, in the
// order of channel, row, column: what Dense layers of other frameworks expect.
type Flatten struct{}

// Softmax is eᵛ / Σ eᵛ over the channels of each pixel.
type Softmax struct{}

// Shape implements Op.
func (Input) Shape(in []Shape) (Shape, error) {
	return Shape{}, fmt.Errorf("an input has no inputs")
}

// Shape implements Op.
func (c Conv) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err != nil {
		return Shape{}, err
	}
	switch {
	case c.In <= 0 || c.Out <= 0 || c.KH <= 0 || c.KW <= 0 || c.Stride <= 0 || c.Pad.negative():
		return Shape{}, fmt.Errorf("convolution of %d → %d channels, %d × %d, stride %d: sizes must be positive", c.In, c.Out, c.KH, c.KW, c.Stride)
	case s.C != c.In:
		return Shape{}, fmt.Errorf("convolution of %d channels on %d", c.In, s.C)
	case c.Pad.Top >= c.KH || c.Pad.Bottom >= c.KH || c.Pad.Left >= c.KW || c.Pad.Right >= c.KW:
		return Shape{}, fmt.Errorf("padding %v of a window of %d × %d", c.Pad, c.KH, c.KW)
	case len(c.Weight) != c.Out*c.KH*c.KW*c.In || len(c.Bias) != 0 && len(c.Bias) != c.Out:
		return Shape{}, fmt.Errorf("convolution of %d → %d channels, %d × %d, with %d weights and %d biases", c.In, c.Out, c.KH, c.KW, len(c.Weight), len(c.Bias))
	}
	h, w := s.H+c.Pad.Top+c.Pad.Bottom-c.KH, s.W+c.Pad.Left+c.Pad.Right-c.KW
	if h < 0 || w < 0 {
		return Shape{}, small(s, c.KH)
	}
	return Shape{h/c.Stride + 1, w/c.Stride + 1, c.Out}, nil
}

// Shape implements Op.
func (ReLU) Shape(in []Shape) (Shape, error) { return one(in) }

// Shape implements Op.
func (c Clip) Shape(in []Shape) (Shape, error) {
	if !(c.Min <= c.Max) {
		return Shape{}, fmt.Errorf("clip to %v … %v", c.Min, c.Max)
	}
	return one(in)
}

// Shape implements Op.
func (a Affine) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err == nil && (len(a.Scale) != s.C || len(a.Shift) != s.C) {
		err = fmt.Errorf("%d scales and %d shifts for %d channels", len(a.Scale), len(a.Shift), s.C)
	}
	return s, err
}

// Shape implements Op.
func (b BatchNorm) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err == nil && (len(b.Gamma) != s.C || len(b.Beta) != s.C || len(b.Mean) != s.C || len(b.Variance) != s.C) {
		err = fmt.Errorf("batch normalisation of %d channels on %d", len(b.Gamma), s.C)
	}
	return s, err
}

// Shape implements Op.
func (p Pool) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err != nil {
		return Shape{}, err
	}
	if p.K <= 0 || p.Stride <= 0 || p.Pad.negative() || max(p.Pad.Top, p.Pad.Left, p.Pad.Bottom, p.Pad.Right) >= p.K {
		return Shape{}, fmt.Errorf("pooling of %d × %d, stride %d, padding %v", p.K, p.K, p.Stride, p.Pad)
	}
	h, w := p.size(s.H, p.Pad.Top, p.Pad.Bottom), p.size(s.W, p.Pad.Left, p.Pad.Right)
	if h <= 0 || w <= 0 {
		return Shape{}, small(s, p.K)
	}
	return Shape{h, w, s.C}, nil
}

func (p Pool) size(n, before, after int) int {
	room := n + before + after - p.K
	if room < 0 && !(p.Ceil && room > -p.K) {
		return 0
	}
	if room < 0 {
		return 1
	}
	if !p.Ceil {
		return room/p.Stride + 1
	}
	out := (room+p.Stride-1)/p.Stride + 1
	if (out-1)*p.Stride >= n+before {
		out--
	}
	return out
}

// Shape implements Op.
func (l LRN) Shape(in []Shape) (Shape, error) {
	if l.Size <= 0 || l.Size%2 == 0 {
		return Shape{}, fmt.Errorf("local response normalisation over %d channels: must be odd", l.Size)
	}
	return one(in)
}

// Shape implements Op.
func (Concat) Shape(in []Shape) (Shape, error) {
	if len(in) == 0 {
		return Shape{}, fmt.Errorf("nothing to join")
	}
	out := in[0]
	for _, s := range in[1:] {
		if s.H != out.H || s.W != out.W {
			return Shape{}, fmt.Errorf("%d × %d joined with %d × %d", out.H, out.W, s.H, s.W)
		}
		out.C += s.C
	}
	return out, nil
}

// Shape implements Op.
func (Add) Shape(in []Shape) (Shape, error) {
	if len(in) == 0 {
		return Shape{}, fmt.Errorf("nothing to add")
	}
	for _, s := range in[1:] {
		if s != in[0] {
			return Shape{}, fmt.Errorf("%v added to %v", s, in[0])
		}
	}
	return in[0], nil
}

// Shape implements Op.
func (p Padding) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err == nil && p.Pad.negative() {
		err = fmt.Errorf("padding %v", p.Pad)
	}
	return Shape{s.H + p.Pad.Top + p.Pad.Bottom, s.W + p.Pad.Left + p.Pad.Right, s.C}, err
}

// Shape implements Op.
func (GlobalAverage) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	return Shape{1, 1, s.C}, err
}

// Shape implements Op.
func (d Dense) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	switch {
	case err != nil:
	case len(d.Weight) != d.In*d.Out || len(d.Bias) != 0 && len(d.Bias) != d.Out || d.Out <= 0:
		err = fmt.Errorf("dense layer of %d → %d with %d weights and %d biases", d.In, d.Out, len(d.Weight), len(d.Bias))
	case s.Floats() != d.In || s.H != 1 || s.W != 1:
		err = fmt.Errorf("dense layer of %d inputs on %d × %d × %d", d.In, s.H, s.W, s.C)
	}
	return Shape{1, 1, d.Out}, err
}

// Shape implements Op.
func (Flatten) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	return Shape{1, 1, s.Floats()}, err
}

// Shape implements Op.
func (Softmax) Shape(in []Shape) (Shape, error) { return one(in) }

func (p Pad) negative() bool { return min(p.Top, p.Left, p.Bottom, p.Right) < 0 }

func one(in []Shape) (Shape, error) {
	if len(in) != 1 {
		return Shape{}, fmt.Errorf("%d inputs, want one", len(in))
	}
	return in[0], nil
}

func small(s Shape, k int) error {
	return fmt.Errorf("a picture of %d × %d is too small for a window of %d", s.W, s.H, k)
}

// Lookup finds a layer by its name or an alias.
func (g *Graph) Lookup(name string) (Layer, bool) {
	for _, l := range g.Layers {
		if l.Name == name || slices.Contains(l.Aliases, name) {
			return l, true
		}
	}
	return Layer{}, false
}

// Shapes are the shapes of the first n nodes for a picture of this size, all of
// them with n = 0. An error names the node that cannot work.
func (g *Graph) Shapes(height, width, n int) ([]Shape, error) {
	if n == 0 {
		n = len(g.Nodes)
	}
	shapes := make([]Shape, n)
	for i, node := range g.Nodes[:n] {
		if _, ok := node.Op.(Input); ok != (i == 0) {
			return nil, fmt.Errorf("node %d, %s: the first node, and no other, is the input", i, node.Name)
		}
		if i == 0 {
			shapes[0] = Shape{height, width, 3}
			continue
		}
		in := make([]Shape, len(node.In))
		for j, from := range node.In {
			if from < 0 || from >= i {
				return nil, fmt.Errorf("node %d, %s: input %d does not come before it", i, node.Name, from)
			}
			in[j] = shapes[from]
		}
		var err error
		if shapes[i], err = node.Op.Shape(in); err != nil {
			return nil, fmt.Errorf("node %s: %w", node.Name, err)
		}
	}
	return shapes, nil
}
