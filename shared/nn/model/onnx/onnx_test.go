package onnx_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/nn/model/onnx"
)

// small is a network that uses most operators: a strided convolution with its
// normalisation, a residual sum, a join, a pooling, and two dense layers.
func small() modeltest.ONNX {
	ones := func(n int, v float32) []float32 { return slices.Repeat([]float32{v}, n) }
	vector := func(name string, v ...float32) modeltest.Tensor {
		return modeltest.Tensor{Name: name, Dims: []int64{int64(len(v))}, Data: v}
	}
	pads := func(p ...int64) map[string]any { return map[string]any{"pads": p} }
	window := map[string]any{"kernel_shape": []int64{2, 2}, "strides": []int64{2, 2}}
	return modeltest.ONNX{
		Input: "data", Dims: []int64{0, 3, 16, 16},
		Nodes: []modeltest.Node{
			{Op: "Conv", Name: "first", In: []string{"data", "w1", "b1"}, Out: []string{"c1"}, Attributes: map[string]any{"pads": []int64{1, 1, 1, 1}, "strides": []int64{2, 2}}},
			{Op: "BatchNormalization", In: []string{"c1", "two", "one", "one", "three"}, Out: []string{"n1"}, Attributes: map[string]any{"epsilon": float32(1)}},
			{Op: "Relu", In: []string{"n1"}, Out: []string{"r1"}},
			{Op: "Conv", In: []string{"r1", "w2"}, Out: []string{"c2"}, Attributes: map[string]any{"auto_pad": "SAME_UPPER"}},
			{Op: "Clip", In: []string{"c2", "zero", "six"}, Out: []string{"r2"}},
			{Op: "Add", In: []string{"r1", "r2"}, Out: []string{"sum"}},
			{Op: "LRN", In: []string{"sum"}, Out: []string{"lrn"}, Attributes: map[string]any{"size": int64(3), "alpha": float32(0.5)}},
			{Op: "Concat", In: []string{"lrn", "r1"}, Out: []string{"join"}, Attributes: map[string]any{"axis": int64(1)}},
			{Op: "Pad", In: []string{"join"}, Out: []string{"padded"}, Attributes: pads(0, 0, 1, 0, 0, 0, 1, 0)},
			{Op: "MaxPool", In: []string{"padded"}, Out: []string{"pool"}, Attributes: window},
			{Op: "Flatten", In: []string{"pool"}, Out: []string{"flat"}},
			{Op: "MatMul", In: []string{"flat", "w3"}, Out: []string{"product"}},
			{Op: "Add", In: []string{"product", "b3"}, Out: []string{"hidden"}},
			{Op: "Gemm", In: []string{"hidden", "w4", "half"}, Out: []string{"logits"}, Attributes: map[string]any{"transB": int64(1), "alpha": float32(2)}},
			{Op: "Softmax", In: []string{"logits"}, Out: []string{"prob"}},
		},
		Tensors: []modeltest.Tensor{
			{Name: "w1", Dims: []int64{2, 3, 3, 3}, Data: ones(54, 0.5)}, vector("b1", 3, 5),
			vector("two", 2, 2), vector("one", 1, 1), vector("three", 3, 3),
			{Name: "w2", Dims: []int64{2, 2, 3, 3}, Data: ones(36, 0.25), How: "half"},
			{Name: "zero", Data: []float32{0}, How: "float_data"}, {Name: "six", Data: []float32{6}, How: "double"},
			{Name: "w3", Dims: []int64{4 * 5 * 4, 3}, Data: ones(4*5*4*3, 0.125), How: "half_data"}, vector("b3", 1, 2, 3),
			{Name: "w4", Dims: []int64{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}}, {Name: "half", Data: []float32{0.5}},
		},
		Outputs: []string{"prob"},
	}
}

func find[T nn.Op](t *testing.T, g *nn.Graph, n int) T {
	t.Helper()
	for _, node := range g.Nodes {
		if op, ok := node.Op.(T); ok {
			if n--; n < 0 {
				return op
			}
		}
	}
	t.Fatalf("no %T", *new(T))
	panic("unreachable")
}

func TestOperators(t *testing.T) {
	g, err := onnx.Load(small().Bytes(), onnx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Scale 2 / √(3 + 1) = 1, shift 1 − 1 × 1 = 0.
	first := find[nn.Conv](t, g, 0)
	if first.Weight[0] != 0.5 || !slices.Equal(first.Bias, []float32{3, 5}) || first.Stride != 2 || first.Pad != (nn.Pad{Top: 1, Left: 1, Bottom: 1, Right: 1}) {
		t.Errorf("first convolution: %v", first)
	}
	second := find[nn.Conv](t, g, 1)
	if second.Weight[35] != 0.25 || second.Bias != nil || second.Pad != (nn.Pad{Top: 1, Left: 1, Bottom: 1, Right: 1}) {
		t.Errorf("second convolution: %v", second)
	}
	if c := find[nn.Clip](t, g, 0); c != (nn.Clip{Min: 0, Max: 6}) {
		t.Errorf("%v", c)
	}
	if l := find[nn.LRN](t, g, 0); l != (nn.LRN{Size: 3, Alpha: 0.5, Beta: 0.75, K: 1}) {
		t.Errorf("%v", l)
	}
	if p := find[nn.Pool](t, g, 0); p != (nn.Pool{Max: true, K: 2, Stride: 2}) {
		t.Errorf("%v", p)
	}
	if p := find[nn.Padding](t, g, 0); p.Pad != (nn.Pad{Top: 1, Bottom: 1}) {
		t.Errorf("%v", p)
	}
	if d := find[nn.Dense](t, g, 0); d.In != 80 || d.Out != 3 || !slices.Equal(d.Bias, []float32{1, 2, 3}) {
		t.Errorf("%v", d)
	}
	if d := find[nn.Dense](t, g, 1); !slices.Equal(d.Weight, []float32{2, 4, 6, 8, 10, 12}) || !slices.Equal(d.Bias, []float32{0.5, 0.5}) {
		t.Errorf("%v", d)
	}
	var layers []string
	for _, l := range g.Layers {
		layers = append(layers, l.Name)
	}
	if want := []string{"c1", "c2", "sum", "join", "pool"}; !slices.Equal(layers, want) {
		t.Errorf("layers %v, want %v", layers, want)
	}
}

// TestWeightOrder: ONNX has [out][in][kh][kw].
func TestWeightOrder(t *testing.T) {
	o := small()
	for i := range o.Tensors[0].Data {
		o.Tensors[0].Data[i] = float32(i)
	}
	o.Nodes[1] = modeltest.Node{Op: "Identity", In: []string{"c1"}, Out: []string{"n1"}}
	g, err := onnx.Load(o.Bytes(), onnx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := find[nn.Conv](t, g, 0).Weight
	for i, v := range w {
		out, ky, kx, in := i/27, i/9%3, i/3%3, i%3
		if want := float32(((out*3+in)*3+ky)*3 + kx); v != want {
			t.Fatalf("weight %d is %v, want %v", i, v, want)
		}
	}
}

func TestFeaturesOnly(t *testing.T) {
	g, err := onnx.Load(small().Bytes(), onnx.Options{FeaturesOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := g.Nodes[len(g.Nodes)-1].Op.(nn.Pool); !ok {
		t.Errorf("the last node is %v", g.Nodes[len(g.Nodes)-1])
	}
	if _, err := g.Shapes(100, 75, 0); err != nil {
		t.Error(err)
	}
}

// TestTransformInput is what PyTorch writes for torchvision's transform_input:
// it becomes part of the input.
func TestTransformInput(t *testing.T) {
	o := small()
	var nodes []modeltest.Node
	in := []string{}
	for i, c := range []string{"0", "1", "2"} {
		index := modeltest.Tensor{Name: "i" + c, Ints: []int64{int64(i)}}
		nodes = append(nodes,
			modeltest.Node{Op: "Constant", Out: []string{"i" + c}, Attributes: map[string]any{"value": index}},
			modeltest.Node{Op: "Gather", In: []string{"data", "i" + c}, Out: []string{"g" + c}, Attributes: map[string]any{"axis": int64(1)}},
			modeltest.Node{Op: "Unsqueeze", In: []string{"g" + c}, Out: []string{"u" + c}, Attributes: map[string]any{"axes": []int64{1}}},
			modeltest.Node{Op: "Mul", In: []string{"u" + c, "six"}, Out: []string{"m" + c}},
			modeltest.Node{Op: "Sub", In: []string{"half", "m" + c}, Out: []string{"s" + c}})
		in = append(in, "s"+c)
	}
	nodes = append(nodes, modeltest.Node{Op: "Concat", In: in, Out: []string{"changed"}, Attributes: map[string]any{"axis": int64(1)}})
	o.Nodes[0].In[0] = "changed"
	o.Nodes = append(nodes, o.Nodes...)
	plain := func(nn.Input) nn.Input { return nn.Input{Scale: [3]float32{1, 1, 1}} }
	g, err := onnx.Load(o.Bytes(), onnx.Options{Input: plain})
	if err != nil {
		t.Fatal(err)
	}
	// 0.5 − 6 v = (v − 1/12) × −6
	input := g.Nodes[0].Op.(nn.Input)
	if input.Scale != [3]float32{-6, -6, -6} || input.Mean[1] != float32(1.0/12) {
		t.Errorf("%v", input)
	}
	if _, ok := g.Nodes[1].Op.(nn.Conv); !ok {
		t.Errorf("%v behind the input", g.Nodes[1])
	}
}

func TestDynamicReshapeAndTransposedInput(t *testing.T) {
	o := small()
	o.Dims = []int64{1, 16, 16, 3}
	o.Nodes[0].In[0] = "first"
	o.Nodes[10] = modeltest.Node{Op: "Reshape", In: []string{"pool", "to"}, Out: []string{"flat"}}
	o.Nodes = slices.Insert(o.Nodes, 10,
		modeltest.Node{Op: "Shape", In: []string{"pool"}, Out: []string{"shape"}},
		modeltest.Node{Op: "Gather", In: []string{"shape", "zero"}, Out: []string{"batch"}},
		modeltest.Node{Op: "Concat", In: []string{"batch", "minus"}, Out: []string{"to"}, Attributes: map[string]any{"axis": int64(0)}})
	o.Nodes = slices.Insert(o.Nodes, 0,
		modeltest.Node{Op: "Constant", Out: []string{"minus"}, Attributes: map[string]any{"value_ints": []int64{-1}}},
		modeltest.Node{Op: "Transpose", In: []string{"data"}, Out: []string{"first"}, Attributes: map[string]any{"perm": []int64{0, 3, 1, 2}}})
	g, err := onnx.Load(o.Bytes(), onnx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	find[nn.Flatten](t, g, 0)
	o.Nodes[1].Op = "Identity"
	if _, err := onnx.Load(o.Bytes(), onnx.Options{}); err == nil || !strings.Contains(err.Error(), "transposed first") {
		t.Error(err)
	}
}
