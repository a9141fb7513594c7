package onnx

import (
	"errors"
	"fmt"
	"slices"

	"github.com/reverie-image/reverie/shared/nn"
)

// arithmetic adds nodes, or scales and shifts a node or a channel of the
// picture by constants.
func arithmetic(a *args) (value, error) {
	constants := 0
	for _, v := range a.in {
		if v.kind == constant {
			constants++
		}
	}
	if constants == 0 && (a.node.op == "Add" || a.node.op == "Sum") {
		in, err := a.sources()
		if err != nil {
			return value{}, err
		}
		return a.add(nn.Add{}, in...)
	}
	if len(a.in) != 2 || constants != 1 || a.node.op == "Sum" {
		return value{}, errors.New("want a node and a constant")
	}
	which := 0
	if a.in[1].kind == constant {
		which = 1
	}
	v := a.in[1-which]
	channels, err := a.broadcast(which, v)
	if err != nil {
		return value{}, err
	}
	op := nn.Affine{Scale: make([]float32, len(channels)), Shift: make([]float32, len(channels))}
	for i, k := range channels {
		if op.Scale[i], op.Shift[i], err = affine(a.node.op, k, which); err != nil {
			return value{}, err
		}
	}
	if v.kind == channel {
		v.scale, v.shift = v.scale*op.Scale[0], float32(v.shift*op.Scale[0])+op.Shift[0]
		return v, nil
	}
	in, err := a.source(1 - which)
	if err != nil {
		return value{}, err
	}
	return a.add(op, in)
}

// affine is the scale and shift of an operator with the constant k as its first
// or second input.
func affine(op string, k float32, which int) (scale, shift float32, err error) {
	switch op {
	case "Add":
		return 1, k, nil
	case "Mul":
		return k, 0, nil
	case "Sub":
		if which == 0 {
			return -1, k, nil
		}
		return 1, -k, nil
	}
	if which == 0 {
		return 0, 0, errors.New("division by a node is not supported")
	}
	return 1 / k, 0, nil
}

// broadcast is a constant input as one number for each channel of v.
func (a *args) broadcast(i int, v value) ([]float32, error) {
	t, err := a.constant(i)
	if err != nil {
		return nil, err
	}
	channels, flat := 1, false
	if v.kind == activations {
		s := a.b.Shape(v.node)
		channels, flat = s.C, s.H == 1 && s.W == 1
	}
	n, err := t.elements()
	if err != nil {
		return nil, err
	}
	// C × 1 × 1 for pictures, C behind dense layers; opset 6 named the axis.
	dims := t.dims
	byChannel := len(dims) >= 3 && dims[len(dims)-3] == int64(n) || flat && len(dims) > 0 && dims[len(dims)-1] == int64(n) ||
		a.node.int("axis", 0) == 1 && len(dims) == 1
	if n != 1 && (n != channels || !byChannel) {
		return nil, fmt.Errorf("a constant of the dimensions %v for %d channels: want one number, or one for each channel", dims, channels)
	}
	values, err := t.values()
	if err != nil {
		return nil, err
	}
	if len(values) == 1 {
		values = slices.Repeat(values, channels)
	}
	return values, nil
}

// concat joins nodes, or puts the picture together again from its channels, as
// torchvision's transform_input does.
func concat(a *args) (value, error) {
	if axis := a.node.int("axis", 1); axis != 1 && axis != -3 {
		return value{}, fmt.Errorf("axis %d: want channels", axis)
	}
	if a.kindAt(0) != channel {
		in, err := a.sources()
		if err != nil {
			return value{}, err
		}
		return a.add(nn.Concat{}, in...)
	}
	op := nn.Affine{Scale: make([]float32, 3), Shift: make([]float32, 3)}
	if len(a.in) != 3 {
		return value{}, fmt.Errorf("%d channels of the picture: want 3", len(a.in))
	}
	for i, v := range a.in {
		if v.kind != channel || v.index != i {
			return value{}, errors.New("channels of the picture in another order are not supported")
		}
		op.Scale[i], op.Shift[i] = v.scale, v.shift
	}
	return a.add(op, 0)
}

// gather takes one channel of the picture.
func gather(a *args) (value, error) {
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	index, err := a.list(1, "")
	if err != nil {
		return value{}, err
	}
	if in != 0 || a.node.int("axis", 0) != 1 || len(index) != 1 || index[0] < 0 || index[0] > 2 {
		return value{}, errors.New("supported for channels of the picture only")
	}
	return value{kind: channel, index: int(index[0]), scale: 1}, nil
}
