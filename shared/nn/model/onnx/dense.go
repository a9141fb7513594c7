package onnx

import (
	"errors"
	"fmt"
	"slices"

	"github.com/reverie-image/reverie/shared/nn"
)

func gemm(a *args) (value, error) {
	if a.node.int("transA", 0) != 0 {
		return value{}, errors.New("transA is not supported")
	}
	return a.dense(a.node.int("transB", 0) != 0, a.node.float("alpha", 1), a.node.float("beta", 1))
}

func matMul(a *args) (value, error) { return a.dense(false, 1, 1) }

// dense is alpha × input · weights + beta × biases, with weights of [out][in]
// if transposed and else [in][out].
func (a *args) dense(transposed bool, alpha, beta float32) (value, error) {
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	w, t, err := a.weights(1, 2, false)
	if err != nil {
		return value{}, err
	}
	op := nn.Dense{Out: int(t.dims[0]), In: int(t.dims[1]), Weight: w}
	if !transposed {
		op.Out, op.In = op.In, op.Out
		op.Weight = transposeMatrix(w, op.In, op.Out)
	}
	if alpha != 1 {
		for i := range op.Weight {
			op.Weight[i] *= alpha
		}
	}
	if a.kindAt(2) != 0 {
		bias, err := a.constant(2)
		if err != nil {
			return value{}, err
		}
		if op.Bias, err = bias.values(); err != nil {
			return value{}, err
		}
		if len(op.Bias) == 1 && op.Out <= len(op.Weight) {
			op.Bias = slices.Repeat(op.Bias, op.Out)
		}
		for i := range op.Bias {
			op.Bias[i] *= beta
		}
	}
	return a.add(op, in)
}

// transposeMatrix goes from [rows][columns] to [columns][rows].
func transposeMatrix(w []float32, rows, columns int) []float32 {
	to := make([]float32, len(w))
	for r := range rows {
		for c, v := range w[r*columns:][:columns] {
			to[c*rows+r] = v
		}
	}
	return to
}

// flat makes a picture a single pixel; it is one already behind an average of
// the whole picture.
func (a *args) flat() (value, error) {
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	if s := a.b.Shape(in); s.H == 1 && s.W == 1 {
		return a.in[0], nil
	}
	return a.add(nn.Flatten{}, in)
}

func flatten(a *args) (value, error) {
	if axis := a.node.int("axis", 1); axis != 1 && axis != -3 {
		return value{}, fmt.Errorf("axis %d: want 1", axis)
	}
	return a.flat()
}

// reshape is supported where it does what Flatten does, or nothing.
func reshape(a *args) (value, error) {
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	if a.kindAt(1) == shape {
		return a.flat() // [batch, -1], computed from the input's shape
	}
	to, err := a.list(1, "shape")
	if err != nil {
		return value{}, err
	}
	s := a.b.Shape(in)
	total := int64(s.Floats())
	pixel := len(to) == 4 && s.H == 1 && s.W == 1 && to[2] == 1 && to[3] == 1
	if len(to) != 2 && !pixel || to[1] != -1 && to[1] != total {
		return value{}, fmt.Errorf("to %v from %d × %d × %d: want what Flatten does", to, s.C, s.H, s.W)
	}
	return a.flat()
}

// squeeze drops the height and width of a single pixel.
func squeeze(a *args) (value, error) {
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	axes, err := a.list(1, "axes")
	if err != nil {
		return value{}, err
	}
	if s := a.b.Shape(in); s.H != 1 || s.W != 1 || !spatial(axes) {
		return value{}, fmt.Errorf("axes %v of %d × %d × %d: want height and width of a single pixel", axes, s.C, s.H, s.W)
	}
	return a.in[0], nil
}

// unsqueeze gives a channel of the picture its dimension again.
func unsqueeze(a *args) (value, error) {
	axes, err := a.list(1, "axes")
	if err != nil {
		return value{}, err
	}
	if a.kindAt(0) != channel || len(axes) != 1 || axes[0] != 1 {
		return value{}, errors.New("supported for channels of the picture only")
	}
	return a.in[0], nil
}

func shapeOf(*args) (value, error) { return value{kind: shape}, nil }

func constantOf(a *args) (value, error) {
	n := a.node
	t := &tensor{name: n.label()}
	if v, ok := n.attributes["value"]; ok && v.tensor != nil {
		return value{kind: constant, tensor: v.tensor}, nil
	} else if v, ok := n.attributes["value_float"]; ok {
		t.kind, t.raw = typeFloat, packFloat(v.f)
	} else if v, ok := n.attributes["value_floats"]; ok {
		t.kind, t.floats, t.dims = typeFloat, v.floats, []int64{int64(len(v.floats) / 4)}
	} else if v, ok := n.attributes["value_int"]; ok {
		t.kind, t.varints = typeInt64, packInts(v.i)
	} else if v, ok := n.attributes["value_ints"]; ok {
		t.kind, t.varints, t.dims = typeInt64, packInts(v.ints...), []int64{int64(len(v.ints))}
	} else {
		return value{}, errors.New("no value of numbers")
	}
	return value{kind: constant, tensor: t}, nil
}

// transpose is supported for a picture that comes as height × width × channels.
func transpose(a *args) (value, error) {
	if perm := a.node.ints("perm"); a.kindAt(0) != channelsLast || !slices.Equal(perm, []int64{0, 3, 1, 2}) {
		return value{}, fmt.Errorf("perm %v: supported for pictures as height × width × channels only", perm)
	}
	return value{kind: activations}, nil
}
