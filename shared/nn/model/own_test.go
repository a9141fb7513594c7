package model_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// every is a graph with each operation that can be saved. Its weights are exact
// in 16 bits.
func every() *nn.Graph {
	ramp := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(i%17-8) / 16
		}
		return v
	}
	all := nn.Pad{Top: 1, Left: 1, Bottom: 1, Right: 1}
	return &nn.Graph{
		Name: "test", Version: "3", Classes: []string{"eye", "spiral"},
		Nodes: []nn.Node{
			{Name: "input", Op: nn.Input{Mean: [3]float32{1, 2, 3}, Scale: [3]float32{0.5, 0.25, 0.125}, BGR: true}},
			{Name: "c1", Op: nn.Conv{In: 3, Out: 4, KH: 5, KW: 3, Stride: 2, Pad: nn.Pad{Top: 2, Left: 1, Bottom: 2}, Weight: ramp(180), Bias: ramp(4)}, In: []int{0}},
			{Name: "r1", Op: nn.ReLU{}, In: []int{1}},
			{Name: "c2", Op: nn.Conv{In: 4, Out: 4, KH: 3, KW: 3, Stride: 1, Pad: all, Weight: ramp(144)}, In: []int{2}},
			{Name: "clip", Op: nn.Clip{Min: -1, Max: 6}, In: []int{3}},
			{Name: "affine", Op: nn.Affine{Scale: ramp(4), Shift: ramp(4)}, In: []int{2}},
			{Name: "sum", Op: nn.Add{}, In: []int{4, 5}},
			{Name: "join", Op: nn.Concat{}, In: []int{6, 4, 2}},
			{Name: "max", Op: nn.Pool{Max: true, K: 3, Stride: 2, Pad: all, Ceil: true}, In: []int{7}},
			{Name: "lrn", Op: nn.LRN{Size: 5, Alpha: 1e-4, Beta: 0.75, K: 2}, In: []int{8}},
			{Name: "pad", Op: nn.Padding{Pad: nn.Pad{Left: 3}}, In: []int{9}},
			{Name: "average", Op: nn.Pool{K: 2, Stride: 2, CountPad: true}, In: []int{10}},
			{Name: "gap", Op: nn.GlobalAverage{}, In: []int{11}},
			{Name: "flat", Op: nn.Flatten{}, In: []int{12}},
			{Name: "fc", Op: nn.Dense{In: 12, Out: 2, Weight: ramp(24), Bias: ramp(2)}, In: []int{13}},
			{Name: "prob", Op: nn.Softmax{}, In: []int{14}},
		},
		Layers: []nn.Layer{{Name: "c1", Aliases: []string{"first", "strokes"}, Node: 2}, {Name: "join", Node: 7}},
	}
}

func save(t *testing.T, g *nn.Graph, m model.Meta, d safetensors.DType) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := model.Save(&out, g, m, d); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSaveThenLoad(t *testing.T) {
	want := model.Meta{Format: "reverie", Seed: math.MaxUint64, Revision: "0123abc", Metrics: map[string]float64{"accuracy": 0.98}}
	for _, d := range []safetensors.DType{safetensors.F32, safetensors.F16, safetensors.BF16} {
		data := save(t, every(), want, d)
		if !bytes.Equal(data, save(t, every(), want, d)) {
			t.Error("the same model gave other bytes")
		}
		m, err := model.Load(data, model.Options{Name: "another"})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(m.Graph, every()) {
			t.Errorf("%s: the graph came back as %+v", d, m.Graph)
		}
		if !reflect.DeepEqual(m.Meta, want) || m.Name != "test" || m.Version != "3" || len(m.SHA256) != 64 {
			t.Errorf("%+v, %q, version %q", m.Meta, m.Name, m.Version)
		}
	}
}

func TestSaveRefuses(t *testing.T) {
	for want, change := range map[string]func(*nn.Graph){
		"no nodes":                   func(g *nn.Graph) { g.Nodes = nil },
		"not the input":              func(g *nn.Graph) { g.Nodes = g.Nodes[1:] },
		"BatchNorm cannot be saved":  func(g *nn.Graph) { g.Nodes[2].Op = nn.BatchNorm{} },
		"two tensors are called":     func(g *nn.Graph) { g.Nodes[3].Name = "c1" },
		"number 0, NaN, cannot":      func(g *nn.Graph) { g.Nodes[3].Op.(nn.Conv).Weight[0] = float32(math.NaN()) },
		"numbers for the shape":      func(g *nn.Graph) { g.Nodes[5].Name, g.Nodes[3].Op = "x", nn.Conv{Out: 9, Weight: []float32{1}} },
		"json: unsupported value: +": func(g *nn.Graph) { g.Nodes[4].Op = nn.Clip{Max: float32(math.Inf(1))} },
	} {
		g := every()
		change(g)
		if err := model.Save(io.Discard, g, model.Meta{}, safetensors.F32); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestBrokenMetadata changes one member of the metadata of a good file.
func TestBrokenMetadata(t *testing.T) {
	f, err := safetensors.Parse(bytes.NewReader(save(t, every(), model.Meta{}, safetensors.F32)), int64(len(save(t, every(), model.Meta{}, safetensors.F32))))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ key, from, to, want string }{
		{"architecture", "", "", "unexpected end of JSON"},
		{"architecture", "", "[]", "no layers"},
		{"architecture", `"relu"`, `"einsum"`, `layer 2, "r1": unknown operation "einsum"`},
		{"architecture", `"name":"c2"`, `"name":"c1"`, "it has no name, or another one's"},
		{"architecture", `"name":"c2"`, `"name":"c9"`, `tensor "c9.weight" is missing`},
		{"architecture", `"op":"conv","name":"c1"`, `"op":"dense","name":"c1"`, `tensor "c1.weight" has the shape [4 5 3 3], want 2 dimensions`},
		{"architecture", `"in":[6,4,2]`, `"in":[6,4,8]`, `node "join": input 8 does not come before it`},
		{"architecture", `"in":[6,4,2]`, `"in":[-1]`, "input -1"},
		{"architecture", `"stride":2`, `"stride":-2`, "stride or padding of -2"},
		{"architecture", `"pad":[2,1,2,0]`, `"pad":[2,1]`, "2 paddings, want 4"},
		{"architecture", `"pad":[2,1,2,0]`, `"pad":[2,1,9,0]`, `node "c1": padding`},
		{"preprocessing", `[1,2,3]`, `[1,2]`, "2 means and 3 scales"},
		{"preprocessing", "", "null", "0 means"},
		{"layers", `"node":7`, `"node":16`, "want a name, and a node from 1 to 15"},
		{"layers", `"node":7`, `"node":1`, `"c1" comes before "join"`},
		{"layers", `"join"`, `"first"`, `"first" is the name of two`},
		{"classes", `"eye",`, "", "1 names of classes for 2 logits"},
		{"seed", "0", "-1", `metadata "seed"`},
		{"metrics", "null", "[]", `metadata "metrics"`},
	} {
		var arrays []safetensors.Array
		for _, tensor := range f.Tensors {
			values, err := f.Floats(tensor)
			if err != nil {
				t.Fatal(err)
			}
			arrays = append(arrays, safetensors.Array{Name: tensor.Name, Shape: tensor.Shape, Data: values})
		}
		metadata := map[string]string{}
		for k, v := range f.Metadata {
			metadata[k] = v
		}
		if metadata[c.key] = strings.Replace(metadata[c.key], c.from, c.to, 1); c.from == "" {
			metadata[c.key] = c.to
		}
		var out bytes.Buffer
		if err := safetensors.Write(&out, metadata, arrays, safetensors.F32); err != nil {
			t.Fatal(err)
		}
		if _, err := model.Load(out.Bytes(), model.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.key, err, c.want)
		}
	}
}

// TestArchitectureIsCompact: people read it, and the header has a limit.
func TestArchitectureIsCompact(t *testing.T) {
	data := save(t, every(), model.Meta{}, safetensors.F16)
	f, err := safetensors.Parse(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var layers []json.RawMessage
	if err := json.Unmarshal([]byte(f.Metadata["architecture"]), &layers); err != nil {
		t.Fatal(err)
	}
	if got := string(layers[0]); got != `{"op":"conv","name":"c1","stride":2,"pad":[2,1,2,0]}` {
		t.Error(got)
	}
	if got := string(layers[1]); got != `{"op":"relu","name":"r1"}` {
		t.Error(got)
	}
}
