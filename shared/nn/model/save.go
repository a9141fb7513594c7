package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// Save writes a network in Reverie's own format: safetensors with the
// architecture, the classes, the preprocessing and m in its metadata. F16 and
// BF16 halve the file, and round the weights. The same arguments give the same
// bytes. Batch normalisation must have been folded, node names be unique.
func Save(w io.Writer, g *nn.Graph, m Meta, dtype safetensors.DType) error {
	if len(g.Nodes) < 2 {
		return errors.New("save the model: it has no nodes")
	}
	in, ok := g.Nodes[0].Op.(nn.Input)
	if !ok {
		return errors.New("save the model: its first node is not the input")
	}
	var layers []layer
	var arrays []safetensors.Array
	for i, n := range g.Nodes[1:] {
		l, tensors, err := describeNode(n)
		if err != nil {
			return fmt.Errorf("save the model: node %q: %w", n.Name, err)
		}
		if len(l.In) == 1 && l.In[0] == i {
			l.In = nil
		}
		layers = append(layers, l)
		arrays = append(arrays, tensors...)
	}
	names := make([]named, len(g.Layers))
	for i, l := range g.Layers {
		names[i] = named(l)
	}
	metadata := map[string]string{
		"format": format, "name": g.Name, "version": g.Version,
		"seed": strconv.FormatUint(m.Seed, 10), "revision": m.Revision,
	}
	for key, value := range map[string]any{
		"preprocessing": preprocessing{in.Mean[:], in.Scale[:], in.BGR}, "architecture": layers, "layers": names,
		"classes": g.Classes, "metrics": m.Metrics,
	} {
		text, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("save the model: %s: %w", key, err)
		}
		metadata[key] = string(text)
	}
	if err := safetensors.Write(w, metadata, arrays, dtype); err != nil {
		return fmt.Errorf("save the model: %w", err)
	}
	return nil
}

// describeNode is a node as a layer of the file, and its tensors.
func describeNode(n nn.Node) (layer, []safetensors.Array, error) {
	l := layer{Name: n.Name, In: n.In}
	tensor := func(part string, data []float32, shape ...int) safetensors.Array {
		return safetensors.Array{Name: n.Name + "." + part, Shape: shape, Data: data}
	}
	var weight, bias safetensors.Array
	switch op := n.Op.(type) {
	case nn.Conv:
		l.Op, l.Stride, l.Pad = "conv", op.Stride, pads(op.Pad)
		weight, bias = tensor("weight", op.Weight, op.Out, op.KH, op.KW, op.In), tensor("bias", op.Bias, op.Out)
	case nn.Dense:
		l.Op = "dense"
		weight, bias = tensor("weight", op.Weight, op.Out, op.In), tensor("bias", op.Bias, op.Out)
	case nn.Affine:
		l.Op = "affine"
		weight, bias = tensor("scale", op.Scale, len(op.Scale)), tensor("shift", op.Shift, len(op.Shift))
	case nn.Pool:
		l.Op, l.Kernel, l.Stride, l.Pad, l.Ceil, l.CountPad = "average", op.K, op.Stride, pads(op.Pad), op.Ceil, op.CountPad
		if op.Max {
			l.Op = "max"
		}
	case nn.Padding:
		l.Op, l.Pad = "pad", pads(op.Pad)
	case nn.LRN:
		l.Op, l.Size, l.Alpha, l.Beta, l.K = "lrn", op.Size, op.Alpha, op.Beta, op.K
	case nn.Clip:
		l.Op, l.Min, l.Max = "clip", op.Min, op.Max
	default:
		for name, p := range plain {
			if p == op {
				l.Op = name
			}
		}
		if l.Op == "" {
			return l, nil, fmt.Errorf("a %T cannot be saved", op)
		}
	}
	var arrays []safetensors.Array
	for _, a := range []safetensors.Array{weight, bias} {
		if len(a.Data) > 0 {
			arrays = append(arrays, a)
		}
	}
	return l, arrays, nil
}

// pads is nil without padding.
func pads(p nn.Pad) []int {
	if p == (nn.Pad{}) {
		return nil
	}
	return []int{p.Top, p.Left, p.Bottom, p.Right}
}
