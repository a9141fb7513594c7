package model_test

import (
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// FuzzLoad looks for panics in what lies above the parsers: architectures and
// state dicts that are sound safetensors and no networks.
func FuzzLoad(f *testing.F) {
	var small nn.Graph
	small.Nodes = append(small.Nodes, every().Nodes[:3]...)
	for _, g := range []*nn.Graph{every(), &small} {
		var out writer
		if err := model.Save(&out, g, model.Meta{}, safetensors.F16); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(out))
	}
	f.Add(modeltest.GoogLeNetSafetensors(1, 1))
	f.Add(modeltest.VGGSafetensors(1, 1, []int{1, 1, 2, 2, 2}, false))
	f.Add(modeltest.VGG16ONNX(1, 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := model.Load(data, model.Options{Name: "fuzz"})
		if err != nil {
			return
		}
		if m.Graph == nil || m.Name == "" || m.Version == "" {
			t.Fatalf("%+v", m)
		}
		if _, err := m.Graph.Shapes(224, 224, 0); err != nil && m.Meta.Format != "onnx" {
			t.Fatal(err)
		}
	})
}

type writer []byte

func (w *writer) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}
