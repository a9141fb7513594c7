package assemble

import (
	"strconv"

	"github.com/reverie-image/reverie/shared/nn"
)

// Layers adds layers to a graph, each name used once.
type Layers struct {
	graph *nn.Graph
	taken map[string]int // names and aliases, and the last number tried with a name
}

// NewLayers is for a graph without layers.
func NewLayers(g *nn.Graph) *Layers { return &Layers{g, map[string]int{}} }

// Add names a node, after all nodes that are named already. A name that is
// taken gets a number behind it, an alias that is taken is left out.
func (l *Layers) Add(node int, name string, aliases ...string) {
	name = l.free(name)
	l.taken[name] = 1
	layer := nn.Layer{Name: name, Node: node}
	for _, a := range aliases {
		if _, taken := l.taken[a]; a != "" && !taken {
			l.taken[a] = 1
			layer.Aliases = append(layer.Aliases, a)
		}
	}
	l.graph.Layers = append(l.graph.Layers, layer)
}

func (l *Layers) free(name string) string {
	n, taken := l.taken[name]
	if !taken {
		return name
	}
	for ; ; n++ {
		numbered := name + "_" + strconv.Itoa(n+1)
		if _, taken := l.taken[numbered]; !taken {
			l.taken[name] = n + 1
			return numbered
		}
	}
}

// Activations are the nodes that hold a node's activations: the ReLU or Clip
// behind a convolution, if it alone uses its output, and otherwise the node.
func Activations(g *nn.Graph) func(node int) int {
	uses, user := make([]int, len(g.Nodes)), make([]int, len(g.Nodes))
	for i, n := range g.Nodes {
		for _, from := range n.In {
			uses[from]++
			user[from] = i
		}
	}
	return func(node int) int {
		for uses[node] == 1 {
			next := user[node]
			switch g.Nodes[next].Op.(type) {
			case nn.ReLU, nn.Clip:
				return next
			case nn.Affine:
				node = next
			default:
				return node
			}
		}
		return node
	}
}
