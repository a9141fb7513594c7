package model

import (
	"errors"
	"fmt"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/assemble"
	"github.com/reverie-image/reverie/shared/nn/model/internal/known"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// trainedSize is the side of the pictures that these networks were trained on.
const trainedSize = 224

// torchvision reads the networks of torchvision's state dicts that it knows by
// the names of their tensors. Channels come from the tensors' shapes, so that
// thinner and wider ones work as well.
func torchvision(f *safetensors.File, size int64, o Options) (*Model, error) {
	in := known.Torchvision
	build := (*torch).vgg
	if _, ok := f.Tensor("inception3a.branch1.conv.weight"); ok {
		in, build = known.TorchvisionGoogLeNet, (*torch).googLeNet
	} else if _, ok := f.Tensor("features.0.weight"); !ok {
		return nil, errors.New("the tensors' names are those of no known network: want torchvision's GoogLeNet or VGG, or a file that Reverie wrote; other networks as ONNX")
	}
	b, err := assemble.New(o.Sidecar.input(in), trainedSize, trainedSize, size)
	if err != nil {
		return nil, err
	}
	t := &torch{file: f, b: b, aliases: map[string][]string{}, featuresOnly: o.FeaturesOnly}
	name := build(t)
	if t.err != nil {
		return nil, fmt.Errorf("torchvision's %s: %w", name, t.err)
	}
	g, err := b.Graph(t.at)
	if err != nil {
		return nil, fmt.Errorf("torchvision's %s: %w", name, err)
	}
	layers := assemble.NewLayers(g)
	for i, n := range g.Nodes {
		if aliases, ok := t.aliases[n.Name]; ok {
			layers.Add(i, n.Name, aliases...)
		}
	}
	return &Model{Graph: g, Meta: Meta{Format: "torchvision " + name}}, nil
}

// torch builds a graph from tensors with torchvision's names. Its methods
// append to the node at, and do nothing once err is set.
type torch struct {
	file         *safetensors.File
	b            *assemble.Builder
	at           int
	aliases      map[string][]string // the nodes that are layers
	featuresOnly bool
	err          error
}

func (t *torch) add(name string, op nn.Op, in ...int) int {
	if t.err != nil {
		return 0
	}
	if len(in) == 0 {
		in = []int{t.at}
	}
	t.at, t.err = t.b.Add(name, op, in...)
	return t.at
}

// layer makes the node of this name a layer.
func (t *torch) layer(name string, aliases ...string) { t.aliases[name] = aliases }

// tensor reads a tensor of a certain number of dimensions.
func (t *torch) tensor(name string, rank int) ([]float32, []int) {
	if t.err != nil {
		return nil, make([]int, rank)
	}
	info, ok := t.file.Tensor(name)
	if !ok {
		t.err = fmt.Errorf("tensor %q is missing", name)
	} else if len(info.Shape) != rank {
		t.err = fmt.Errorf("tensor %q has the shape %v, want %d dimensions", name, info.Shape, rank)
	} else if info.Elements == 0 {
		t.err = fmt.Errorf("tensor %q has the shape %v: it is empty", name, info.Shape)
	}
	if t.err != nil {
		return nil, make([]int, rank)
	}
	values, err := t.file.Floats(info)
	t.err = err
	return values, info.Shape
}

// conv appends a convolution with padding that keeps the size at stride 1.
func (t *torch) conv(name, tensor string, stride int, bias bool) {
	w, s := t.tensor(tensor+".weight", 4)
	op := nn.Conv{Out: s[0], In: s[1], KH: s[2], KW: s[3], Stride: stride}
	if t.err == nil {
		op.Weight = assemble.OHWI(w, op.Out, op.In, op.KH, op.KW)
	}
	if bias {
		op.Bias, _ = t.tensor(tensor+".bias", 1)
	}
	// Padding belongs to the architecture, and odd windows with it.
	op.Pad = nn.Pad{Top: (op.KH - 1) / 2, Left: (op.KW - 1) / 2, Bottom: (op.KH - 1) / 2, Right: (op.KW - 1) / 2}
	t.add(name, op)
}

// norm appends a batch normalisation.
func (t *torch) norm(name, tensor string, eps float32) {
	gamma, _ := t.tensor(tensor+".weight", 1)
	beta, _ := t.tensor(tensor+".bias", 1)
	mean, _ := t.tensor(tensor+".running_mean", 1)
	variance, _ := t.tensor(tensor+".running_var", 1)
	if t.err != nil {
		return
	}
	op, err := assemble.BatchNorm(gamma, beta, mean, variance, eps)
	if err != nil {
		t.err = fmt.Errorf("%s: %w", tensor, err)
		return
	}
	t.add(name, op)
}

func (t *torch) dense(name, tensor string) {
	w, s := t.tensor(tensor+".weight", 2)
	bias, _ := t.tensor(tensor+".bias", 1)
	t.add(name, nn.Dense{Out: s[0], In: s[1], Weight: w, Bias: bias})
}
