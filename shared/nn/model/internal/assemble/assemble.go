// Package assemble builds an nn.Graph node by node from what a file says, and
// checks each node as it comes: shapes, sizes, and that weights are finite. It
// knows no file format.
package assemble

import (
	"errors"
	"fmt"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

// Limits of a graph.
const (
	MaxNodes    = 10000
	MaxChannels = 1 << 16
	MaxInputs   = 1024  // of one node
	MaxEdges    = 20000 // inputs of all nodes
	MaxSide     = 4096  // of the picture that the graph is checked with
	maxWindow   = 1024  // of a convolution or padding
	maxPool     = 32    // a window of pooling: it takes its square for each value
)

// Builder holds a graph that is being made.
type Builder struct {
	nodes   []nn.Node
	shapes  []nn.Shape
	weights int64 // that may still be added
	edges   int   // so far
}

// New begins a graph with its input. It is checked with a picture of height ×
// width, and its weights may be as many as a file of that many bytes can hold:
// a file that uses its tensors over and over is refused.
func New(in nn.Input, height, width int, bytes int64) (*Builder, error) {
	if height < 1 || width < 1 || height > MaxSide || width > MaxSide {
		return nil, fmt.Errorf("pictures of %d × %d", width, height)
	}
	if err := number.Finite(append(in.Mean[:], in.Scale[:]...)); err != nil {
		return nil, fmt.Errorf("mean and scale: %w", err)
	}
	return &Builder{
		nodes:   []nn.Node{{Name: "input", Op: in}},
		shapes:  []nn.Shape{{H: height, W: width, C: 3}},
		weights: bytes/2 + 1<<18,
	}, nil
}

// Add appends a node and returns its index. The error names the node.
func (b *Builder) Add(name string, op nn.Op, in ...int) (int, error) {
	if err := b.check(op, in); err != nil {
		return 0, fmt.Errorf("node %q: %w", name, err)
	}
	shapes := make([]nn.Shape, len(in))
	for i, from := range in {
		shapes[i] = b.shapes[from]
	}
	s, err := op.Shape(shapes)
	if err == nil && (s.C > MaxChannels || s.H > 2*MaxSide || s.W > 2*MaxSide) {
		err = fmt.Errorf("%d × %d with %d channels, more than %d × %d with %d", s.W, s.H, s.C, 2*MaxSide, 2*MaxSide, MaxChannels)
	}
	if err != nil {
		return 0, fmt.Errorf("node %q: %w", name, err)
	}
	b.nodes = append(b.nodes, nn.Node{Name: name, Op: op, In: in})
	b.shapes = append(b.shapes, s)
	b.edges += len(in)
	return len(b.nodes) - 1, nil
}

// Shape is the shape of a node's output.
func (b *Builder) Shape(node int) nn.Shape { return b.shapes[node] }

// check is what Op.Shape does not check, and what it must not be asked with.
func (b *Builder) check(op nn.Op, in []int) error {
	if len(b.nodes) >= MaxNodes {
		return fmt.Errorf("more than %d nodes", MaxNodes)
	}
	if len(in) > MaxInputs {
		return fmt.Errorf("%d inputs, more than %d", len(in), MaxInputs)
	}
	if b.edges+len(in) > MaxEdges {
		return fmt.Errorf("more than %d inputs of nodes in all", MaxEdges)
	}
	if p, ok := op.(nn.Pool); ok && p.K > maxPool {
		return fmt.Errorf("pooling over %d × %d pixels, more than %d × %d", p.K, p.K, maxPool, maxPool)
	}
	for _, from := range in {
		if from < 0 || from >= len(b.nodes) {
			return fmt.Errorf("input %d does not come before it", from)
		}
	}
	sizes, weights := parts(op)
	for _, n := range sizes {
		if n < 0 || n > maxWindow {
			return fmt.Errorf("a window, stride or padding of %d: want 0 to %d", n, maxWindow)
		}
	}
	for _, w := range weights {
		if b.weights -= int64(len(w)); b.weights < 0 {
			return errors.New("more weights than the file can hold: tensors are used more than once")
		}
		if err := number.Finite(w); err != nil {
			return fmt.Errorf("weights: %w", err)
		}
	}
	return nil
}

// parts are an operation's sizes of windows and its weights.
func parts(op nn.Op) (sizes []int, weights [][]float32) {
	pads := func(p nn.Pad, more ...int) []int { return append(more, p.Top, p.Left, p.Bottom, p.Right) }
	switch op := op.(type) {
	case nn.Conv:
		return pads(op.Pad, op.KH, op.KW, op.Stride), [][]float32{op.Weight, op.Bias}
	case nn.Pool:
		return pads(op.Pad, op.K, op.Stride), nil
	case nn.Padding:
		return pads(op.Pad), nil
	case nn.LRN:
		return []int{op.Size}, [][]float32{{op.Alpha, op.Beta, op.K}}
	case nn.Dense:
		return nil, [][]float32{op.Weight, op.Bias}
	case nn.Affine:
		return nil, [][]float32{op.Scale, op.Shift}
	}
	return nil, nil
}
