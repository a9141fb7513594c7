package onnx_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/nn/model/onnx"
)

// broken are files that must be refused, by a part of the error, made from the
// small network by a change.
var broken = map[string]func(*modeltest.ONNX){
	"node \"first\" (Conv): 2 groups":           func(o *modeltest.ONNX) { o.Nodes[0].Attributes["group"] = int64(2) },
	"(Conv): dilations [2 2]":                   func(o *modeltest.ONNX) { o.Nodes[0].Attributes["dilations"] = []int64{2, 2} },
	"strides [1 2]":                             func(o *modeltest.ONNX) { o.Nodes[0].Attributes["strides"] = []int64{1, 2} },
	"kernel_shape [5 5] for weights of [3 3]":   func(o *modeltest.ONNX) { o.Nodes[0].Attributes["kernel_shape"] = []int64{5, 5} },
	"auto_pad \"MAYBE\"":                        func(o *modeltest.ONNX) { o.Nodes[3].Attributes["auto_pad"] = "MAYBE" },
	"pads [1 -1 1 1]":                           func(o *modeltest.ONNX) { o.Nodes[0].Attributes["pads"] = []int64{1, -1, 1, 1} },
	"pads [9223372036854775807 0 0 0]":          func(o *modeltest.ONNX) { o.Nodes[0].Attributes["pads"] = []int64{math.MaxInt64, 0, 0, 0} },
	"padding of 5000":                           func(o *modeltest.ONNX) { o.Nodes[0].Attributes["pads"] = []int64{5000, 0, 0, 0} },
	"node \"n1\" (BatchNormalization): batch":   func(o *modeltest.ONNX) { o.Nodes[1].In[4] = "b3" },
	"variance 0 is -3":                          func(o *modeltest.ONNX) { o.Tensors[4].Data[0] = -3 },
	"training mode":                             func(o *modeltest.ONNX) { o.Nodes[1].Attributes["training_mode"] = int64(1) },
	"(Einsum): this operator is not supported":  func(o *modeltest.ONNX) { o.Nodes[2].Op = "Einsum" },
	"input \"prob\" is made by no node before":  func(o *modeltest.ONNX) { o.Nodes[2].In[0] = "prob" },
	"\"c2\" (Conv): input \"w9\"":               func(o *modeltest.ONNX) { o.Nodes[3].In[1] = "w9" },
	"output \"c1\" is another":                  func(o *modeltest.ONNX) { o.Nodes[2].Out[0] = "c1" },
	"input 0 is missing":                        func(o *modeltest.ONNX) { o.Nodes[2].In = nil },
	"input 1 is not a constant":                 func(o *modeltest.ONNX) { o.Nodes[3].In[1] = "r1" },
	"input 0 is a constant":                     func(o *modeltest.ONNX) { o.Nodes[3].In[0] = "w1" },
	"tensor \"b1\" has the dimensions [2]":      func(o *modeltest.ONNX) { o.Nodes[0].In[1] = "b1" },
	"\"w1\": 216 bytes for [2 3 3 4]":           func(o *modeltest.ONNX) { o.Tensors[0].Dims[3] = 4 },
	"initializer 0: tensor \"w1\": dimensions":  func(o *modeltest.ONNX) { o.Tensors[0].Dims[3] = -1 },
	"\"w1\": dimensions [2 4611686018427387904": func(o *modeltest.ONNX) { o.Tensors[0].Dims = []int64{2, 1 << 62, 2} },
	"\"w1\": 9 dimensions":                      func(o *modeltest.ONNX) { o.Tensors[0].Dims = make([]int64, 9) },
	"[2 3 0 3]: it is empty":                    func(o *modeltest.ONNX) { o.Tensors[0].Dims[2], o.Tensors[0].Data = 0, nil },
	"(Conv): weights: number 21 is NaN":         func(o *modeltest.ONNX) { o.Tensors[0].Data[7] = float32(math.NaN()) },
	"(Conv): weights: number 1 is +Inf":         func(o *modeltest.ONNX) { o.Tensors[1].Data[1] = float32(math.Inf(1)) },
	"weights with their normalisation":          func(o *modeltest.ONNX) { o.Tensors[0].Data[0], o.Tensors[2].Data[0] = 3e38, 3e38 },
	"convolution of 3 channels on 2":            func(o *modeltest.ONNX) { o.Nodes[3].In[1] = "w1" },
	"its data is in another file":               func(o *modeltest.ONNX) { o.Tensors[0].How = "external" },
	"two initializers are called \"w1\"":        func(o *modeltest.ONNX) { o.Tensors[1].Name = "w1" },
	"axis 2: want channels":                     func(o *modeltest.ONNX) { o.Nodes[7].Attributes["axis"] = int64(2) },
	"8 × 8 joined with":                         func(o *modeltest.ONNX) { o.Nodes[7].In[1] = "data" },
	"added to":                                  func(o *modeltest.ONNX) { o.Nodes[5].In[1] = "data" },
	"mode \"reflect\"":                          func(o *modeltest.ONNX) { o.Nodes[8].Attributes["mode"] = "reflect" },
	"zeros at the sides":                        func(o *modeltest.ONNX) { o.Nodes[8].Attributes["pads"] = []int64{0, 1, 0, 0, 0, 0, 0, 0} },
	"normalisation over 4 channels":             func(o *modeltest.ONNX) { o.Nodes[6].Attributes["size"] = int64(4) },
	"dense layer of 80 inputs on 5 × 4 × 4":     func(o *modeltest.ONNX) { o.Nodes[11].In[0] = "pool" },
	"transA":                          func(o *modeltest.ONNX) { o.Nodes[13].Attributes["transA"] = int64(1) },
	"dimensions [2] for 3 channels":   func(o *modeltest.ONNX) { o.Nodes[12].In[1] = "b1" },
	"clip to 6 … 0":                   func(o *modeltest.ONNX) { o.Nodes[4].In = []string{"c2", "six", "zero"} },
	"the graph has no output":         func(o *modeltest.ONNX) { o.Outputs = nil },
	"output \"nothing\" is computed":  func(o *modeltest.ONNX) { o.Outputs[0] = "nothing" },
	"the network computes nothing":    func(o *modeltest.ONNX) { o.Outputs[0] = "data" },
	"input \"data\" has 1 channels":   func(o *modeltest.ONNX) { o.Dims[1] = 1 },
	"input \"data\" has 2 dimensions": func(o *modeltest.ONNX) { o.Dims = o.Dims[:2] },
	"pictures of 16 × 4097":           func(o *modeltest.ONNX) { o.Dims[2] = 1 << 40 },
	"too small for a window": func(o *modeltest.ONNX) {
		o.Dims[2], o.Dims[3], o.Nodes[0].Attributes["pads"] = 1, 1, []int64{0, 0, 0, 0}
	},
	"the graph has 0 inputs":                   func(o *modeltest.ONNX) { o.Input = "w1" },
	"graph: node 2: field 1 is a text of 2000": func(o *modeltest.ONNX) { o.Nodes[2].In[0] = strings.Repeat("x", 2000) },
}

func TestBrokenFiles(t *testing.T) {
	for want, change := range broken {
		o := small()
		change(&o)
		if _, err := onnx.Load(o.Bytes(), onnx.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestTruncated cuts a file anywhere: an error or a graph, no panic.
func TestTruncated(t *testing.T) {
	data := small().Bytes()
	for n := range data {
		if _, err := onnx.Load(data[:n], onnx.Options{}); err == nil {
			t.Errorf("%d bytes of %d are a network", n, len(data))
		}
	}
}

// TestHostile are files that would take much memory or time.
func TestHostile(t *testing.T) {
	chain := func(n int, op string, in func(last string) []string) modeltest.ONNX {
		o := small()
		o.Nodes = o.Nodes[:1]
		last := "c1"
		for i := range n {
			next := string(rune('A'+i%26)) + strings.Repeat("x", i/26)
			if len(next) > 1000 {
				break
			}
			o.Nodes = append(o.Nodes, modeltest.Node{Op: op, In: in(last), Out: []string{next}})
			last = next
		}
		o.Outputs = []string{last}
		return o
	}
	twice := func(s string) []string { return []string{s, s} }
	for want, o := range map[string]modeltest.ONNX{
		"with 65536":                  chain(100, "Concat", twice),
		"more than 10000 nodes":       chain(10001, "Relu", func(s string) []string { return []string{s} }),
		"tensors are used more than":  chain(9000, "Add", func(s string) []string { return []string{s, "big"} }),
		"2000 inputs, more than 1024": chain(1, "Add", func(s string) []string { return strings.Split(strings.Repeat(s+" ", 1999)+s, " ") }),
	} {
		if strings.HasPrefix(want, "tensors") {
			n := 8192
			o.Tensors = append(o.Tensors, modeltest.Tensor{Name: "wide", Dims: []int64{int64(n), 3, 1, 1}, Data: make([]float32, 3*n)},
				modeltest.Tensor{Name: "big", Dims: []int64{int64(n), 1, 1}, Data: make([]float32, n)})
			o.Nodes[0].In = []string{"data", "wide"}
			delete(o.Nodes[0].Attributes, "pads")
		}
		if _, err := onnx.Load(o.Bytes(), onnx.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	items := bytes.Repeat([]byte{0x0a, 0}, 1<<20) // empty nodes, and in a node empty names of inputs
	for _, data := range [][]byte{message(0x3a, items), message(0x3a, message(0x0a, items)), message(0x3a, bytes.Repeat([]byte{0x2a, 0}, 1<<20))} {
		if _, err := onnx.Load(data, onnx.Options{}); err == nil || !strings.Contains(err.Error(), "more than") && !strings.Contains(err.Error(), "two init") {
			t.Error(err)
		}
	}
}

// message is a field of bytes.
func message(tag byte, body []byte) []byte {
	b := []byte{tag}
	for n := len(body); ; n >>= 7 {
		if n < 128 {
			return append(append(b, byte(n)), body...)
		}
		b = append(b, byte(n)|128)
	}
}

// FuzzONNX looks for panics, and for graphs that do not do what they say.
func FuzzONNX(f *testing.F) {
	f.Add(small().Bytes())
	for _, change := range broken {
		o := small()
		change(&o)
		f.Add(o.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, features := range []bool{false, true} {
			g, err := onnx.Load(data, onnx.Options{FeaturesOnly: features})
			if err != nil {
				continue
			}
			if _, ok := g.Nodes[0].Op.(nn.Input); !ok {
				t.Fatal("no input")
			}
			_, _ = g.Shapes(64, 64, 0)
			for _, l := range g.Layers {
				if got, ok := g.Lookup(l.Name); !ok || got.Node != l.Node || l.Node >= len(g.Nodes) {
					t.Fatalf("layer %v is found as %v", l, got)
				}
			}
		}
	})
}
