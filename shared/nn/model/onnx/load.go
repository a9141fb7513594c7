package onnx

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/assemble"
	"github.com/reverie-image/reverie/shared/nn/model/internal/known"
)

// Options are choices of Load.
type Options struct {
	// Input is given the preprocessing that the names in the file suggest, and
	// returns the one to use. Nil takes it as it is.
	Input func(nn.Input) nn.Input
	// FeaturesOnly leaves out dense layers and what comes after them.
	FeaturesOnly bool
}

// defaultSide is the side of the pictures that a graph is checked with where
// the file leaves it open.
const defaultSide = 224

// Load reads a ModelProto with one picture of three channels as its input. The
// graph keeps nothing of data.
func Load(data []byte, o Options) (*nn.Graph, error) {
	p, err := decode(data)
	if err != nil {
		return nil, err
	}
	in, height, width, err := p.picture()
	if err != nil {
		return nil, err
	}
	pre := p.preprocessing()
	if o.Input != nil {
		pre = o.Input(pre)
	}
	b, err := assemble.New(pre, height, width, int64(len(data)))
	if err != nil {
		return nil, err
	}
	c := &converter{b: b, values: map[string]value{}, graph: p, featuresOnly: o.FeaturesOnly}
	c.values[in.name] = value{kind: activations}
	if in.dims[1] != 3 && in.dims[3] == 3 {
		c.values[in.name] = value{kind: channelsLast}
	}
	for name, t := range p.tensors {
		c.values[name] = value{kind: constant, tensor: t}
	}
	for _, n := range p.nodes {
		if err := c.convert(n); err != nil {
			return nil, fmt.Errorf("node %q (%s): %w", n.label(), n.op, err)
		}
	}
	outputs, err := c.outputs()
	if err != nil {
		return nil, err
	}
	g, err := b.Graph(outputs...)
	if err != nil {
		return nil, err
	}
	nameLayers(g)
	return g, nil
}

// picture finds the input that is no initialiser, and the size of the pictures
// that it wants.
func (g *graph) picture() (in input, height, width int, err error) {
	var found []string
	for _, i := range g.inputs {
		if _, weight := g.tensors[i.name]; !weight { // files of IR version 3 list weights as inputs
			in, found = i, append(found, i.name)
		}
	}
	if len(found) != 1 {
		return in, 0, 0, fmt.Errorf("the graph has %d inputs %.100q: want one, a picture", len(found), found)
	}
	if in.kind != typeFloat && in.kind != typeFloat16 && in.kind != typeDouble {
		return in, 0, 0, fmt.Errorf("input %q has numbers of type %d: want float", in.name, in.kind)
	}
	if len(in.dims) != 4 {
		return in, 0, 0, fmt.Errorf("input %q has %d dimensions: want 4, a batch of pictures", in.name, len(in.dims))
	}
	rows, columns, channels := in.dims[2], in.dims[3], in.dims[1]
	if channels != 3 && in.dims[3] == 3 {
		rows, columns, channels = in.dims[1], in.dims[2], 3
	}
	if channels != 3 && channels != 0 {
		return in, 0, 0, fmt.Errorf("input %q has %d channels: want 3", in.name, channels)
	}
	side := func(n int64) int {
		if n <= 0 {
			return defaultSide
		}
		return int(min(n, assemble.MaxSide+1))
	}
	return in, side(rows), side(columns), nil
}

// preprocessing is what networks with names of the Caffe Model Zoo want, and
// otherwise torchvision's.
func (g *graph) preprocessing() nn.Input {
	names := map[string]bool{}
	for _, n := range g.nodes {
		for _, out := range n.out {
			names[canonical(out)] = true
		}
	}
	switch {
	case names["conv1/7x7_s2"]:
		return known.CaffeGoogLeNet
	case names["conv1_1"] && names["conv5_1"]:
		return known.CaffeVGG
	}
	return known.Torchvision
}

// kinds of values.
type valueKind int

const (
	activations  valueKind = iota + 1
	constant               // an initialiser or a Constant
	shape                  // numbers computed from a shape
	channel                // one channel of the input: v × scale + shift
	channelsLast           // the input, as height × width × channels
	dropped                // a dense layer's that is left out
)

// value is what a name stands for.
type value struct {
	kind         valueKind
	node         int     // of activations
	tensor       *tensor // of a constant
	index        int     // of a channel
	scale, shift float32
}

// converter adds the nodes of a file to a builder, one by one.
type converter struct {
	b            *assemble.Builder
	graph        *graph
	values       map[string]value
	featuresOnly bool
}

func (c *converter) convert(n *node) error {
	if n.domain != "" && n.domain != "ai.onnx" {
		return fmt.Errorf("operators of %q are not supported", n.domain)
	}
	op, ok := operators[n.op]
	if !ok {
		return fmt.Errorf("this operator is not supported; supported are %s", strings.Join(slices.Sorted(maps.Keys(operators)), ", "))
	}
	if len(n.out) == 0 || n.out[0] == "" {
		return errors.New("no output")
	}
	a := &args{converter: c, node: n}
	for _, name := range n.in {
		v := value{}
		if name != "" { // an optional input that is left out
			if v, ok = c.values[name]; !ok {
				return fmt.Errorf("input %q is made by no node before it: it is missing, or the graph has a cycle", name)
			}
		}
		a.in = append(a.in, v)
	}
	v, err := a.skip()
	if err == nil && v.kind == 0 {
		v, err = op(a)
	}
	if err != nil {
		return err
	}
	if _, twice := c.values[n.out[0]]; twice {
		return fmt.Errorf("output %q is another one's name", n.out[0])
	}
	c.values[n.out[0]] = v
	return nil
}

// outputs are the graph's outputs, none if all of them were left out.
func (c *converter) outputs() ([]int, error) {
	if len(c.graph.outputs) == 0 {
		return nil, errors.New("the graph has no output")
	}
	var out []int
	for _, name := range c.graph.outputs {
		switch v := c.values[name]; v.kind {
		case activations:
			out = append(out, v.node)
		case dropped:
			return nil, nil
		default:
			return nil, fmt.Errorf("output %q is computed by no node", name)
		}
	}
	return out, nil
}

// label names a node in errors.
func (n *node) label() string {
	if n.name == "" && len(n.out) > 0 {
		return n.out[0]
	}
	return n.name
}
