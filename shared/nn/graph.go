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
