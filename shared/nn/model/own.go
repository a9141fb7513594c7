package model

import (
	"encoding/json"
	"fmt"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/assemble"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// format is the value of "format" in the metadata of Reverie's own files.
const format = "reverie"

// Meta is what is known of how a model came about.
type Meta struct {
	Format string // "reverie", "onnx", "torchvision vgg16_bn"
	// The rest is in Reverie's own files only.
	Seed     uint64             // of the training
	Revision string             // of the source code that trained it
	Metrics  map[string]float64 // "validation_accuracy", …
}

// parseOwn reads a file that Save wrote.
func parseOwn(f *safetensors.File, size int64, o Options) (*Model, error) {
	var pre preprocessing
	var layers []layer
	meta := Meta{Format: format, Revision: f.Metadata["revision"]}
	var names []named
	var classes []string
	for key, value := range map[string]any{
		"preprocessing": &pre, "architecture": &layers, "layers": &names, "classes": &classes,
		"metrics": &meta.Metrics, "seed": &meta.Seed,
	} {
		text, ok := f.Metadata[key]
		if !ok && key != "preprocessing" && key != "architecture" {
			continue
		}
		if err := json.Unmarshal([]byte(text), value); err != nil {
			return nil, fmt.Errorf("metadata %q: %w", key, err)
		}
	}
	in, err := pre.input()
	if err != nil {
		return nil, fmt.Errorf("metadata \"preprocessing\": %w", err)
	}
	b, err := assemble.New(o.Sidecar.input(in), trainedSize, trainedSize, size)
	if err != nil {
		return nil, err
	}
	if err := addLayers(b, f, layers); err != nil {
		return nil, fmt.Errorf("metadata \"architecture\": %w", err)
	}
	g := b.Verbatim()
	g.Name, g.Version = f.Metadata["name"], f.Metadata["version"]
	if g.Layers, err = readLayers(names, len(g.Nodes)); err != nil {
		return nil, fmt.Errorf("metadata \"layers\": %w", err)
	}
	if classes != nil {
		if err := checkClasses(g, classes); err != nil {
			return nil, fmt.Errorf("metadata \"classes\": %w", err)
		}
		g.Classes = classes
	}
	return &Model{Graph: g, Meta: meta}, nil
}

// addLayers builds the graph of an architecture.
func addLayers(b *assemble.Builder, f *safetensors.File, layers []layer) error {
	if len(layers) == 0 {
		return fmt.Errorf("no layers")
	}
	seen := map[string]bool{}
	for i, l := range layers {
		where := fmt.Sprintf("layer %d, %q", i+1, l.Name)
		if l.Name == "" || seen[l.Name] {
			return fmt.Errorf("%s: it has no name, or another one's", where)
		}
		seen[l.Name] = true
		op, err := l.op(ownTensors(f))
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		in := l.In
		if len(in) == 0 {
			in = []int{i}
		}
		if _, err := b.Add(l.Name, op, in...); err != nil {
			return err
		}
	}
	return nil
}

func ownTensors(f *safetensors.File) tensors {
	return func(name string, rank int, optional bool) ([]float32, []int, error) {
		t, ok := f.Tensor(name)
		if !ok && optional {
			return nil, nil, nil
		}
		if !ok {
			return nil, nil, fmt.Errorf("tensor %q is missing", name)
		}
		if len(t.Shape) != rank {
			return nil, nil, fmt.Errorf("tensor %q has the shape %v, want %d dimensions", name, t.Shape, rank)
		}
		values, err := f.Floats(t)
		return values, t.Shape, err
	}
}

// readLayers checks the names of a file's layers.
func readLayers(names []named, nodes int) ([]nn.Layer, error) {
	var out []nn.Layer
	seen := map[string]bool{}
	for i, n := range names {
		if n.Node < 1 || n.Node >= nodes || n.Name == "" {
			return nil, fmt.Errorf("%q at node %d: want a name, and a node from 1 to %d", n.Name, n.Node, nodes-1)
		}
		if i > 0 && n.Node < names[i-1].Node {
			return nil, fmt.Errorf("%q comes before %q", names[i-1].Name, n.Name)
		}
		for _, name := range append([]string{n.Name}, n.Aliases...) {
			if seen[name] {
				return nil, fmt.Errorf("%q is the name of two", name)
			}
			seen[name] = true
		}
		out = append(out, nn.Layer{Name: n.Name, Aliases: n.Aliases, Node: n.Node})
	}
	return out, nil
}
