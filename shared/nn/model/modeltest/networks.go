package modeltest

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

func half(v float32) uint16 { return number.ToHalf(v) }

// writer appends operators to an ONNX file, each behind the one before it.
type writer struct {
	ONNX
	source
	at string // the last output
}

func newWriter(seed uint64) *writer {
	return &writer{source: newSource(seed), at: "data", ONNX: ONNX{Input: "data", Dims: []int64{1, 3, 224, 224}}}
}

func (w *writer) add(op, name string, in []string, attributes map[string]any) {
	w.Nodes = append(w.Nodes, Node{Op: op, In: append([]string{w.at}, in...), Out: []string{name}, Attributes: attributes})
	w.at = name
}

func (w *writer) tensor(name string, data []float32, dims ...int) string {
	t := Tensor{Name: name, Data: data}
	for _, d := range dims {
		t.Dims = append(t.Dims, int64(d))
	}
	w.Tensors = append(w.Tensors, t)
	return name
}

// conv appends a convolution and its ReLU, whose outputs Caffe2 numbers.
func (w *writer) conv(name string, out, in, k, stride int) {
	pad := int64(k / 2)
	weights := []string{
		w.tensor(name+"_w_0", w.weights(out*in*k*k, in*k*k), out, in, k, k),
		w.tensor(name+"_b_0", w.around(out, 0, 0.1), out),
	}
	w.add("Conv", name+"_1", weights, map[string]any{
		"kernel_shape": []int64{int64(k), int64(k)}, "strides": []int64{int64(stride), int64(stride)}, "pads": []int64{pad, pad, pad, pad},
	})
	w.add("Relu", name+"_2", nil, nil)
}

func (w *writer) pool(op, name string, k, stride int, pads ...int64) {
	w.add(op, name, nil, map[string]any{
		"kernel_shape": []int64{int64(k), int64(k)}, "strides": []int64{int64(stride), int64(stride)}, "pads": pads,
	})
}

func (w *writer) dense(name string, out, in int) {
	weights := []string{w.tensor(name+"_w_0", w.weights(out*in, in), out, in), w.tensor(name+"_b_0", w.around(out, 0, 0.1), out)}
	w.add("Gemm", name+"_1", weights, map[string]any{"transB": int64(1)})
}

func (w *writer) bytes() []byte {
	w.add("Softmax", "prob_1", nil, nil)
	w.Outputs = []string{w.at}
	return w.ONNX.Bytes()
}

// GoogLeNetONNX is BVLC GoogLeNet as Caffe2 exports it, with width channels in
// the first layer: names of the Caffe Model Zoo, local response normalisation,
// poolings that round up by padding on one side, a Reshape before the classes.
func GoogLeNetONNX(seed uint64, width int) []byte {
	w := newWriter(seed)
	norm := func(name string) {
		w.add("LRN", name, nil, map[string]any{"size": int64(5), "alpha": float32(1e-4), "beta": float32(0.75), "bias": float32(1)})
	}
	first, second := scaled(64, width), scaled(192, width)
	w.conv("conv1/7x7_s2", first, 3, 7, 2)
	w.pool("MaxPool", "pool1/3x3_s2_1", 3, 2, 0, 0, 1, 1)
	norm("pool1/norm1_1")
	w.conv("conv2/3x3_reduce", first, first, 1, 1)
	w.conv("conv2/3x3", second, first, 3, 1)
	norm("conv2/norm2_1")
	w.pool("MaxPool", "pool2/3x3_s2_1", 3, 2, 0, 0, 1, 1)
	in := second
	for _, block := range inceptions {
		c, out := block.scale(width)
		w.inception("inception_"+block.name, c, in)
		in = out
		switch block.name {
		case "3b":
			w.pool("MaxPool", "pool3/3x3_s2_1", 3, 2, 0, 0, 1, 1)
		case "4e":
			w.pool("MaxPool", "pool4/3x3_s2_1", 3, 2, 0, 0, 1, 1)
		}
	}
	w.pool("AveragePool", "pool5/7x7_s1_1", 7, 1, 0, 0, 0, 0)
	w.add("Dropout", "pool5/7x7_s1_2", nil, map[string]any{"ratio": float32(0.4)})
	w.Tensors = append(w.Tensors, Tensor{Name: "shape", Dims: []int64{2}, Ints: []int64{1, int64(in)}})
	w.add("Reshape", "flat", []string{"shape"}, nil)
	w.dense("loss3/classifier", Classes, in)
	return w.bytes()
}

func (w *writer) inception(name string, c [6]int, in int) {
	from := w.at
	var outs []string
	branch := func(parts ...func()) {
		w.at = from
		for _, part := range parts {
			part()
		}
		outs = append(outs, w.at)
	}
	conv := func(part string, out, in, k int) func() {
		return func() { w.conv(name+"/"+part, out, in, k, 1) }
	}
	branch(conv("1x1", c[0], in, 1))
	branch(conv("3x3_reduce", c[1], in, 1), conv("3x3", c[2], c[1], 3))
	branch(conv("5x5_reduce", c[3], in, 1), conv("5x5", c[4], c[3], 5))
	branch(func() { w.pool("MaxPool", name+"/pool_1", 3, 1, 1, 1, 1, 1) }, conv("pool_proj", c[5], in, 1))
	w.at = outs[0]
	w.add("Concat", name+"/output_1", outs[1:], map[string]any{"axis": int64(1)})
}

// VGG16ONNX is VGG16 with width channels in the first layer, named as PyTorch
// exports it.
func VGG16ONNX(seed uint64, width int) []byte {
	w := newWriter(seed)
	index, in := 0, 3
	scope := func(op string) string {
		index++
		return fmt.Sprintf("/features/features.%d/%s_output_0", index-1, op)
	}
	for stage, convs := range []int{2, 2, 3, 3, 3} {
		out := scaled(min(64<<stage, 512), width)
		for range convs {
			name := fmt.Sprintf("features.%d", index)
			weights := []string{w.tensor(name+".weight", w.weights(out*in*9, in*9), out, in, 3, 3), w.tensor(name+".bias", w.around(out, 0, 0.1), out)}
			w.add("Conv", scope("Conv"), weights, map[string]any{"pads": []int64{1, 1, 1, 1}})
			w.add("Relu", scope("Relu"), nil, nil)
			in = out
		}
		w.pool("MaxPool", scope("MaxPool"), 2, 2, 0, 0, 0, 0)
	}
	w.add("Flatten", "/Flatten_output_0", nil, nil)
	hidden := scaled(4096, width)
	w.dense("/classifier/classifier.0/Gemm_output_0", hidden, in*49)
	w.add("Relu", "/classifier/classifier.1/Relu_output_0", nil, nil)
	w.dense("/classifier/classifier.6/Gemm_output_0", Classes, hidden)
	return w.bytes()
}
