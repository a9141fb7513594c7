package model_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOpenWithSidecar(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "My_Net (v2).onnx")
	write(t, path, modeltest.VGG16ONNX(1, 1))
	plain, err := model.Open(path, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if plain.Name != "my-net-v2" || plain.Graph.Classes != nil {
		t.Errorf("%q with classes %v", plain.Name, plain.Graph.Classes)
	}
	write(t, path+".json", []byte(`{"mean":[1,2,3],"scale":[4,5,6],"bgr":true,"name":"mine","classes":["a","b","c","d","e","f","g","h","i","j"]}`))
	m, err := model.Open(path, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := nn.Input{Mean: [3]float32{1, 2, 3}, Scale: [3]float32{4, 5, 6}, BGR: true}
	if m.Graph.Nodes[0].Op != want || m.Name != "mine" || len(m.Graph.Classes) != modeltest.Classes {
		t.Errorf("%v, %q, %v", m.Graph.Nodes[0].Op, m.Name, m.Graph.Classes)
	}
	if m.SHA256 != plain.SHA256 || m.Version == plain.Version {
		t.Errorf("version %s with another input than %s", m.Version, plain.Version)
	}
	for text, want := range map[string]string{
		`{"mean":[1,2]}`:      "mean has 2 numbers, want 3",
		`{"scale":1}`:         "cannot unmarshal",
		`{"mena":[1,2,3]}`:    "unknown field",
		`{"classes":["a"]}`:   "1 names of classes for 10 logits",
		`{`:                   "its JSON file: unexpected EOF",
		`{"mean":[1e99,0,0]}`: "cannot unmarshal",
	} {
		write(t, path+".json", []byte(text))
		if _, err := model.Open(path, model.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"VGG_16.safetensors", "vgg-16.onnx", "3d.ONNX", "notes.txt", ".hidden.onnx", "vgg-16.onnx.json", "éé.onnx", strings.Repeat("long-", 20) + ".onnx"} {
		write(t, filepath.Join(dir, name), nil)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.onnx"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("3d.ONNX", filepath.Join(dir, "link.onnx")); err != nil {
		t.Fatal(err)
	}
	entries, err := model.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
	}
	want := []string{"model-3d", "vgg-16", "link", strings.TrimSuffix(strings.Repeat("long-", 8), "-"), "vgg-16-2", "model"}
	if !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
	if _, err := model.List(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestNoModels(t *testing.T) {
	google := modeltest.GoogLeNetSafetensors(1, 1)
	for want, data := range map[string][]byte{
		"the file is empty":            nil,
		"the file is a ZIP archive":    []byte("PK\x03\x04 and so on"),
		"the file is a Python pickle":  []byte("\x80\x02}q\x00"),
		"a pointer of Git LFS":         []byte("version https://git-lfs.github.com/spec/v1\n"),
		"as ONNX: no graph":            {0x08, 0x07},
		"as ONNX: ":                    []byte("hello, world, this is text"),
		"ends at byte":                 google[:len(google)-1],
		"bytes behind the last tensor": append(slices.Clone(google), 0),
		"more than 4000000":            make([]byte, 4000001),
	} {
		if _, err := model.Load(data, model.Options{MaxBytes: 4000000}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := model.Open(t.TempDir(), model.Options{}); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Error(err)
	}
}

func TestFeaturesOnly(t *testing.T) {
	m, err := model.Load(modeltest.VGG16Safetensors(1, 2), model.Options{FeaturesOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if last := m.Graph.Nodes[len(m.Graph.Nodes)-1]; last.Name != "pool5" {
		t.Errorf("the last node is %s", last.Name)
	}
}

// TestBrokenTorchvision changes or leaves out a tensor.
func TestBrokenTorchvision(t *testing.T) {
	for _, c := range []struct {
		name, want string
		array      *safetensors.Array
	}{
		{"inception4a.branch2.1.bn.running_var", `torchvision's googlenet: tensor "inception4a.branch2.1.bn.running_var" is missing`, nil},
		{"inception4a.branch2.1.bn.running_var", "3 means and 1 variances", &safetensors.Array{Shape: []int{1}, Data: []float32{1}}},
		{"inception4a.branch2.1.bn.running_var", "has the shape [1 3], want 1 dimensions", &safetensors.Array{Shape: []int{1, 3}, Data: make([]float32, 3)}},
		{"inception4a.branch2.1.bn.running_var", "it is empty", &safetensors.Array{Shape: []int{0}}},
		{"inception4a.branch2.1.bn.running_var", "variance 1 is -1", &safetensors.Array{Shape: []int{3}, Data: []float32{1, -1, 1}}},
		{"conv2.conv.weight", "convolution of 2 channels on 1", &safetensors.Array{Shape: []int{1, 2, 1, 1}, Data: make([]float32, 2)}},
		{"fc.weight", "dense layer of 1 inputs on", &safetensors.Array{Shape: []int{10, 1}, Data: make([]float32, 10)}},
		{"inception3a.branch1.conv.weight", "those of no known network", nil},
	} {
		data := replace(t, modeltest.GoogLeNetSafetensors(1, 1), c.name, c.array)
		if _, err := model.Load(data, model.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	data := replace(t, modeltest.VGG16Safetensors(1, 1), "features.2.weight", nil)
	if _, err := model.Load(data, model.Options{}); err == nil || !strings.Contains(err.Error(), "none of VGG11, 13, 16, 19") {
		t.Error(err)
	}
}

// replace writes a file again with a tensor replaced or, for nil, left out.
func replace(t *testing.T, data []byte, name string, with *safetensors.Array) []byte {
	t.Helper()
	r := strings.NewReader(string(data))
	f, err := safetensors.Parse(r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := f.Tensor(name); !ok {
		t.Fatalf("no tensor %s", name)
	}
	var arrays []safetensors.Array
	for _, tensor := range f.Tensors {
		values, err := f.Floats(tensor)
		if err != nil {
			t.Fatal(err)
		}
		a := safetensors.Array{Name: tensor.Name, Shape: tensor.Shape, Data: values}
		if tensor.Name == name {
			if with == nil {
				continue
			}
			a.Shape, a.Data = with.Shape, with.Data
		}
		arrays = append(arrays, a)
	}
	var out strings.Builder
	if err := safetensors.Write(&out, f.Metadata, arrays, safetensors.F32); err != nil {
		t.Fatal(err)
	}
	return []byte(out.String())
}
