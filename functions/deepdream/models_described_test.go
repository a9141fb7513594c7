package function

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestSidecar(t *testing.T) {
	dir := t.TempDir()
	goog := write(t, filepath.Join(dir, "g.onnx"), modeltest.GoogLeNetONNX(1, 4))
	write(t, goog+".json", []byte(`{"name":"My Net","version":"3","classes":["cat","dog","cat","","e","f","g","h","i","j"]}`))
	c, err := Custom(t.Context(), goog, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	values := choices(c)
	if c.Name != "deepdream-my-net" || c.Title != "Dream of My Net" || !strings.HasPrefix(c.Version, "1-3-") || len(values) != 79+8 {
		t.Errorf("%s, %q, version %s, %d presets", c.Name, c.Title, c.Version, len(values))
	}
	build := convert.Function(c)
	body := picturetest.PNG(picturetest.Photo(64, 48))
	cat, dog := converttest.Post(t, build, "preset=class:+cat&octaves=1&steps=1", body), converttest.Post(t, build, "preset=class:+dog&octaves=1&steps=1", body)
	if cat.StatusCode != 200 || dog.StatusCode != 200 || string(cat.Body) == string(dog.Body) {
		t.Errorf("classes: %d and %d %.300s", cat.StatusCode, dog.StatusCode, cat.Body)
	}
	vgg := write(t, filepath.Join(dir, "v.onnx"), modeltest.VGG16ONNX(1, 1))
	write(t, vgg+".json", []byte(`{"classes":["a","b","c","d","e","f","g","h","i","j"]}`))
	if _, err := Custom(t.Context(), vgg, "", nil); err == nil || !strings.Contains(err.Error(), "leave them out") {
		t.Errorf("classes at one size only: %v", err)
	}
	write(t, vgg+".json", []byte(`{"mean":[1]}`))
	if _, err := Custom(t.Context(), vgg, "", nil); err == nil || !strings.Contains(err.Error(), "v.onnx: its JSON file: mean") {
		t.Errorf("%v", err)
	}
}

func TestNamesOfInstances(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "1. Net_v2!.safetensors"), modeltest.VGG16Safetensors(1, 2))
	for function, want := range map[string]string{"": "deepdream-1-net-v2", "deepdream": "deepdream-1-net-v2", "deepdream-mine": "deepdream-mine"} {
		handle, err := New(config.Map(map[string]string{"MODEL": path, "FUNCTION": function}, nil))
		if err != nil {
			t.Fatal(err)
		}
		res, err := handle(handler.Request{Method: "GET"})
		if err != nil || !strings.Contains(string(res.Body), `"name":"`+want+`"`) {
			t.Errorf("FUNCTION=%q: %.200s %v", function, res.Body, err)
		}
	}
	taken := map[string]bool{}
	long := converterName(strings.Repeat("very long ", 9))
	for range 3 {
		name := free(long, taken)
		if c := shipped.converter(); len(name) > maxName || taken[name] || strings.HasSuffix(name, "--2") {
			c.Name = name
			t.Errorf("%q: %v", name, c.Validate())
		}
		taken[name] = true
	}
	if got := converterName("模型"); got != "deepdream-model" {
		t.Error(got)
	}
	if got := clean("a\x1b[31m\n" + strings.Repeat("é", 50)); strings.ContainsAny(got, "\x1b\n") || len([]rune(got)) != maxName {
		t.Errorf("%q", got)
	}
}

func TestModelThatCannotBeDreamtOf(t *testing.T) {
	dir := t.TempDir()
	wide := modeltest.ONNX{Input: "in", Dims: []int64{1, 3, 224, 224}, Outputs: []string{"a"},
		Nodes:   []modeltest.Node{{Op: "Conv", In: []string{"in", "w"}, Out: []string{"a"}}},
		Tensors: []modeltest.Tensor{{Name: "w", Dims: []int64{30000, 3, 1, 1}, Data: make([]float32, 90000)}}}
	path := write(t, filepath.Join(dir, "wide.onnx"), wide.Bytes())
	if _, err := Custom(t.Context(), path, "", nil); err == nil || !strings.Contains(err.Error(), "no layer that can be dreamt of") {
		t.Errorf("%v", err)
	}
	var chain modeltest.ONNX
	chain.Input, chain.Dims, chain.Outputs = "in", []int64{1, 3, 0, 0}, []string{"x2100"}
	from := "in"
	for i := range 2101 {
		out := "x" + strconv.Itoa(i)
		chain.Nodes = append(chain.Nodes, modeltest.Node{Op: "Relu", In: []string{from}, Out: []string{out}})
		from = out
	}
	path = write(t, filepath.Join(dir, "deep.onnx"), chain.Bytes())
	if _, err := Custom(t.Context(), path, "", nil); err == nil || !strings.Contains(err.Error(), "nodes, more than") {
		t.Errorf("%v", err)
	}
}
