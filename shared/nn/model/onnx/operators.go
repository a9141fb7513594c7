package onnx

import (
	"errors"
	"fmt"
	"math"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/assemble"
)

// operators convert a node each. Their names are those of ONNX.
var operators = map[string]func(*args) (value, error){
	"Conv": conv, "Relu": relu, "Clip": clip, "MaxPool": maxPool, "AveragePool": averagePool,
	"GlobalAveragePool": globalAverage, "ReduceMean": reduceMean, "LRN": lrn, "BatchNormalization": batchNorm,
	"Concat": concat, "Add": arithmetic, "Sum": arithmetic, "Sub": arithmetic, "Mul": arithmetic, "Div": arithmetic,
	"Pad": pad, "Softmax": softmax, "Gemm": gemm, "MatMul": matMul,
	"Flatten": flatten, "Reshape": reshape, "Squeeze": squeeze, "Unsqueeze": unsqueeze, "Gather": gather,
	"Shape": shapeOf, "Constant": constantOf, "Transpose": transpose,
	"Identity": identity, "Dropout": identity, "Cast": identity,
}

// add appends a node behind the inputs' nodes.
func (a *args) add(op nn.Op, in ...int) (value, error) {
	n, err := a.b.Add(a.node.out[0], op, in...)
	return value{kind: activations, node: n}, errors.Unwrap(err)
}

// one appends a node behind the first input.
func (a *args) one(op nn.Op) (value, error) {
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	return a.add(op, in)
}

func conv(a *args) (value, error) {
	if g := a.node.int("group", 1); g != 1 {
		return value{}, fmt.Errorf("%d groups are not supported", g)
	}
	w, t, err := a.weights(1, 4, false)
	if err != nil {
		return value{}, err
	}
	bias, _, err := a.weights(2, 1, true)
	if err != nil {
		return value{}, err
	}
	win, err := a.node.window(t.dims[2:])
	if err != nil {
		return value{}, err
	}
	op := nn.Conv{Out: int(t.dims[0]), In: int(t.dims[1]), KH: win.kernel[0], KW: win.kernel[1], Stride: win.stride, Pad: win.pad, Bias: bias}
	op.Weight = assemble.OHWI(w, op.Out, op.In, op.KH, op.KW)
	return a.one(op)
}

func relu(a *args) (value, error) { return a.one(nn.ReLU{}) }

func clip(a *args) (value, error) {
	low, err := a.scalar(1, "min", -math.MaxFloat32)
	if err != nil {
		return value{}, err
	}
	high, err := a.scalar(2, "max", math.MaxFloat32)
	if err != nil {
		return value{}, err
	}
	return a.one(nn.Clip{Min: low, Max: high})
}

func maxPool(a *args) (value, error) { return a.pool(true) }

func averagePool(a *args) (value, error) { return a.pool(false) }

func (a *args) pool(most bool) (value, error) {
	w, err := a.node.window(nil)
	if err != nil {
		return value{}, err
	}
	if w.kernel[0] != w.kernel[1] {
		return value{}, fmt.Errorf("kernel_shape %v: want a square", w.kernel)
	}
	in, err := a.source(0)
	if err != nil {
		return value{}, err
	}
	s, k := a.b.Shape(in), w.kernel[0]
	switch {
	case k == 1 && w.stride == 1 && w.pad == (nn.Pad{}):
		return a.in[0], nil
	case !most && k == s.H && k == s.W && w.pad == (nn.Pad{}):
		// The average of the whole picture at the size that the network was
		// trained for: at other sizes it is meant to be that as well.
		return a.add(nn.GlobalAverage{}, in)
	}
	return a.add(nn.Pool{
		Max: most, K: k, Stride: w.stride, Pad: w.pad,
		Ceil: a.node.int("ceil_mode", 0) != 0, CountPad: !most && a.node.int("count_include_pad", 0) != 0,
	}, in)
}

func globalAverage(a *args) (value, error) { return a.one(nn.GlobalAverage{}) }

func reduceMean(a *args) (value, error) {
	axes, err := a.list(1, "axes")
	if err != nil {
		return value{}, err
	}
	if len(axes) != 2 || !spatial(axes) {
		return value{}, fmt.Errorf("axes %v: want height and width", axes)
	}
	return a.one(nn.GlobalAverage{})
}

// spatial says that axes are height or width, counted from either end.
func spatial(axes []int64) bool {
	for _, x := range axes {
		if x != 2 && x != 3 && x != -1 && x != -2 {
			return false
		}
	}
	return true
}

func lrn(a *args) (value, error) {
	return a.one(nn.LRN{
		Size: int(a.node.int("size", 0)), Alpha: a.node.float("alpha", 1e-4),
		Beta: a.node.float("beta", 0.75), K: a.node.float("bias", 1),
	})
}

func batchNorm(a *args) (value, error) {
	if a.node.int("training_mode", 0) != 0 || a.node.int("spatial", 1) != 1 {
		return value{}, errors.New("training mode and statistics by pixel are not supported")
	}
	var p [4][]float32
	for i := range p {
		var err error
		if p[i], _, err = a.weights(i+1, 1, false); err != nil {
			return value{}, err
		}
	}
	op, err := assemble.BatchNorm(p[0], p[1], p[2], p[3], a.node.float("epsilon", 1e-5))
	if err != nil {
		return value{}, err
	}
	return a.one(op)
}

func pad(a *args) (value, error) {
	if m := a.node.text("mode"); m != "" && m != "constant" {
		return value{}, fmt.Errorf("mode %q is not supported", m)
	}
	pads, err := a.list(1, "pads")
	if pads == nil && err == nil {
		pads = a.node.ints("paddings") // opset 1
	}
	if err != nil {
		return value{}, err
	}
	fill, err := a.scalar(2, "value", 0)
	if err != nil {
		return value{}, err
	}
	if fill != 0 || len(pads) != 8 || a.kindAt(3) != 0 || pads[0]|pads[1]|pads[4]|pads[5] != 0 {
		return value{}, fmt.Errorf("pads %v with %v: want zeros at the sides of the picture", pads, fill)
	}
	for _, p := range pads {
		if p < 0 || p > assemble.MaxSide {
			return value{}, fmt.Errorf("pads %v", pads)
		}
	}
	return a.one(nn.Padding{Pad: nn.Pad{Top: int(pads[2]), Left: int(pads[3]), Bottom: int(pads[6]), Right: int(pads[7])}})
}

func softmax(a *args) (value, error) { return a.one(nn.Softmax{}) }

func identity(a *args) (value, error) {
	if len(a.in) == 0 || a.in[0].kind == 0 {
		return value{}, errors.New("no input")
	}
	return a.in[0], nil
}
