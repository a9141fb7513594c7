package model_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
)

// networks are the files of package modeltest, and what is known of them.
var networks = []struct {
	name   string
	data   []byte
	format string
	bgr    bool
	// layers with an alias, and the shape at 224 × 224
	layers map[string]shaped
	count  int
}{
	{"googlenet", modeltest.GoogLeNetSafetensors(1, 8), "torchvision googlenet", false, map[string]shaped{
		"conv1/7x7_s2":           {"conv1", nn.Shape{H: 112, W: 112, C: 8}},
		"pool2/3x3_s2":           {"maxpool2", nn.Shape{H: 28, W: 28, C: 24}},
		"inception_3b/5x5":       {"inception3b.branch3.1", nn.Shape{H: 28, W: 28, C: 12}},
		"inception_4c/output":    {"inception4c", nn.Shape{H: 14, W: 14, C: 16 + 32 + 8 + 8}},
		"inception_5b/pool_proj": {"inception5b.branch4.1", nn.Shape{H: 7, W: 7, C: 16}},
	}, 3 + 4 + 9*8},
	{"bvlc googlenet", modeltest.GoogLeNetONNX(2, 8), "onnx", true, map[string]shaped{
		"conv2/3x3":           {"conv3", nn.Shape{H: 56, W: 56, C: 24}},
		"inception_4c/output": {"inception4c", nn.Shape{H: 14, W: 14, C: 64}},
		"pool4/3x3_s2":        {"maxpool4", nn.Shape{H: 7, W: 7, C: 32 + 40 + 16 + 16}},
	}, 3 + 4 + 9*8},
	{"vgg16", modeltest.VGG16Safetensors(3, 4), "torchvision vgg16", false, vggLayers, 13 + 5},
	{"vgg16 onnx", modeltest.VGG16ONNX(4, 4), "onnx", false, vggLayers, 13 + 5},
	{"vgg11_bn", modeltest.VGGSafetensors(5, 4, []int{1, 1, 2, 2, 2}, true), "torchvision vgg11_bn", false, map[string]shaped{
		"conv5_2": {"features.25", nn.Shape{H: 14, W: 14, C: 32}},
	}, 8 + 5},
}

type shaped struct {
	alias string
	shape nn.Shape
}

var vggLayers = map[string]shaped{
	"conv1_1": {"features.0", nn.Shape{H: 224, W: 224, C: 4}},
	"conv3_3": {"features.14", nn.Shape{H: 56, W: 56, C: 16}},
	"pool5":   {"features.30", nn.Shape{H: 7, W: 7, C: 32}},
}

func TestNetworks(t *testing.T) {
	for _, n := range networks {
		t.Run(n.name, func(t *testing.T) {
			m, err := model.Load(n.data, model.Options{Name: "mine"})
			if err != nil {
				t.Fatal(err)
			}
			g := m.Graph
			if m.Name != "mine" || m.Meta.Format != n.format || m.Version != m.SHA256[:12] || g.Version != m.Version || len(g.Layers) != n.count {
				t.Errorf("%q, %q, version %s, %d layers, want %d", m.Name, m.Meta.Format, m.Version, len(g.Layers), n.count)
			}
			shapes, err := g.Shapes(224, 224, 0)
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range n.layers {
				l, ok := g.Lookup(name)
				if !ok || !slices.Contains(l.Aliases, want.alias) || shapes[l.Node] != want.shape {
					t.Errorf("%s: found %v, %v, %v; want alias %q and %v", name, ok, l, shapes[l.Node], want.alias, want.shape)
				}
			}
			if last := shapes[len(shapes)-1]; last != (nn.Shape{H: 1, W: 1, C: modeltest.Classes}) {
				t.Errorf("output %v", last)
			}
			if in := g.Nodes[0].Op.(nn.Input); in.BGR != n.bgr {
				t.Errorf("input %v", in)
			}
			for i, node := range g.Nodes {
				if _, ok := node.Op.(nn.Affine); ok {
					t.Errorf("node %d, %s: a normalisation that was not folded", i, node.Name)
				}
			}
		})
	}
}

// TestForward runs each network on a picture: activations are finite, not all
// zero, and of the shape that the layer says.
func TestForward(t *testing.T) {
	for _, n := range networks {
		t.Run(n.name, func(t *testing.T) {
			m, err := model.Load(n.data, model.Options{FeaturesOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			for name := range n.layers {
				l, _ := m.Graph.Lookup(name)
				forward(t, m.Graph, l.Node, 75, 96)
			}
		})
	}
}

// forward computes the activations of a node for a fixed picture.
func forward(t *testing.T, g *nn.Graph, node, height, width int) []float32 {
	t.Helper()
	network, err := nn.NewNetwork(g)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := network.Plan(nn.Config{Height: height, Width: width, Targets: []int{node}})
	if err != nil {
		t.Fatal(err)
	}
	plan.Load(0, func(y int, rgb []float32) {
		for i := range rgb {
			rgb[i] = picture(y, i/3, i%3)
		}
	})
	if err := plan.Forward(context.Background()); err != nil {
		t.Fatal(err)
	}
	view := plan.Activation(node)
	var out []float32
	for y := range view.H {
		out = append(out, view.Row(0, y)...)
	}
	shapes, err := g.Shapes(height, width, node+1)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != shapes[node].Floats() {
		t.Fatalf("%s: %d activations, want %v", g.Nodes[node].Name, len(out), shapes[node])
	}
	sum := 0.0
	for _, v := range out {
		sum += math.Abs(float64(v))
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		t.Errorf("activations of %s: sum of magnitudes %v", g.Nodes[node].Name, sum)
	}
	return out
}

// picture is a value of a picture for tests, from 0 to 255.
func picture(y, x, c int) float32 {
	return float32((y*y*(c+1) + 31*x*(y+2) + 57*c*x) % 256)
}
