package model

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/nn"
)

// layer is a node of Reverie's own format, an element of the JSON list
// "architecture" in a file's metadata. Its weights are the tensors
// <name>.weight and <name>.bias, or <name>.scale and <name>.shift.
type layer struct {
	Op   string `json:"op"`
	Name string `json:"name"`
	// In are its inputs: 0 is the picture, n the n-th element of the list. Left
	// out it is the element before.
	In       []int   `json:"in,omitempty"`
	Stride   int     `json:"stride,omitempty"`
	Pad      []int   `json:"pad,omitempty"` // top, left, bottom, right
	Kernel   int     `json:"kernel,omitempty"`
	Ceil     bool    `json:"ceil,omitempty"`
	CountPad bool    `json:"count_pad,omitempty"`
	Size     int     `json:"size,omitempty"` // of lrn, as the next three
	Alpha    float32 `json:"alpha,omitempty"`
	Beta     float32 `json:"beta,omitempty"`
	K        float32 `json:"k,omitempty"`
	Min      float32 `json:"min,omitempty"` // of clip
	Max      float32 `json:"max,omitempty"`
}

// plain are the operations that have nothing but their inputs.
var plain = map[string]nn.Op{
	"relu": nn.ReLU{}, "concat": nn.Concat{}, "add": nn.Add{}, "gap": nn.GlobalAverage{},
	"flatten": nn.Flatten{}, "softmax": nn.Softmax{},
}

// tensors gives the weights of a layer: the numbers, and the shape, which has
// the rank that is asked for. A missing one is an error unless it is optional.
type tensors func(name string, rank int, optional bool) ([]float32, []int, error)

// op is the operation that a layer describes.
func (l layer) op(t tensors) (nn.Op, error) {
	if op, ok := plain[l.Op]; ok {
		return op, nil
	}
	pad, err := l.pad()
	if err != nil {
		return nil, err
	}
	switch l.Op {
	case "max", "average":
		return nn.Pool{Max: l.Op == "max", K: l.Kernel, Stride: l.Stride, Pad: pad, Ceil: l.Ceil, CountPad: l.CountPad}, nil
	case "pad":
		return nn.Padding{Pad: pad}, nil
	case "lrn":
		return nn.LRN{Size: l.Size, Alpha: l.Alpha, Beta: l.Beta, K: l.K}, nil
	case "clip":
		return nn.Clip{Min: l.Min, Max: l.Max}, nil
	case "affine":
		scale, _, err := t(l.Name+".scale", 1, false)
		if err != nil {
			return nil, err
		}
		shift, _, err := t(l.Name+".shift", 1, false)
		return nn.Affine{Scale: scale, Shift: shift}, err
	case "conv", "dense":
		return l.weighted(t, pad)
	}
	return nil, fmt.Errorf("unknown operation %q", l.Op)
}

// weighted is a convolution or dense layer.
func (l layer) weighted(t tensors, pad nn.Pad) (nn.Op, error) {
	rank := 2
	if l.Op == "conv" {
		rank = 4
	}
	w, s, err := t(l.Name+".weight", rank, false)
	if err != nil {
		return nil, err
	}
	bias, _, err := t(l.Name+".bias", 1, true)
	if err != nil {
		return nil, err
	}
	if l.Op == "dense" {
		return nn.Dense{Out: s[0], In: s[1], Weight: w, Bias: bias}, nil
	}
	return nn.Conv{Out: s[0], KH: s[1], KW: s[2], In: s[3], Stride: l.Stride, Pad: pad, Weight: w, Bias: bias}, nil
}

func (l layer) pad() (nn.Pad, error) {
	switch len(l.Pad) {
	case 0:
		return nn.Pad{}, nil
	case 4:
		return nn.Pad{Top: l.Pad[0], Left: l.Pad[1], Bottom: l.Pad[2], Right: l.Pad[3]}, nil
	}
	return nn.Pad{}, fmt.Errorf("%d paddings, want 4", len(l.Pad))
}

// preprocessing is nn.Input in a file's metadata.
type preprocessing struct {
	Mean  []float32 `json:"mean"`
	Scale []float32 `json:"scale"`
	BGR   bool      `json:"bgr"`
}

func (p preprocessing) input() (nn.Input, error) {
	if len(p.Mean) != 3 || len(p.Scale) != 3 {
		return nn.Input{}, fmt.Errorf("%d means and %d scales, want 3 of each", len(p.Mean), len(p.Scale))
	}
	return nn.Input{Mean: [3]float32(p.Mean), Scale: [3]float32(p.Scale), BGR: p.BGR}, nil
}

// named is nn.Layer in a file's metadata.
type named struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
	Node    int      `json:"node"` // as layer.In
}
