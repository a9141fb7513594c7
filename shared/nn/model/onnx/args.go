package onnx

import (
	"errors"
	"fmt"
	"slices"

	"github.com/reverie-image/reverie/shared/nn"
)

// args are what an operator is converted from: its node with the values of its
// inputs.
type args struct {
	*converter
	node *node
	in   []value
}

// skip is the result of operators that compute nothing for the picture: those
// on shapes, and those behind a layer that is left out. Its kind is 0 for any
// other operator.
func (a *args) skip() (value, error) {
	for _, v := range a.in {
		if v.kind == dropped {
			return v, nil
		}
	}
	dense := map[string]bool{"Gemm": true, "MatMul": true, "Flatten": true, "Reshape": true, "Squeeze": true}
	if a.featuresOnly && dense[a.node.op] && len(a.in) > 0 && a.in[0].kind == activations {
		return value{kind: dropped}, nil
	}
	if a.node.op == "Reshape" {
		return value{}, nil
	}
	for _, v := range a.in {
		if v.kind == shape {
			return v, nil
		}
	}
	return value{}, nil
}

// kindAt is the kind of an input, 0 where there is none.
func (a *args) kindAt(i int) valueKind {
	if i >= len(a.in) {
		return 0
	}
	return a.in[i].kind
}

// source is the node that makes an input.
func (a *args) source(i int) (int, error) {
	switch a.kindAt(i) {
	case activations:
		return a.in[i].node, nil
	case 0:
		return 0, fmt.Errorf("input %d is missing", i)
	case constant:
		return 0, fmt.Errorf("input %d is a constant: want the output of a node", i)
	case channelsLast:
		return 0, errors.New("the picture is height × width × channels: want it transposed first")
	}
	return 0, fmt.Errorf("input %d is not a node's activations", i)
}

// sources are the nodes that make all inputs.
func (a *args) sources() ([]int, error) {
	out := make([]int, len(a.in))
	for i := range a.in {
		var err error
		if out[i], err = a.source(i); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// constant is an input that is a tensor of the file.
func (a *args) constant(i int) (*tensor, error) {
	if a.kindAt(i) != constant {
		return nil, fmt.Errorf("input %d is not a constant: weights must be in the file", i)
	}
	return a.in[i].tensor, nil
}

// weights are the numbers of an input that is a tensor of the file with rank
// dimensions, nil for one that is left out and optional.
func (a *args) weights(i, rank int, optional bool) ([]float32, *tensor, error) {
	if optional && a.kindAt(i) == 0 {
		return nil, nil, nil
	}
	t, err := a.constant(i)
	if err != nil {
		return nil, nil, err
	}
	if len(t.dims) != rank {
		return nil, nil, fmt.Errorf("tensor %q has the dimensions %v, want %d of them", a.node.in[i], t.dims, rank)
	}
	if slices.Contains(t.dims, 0) {
		return nil, nil, fmt.Errorf("tensor %q has the dimensions %v: it is empty", a.node.in[i], t.dims)
	}
	v, err := t.values()
	return v, t, err
}

// scalar is an input or, in older files, an attribute of one number.
func (a *args) scalar(i int, name string, otherwise float32) (float32, error) {
	if at, ok := a.node.attributes[name]; ok {
		return at.f, nil
	}
	if a.kindAt(i) == 0 {
		return otherwise, nil
	}
	t, err := a.constant(i)
	if err != nil {
		return 0, err
	}
	if n, err := t.elements(); err != nil || n != 1 {
		return 0, fmt.Errorf("tensor %q has the dimensions %v, want one number", a.node.in[i], t.dims)
	}
	v, err := t.values()
	if err != nil {
		return 0, err
	}
	return v[0], nil
}

func (n *node) float(name string, otherwise float32) float32 {
	if a, ok := n.attributes[name]; ok {
		return a.f
	}
	return otherwise
}

func (n *node) int(name string, otherwise int64) int64 {
	if a, ok := n.attributes[name]; ok {
		return a.i
	}
	return otherwise
}

func (n *node) text(name string) string {
	if a, ok := n.attributes[name]; ok {
		return a.s
	}
	return ""
}

func (n *node) ints(name string) []int64 {
	if a, ok := n.attributes[name]; ok {
		return a.ints
	}
	return nil
}

// list is an attribute or, in newer files, an input of integers.
func (a *args) list(i int, name string) ([]int64, error) {
	if v := a.node.ints(name); v != nil || a.kindAt(i) == 0 {
		return v, nil
	}
	t, err := a.constant(i)
	if err != nil {
		return nil, err
	}
	return t.ints()
}

// window is what convolutions and poolings have in common.
type window struct {
	kernel []int // height, width
	stride int
	pad    nn.Pad
}

// window reads the attributes of a window; kernel is its size where they do
// not say it.
func (n *node) window(kernel []int64) (window, error) {
	if k := n.ints("kernel_shape"); k != nil && kernel != nil && !slices.Equal(k, kernel) {
		return window{}, fmt.Errorf("kernel_shape %v for weights of %v", k, kernel)
	} else if k != nil {
		kernel = k
	}
	const most = 1 << 20
	sane := func(v []int64) bool {
		return !slices.ContainsFunc(v, func(x int64) bool { return x < 0 || x > most })
	}
	strides, pads := n.ints("strides"), n.ints("pads")
	if strides == nil {
		strides = []int64{1, 1}
	}
	switch {
	case len(kernel) != 2 || !sane(kernel):
		return window{}, fmt.Errorf("kernel_shape %v: want height and width", kernel)
	case len(strides) != 2 || !sane(strides) || strides[0] != strides[1]:
		return window{}, fmt.Errorf("strides %v: want two that are equal", strides)
	case slices.ContainsFunc(n.ints("dilations"), func(d int64) bool { return d != 1 }):
		return window{}, fmt.Errorf("dilations %v are not supported", n.ints("dilations"))
	case pads != nil && (len(pads) != 4 || !sane(pads)):
		return window{}, fmt.Errorf("pads %v: want four that are not negative", pads)
	}
	w := window{kernel: []int{int(kernel[0]), int(kernel[1])}, stride: int(strides[0])}
	switch auto := n.text("auto_pad"); auto {
	case "", "NOTSET":
		if pads != nil {
			w.pad = nn.Pad{Top: int(pads[0]), Left: int(pads[1]), Bottom: int(pads[2]), Right: int(pads[3])}
		}
	case "VALID":
	case "SAME_UPPER", "SAME_LOWER":
		w.pad = same(w.kernel, w.stride, auto == "SAME_LOWER")
	default:
		return window{}, fmt.Errorf("auto_pad %q is not supported", auto)
	}
	return w, nil
}

// same is the padding that makes the output size / stride for sizes that are
// multiples of the stride. Others would need another padding; there the output
// loses its last row.
func same(kernel []int, stride int, lower bool) nn.Pad {
	split := func(k int) (before, after int) {
		total := max(k-stride, 0)
		if lower {
			return total - total/2, total / 2
		}
		return total / 2, total - total/2
	}
	var p nn.Pad
	p.Top, p.Bottom = split(kernel[0])
	p.Left, p.Right = split(kernel[1])
	return p
}
