package model_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
)

// small is an ONNX file with most of what is no plain chain: two branches, a
// normalisation, a pooling, a sum and a join.
func small() []byte {
	r := rand.New(rand.NewPCG(4, 2))
	weights := func(name string, dims ...int64) modeltest.Tensor {
		n := int64(1)
		for _, d := range dims {
			n *= d
		}
		t := modeltest.Tensor{Name: name, Dims: dims, Data: make([]float32, n)}
		for i := range t.Data {
			t.Data[i] = float32(r.NormFloat64() / math.Sqrt(float64(n/dims[0])))
		}
		return t
	}
	same := map[string]any{"pads": []int64{1, 1, 1, 1}}
	return modeltest.ONNX{
		Input: "in", Dims: []int64{1, 3, 0, 0}, Outputs: []string{"join"},
		Tensors: []modeltest.Tensor{weights("w1", 8, 3, 3, 3), weights("w2", 8, 8, 3, 3), weights("w3", 5, 8, 1, 1)},
		Nodes: []modeltest.Node{
			{Op: "Conv", In: []string{"in", "w1"}, Out: []string{"first"}, Attributes: same},
			{Op: "Relu", In: []string{"first"}, Out: []string{"first_relu"}},
			{Op: "LRN", In: []string{"first_relu"}, Out: []string{"norm"}, Attributes: map[string]any{"size": int64(5), "alpha": float32(0.5), "beta": float32(0.75), "bias": float32(1)}},
			{Op: "Conv", In: []string{"norm", "w2"}, Out: []string{"second"}, Attributes: same},
			{Op: "Add", In: []string{"second", "first_relu"}, Out: []string{"sum"}},
			{Op: "MaxPool", In: []string{"sum"}, Out: []string{"pool"}, Attributes: map[string]any{"kernel_shape": []int64{3, 3}, "pads": []int64{1, 1, 1, 1}}},
			{Op: "Conv", In: []string{"sum", "w3"}, Out: []string{"third"}},
			{Op: "Concat", In: []string{"pool", "third"}, Out: []string{"join"}, Attributes: map[string]any{"axis": int64(1)}},
		},
	}.Bytes()
}

// TestGradientsOfFiles compares the gradient of half the sum of squares of a
// layer, as dreams climb it, with central differences.
func TestGradientsOfFiles(t *testing.T) {
	for _, test := range []struct {
		name, layer string
		data        []byte
	}{
		{"small ONNX", "join", small()},
		{"GoogLeNet", "inception_3b/output", modeltest.GoogLeNetSafetensors(5, 8)},
		{"BVLC GoogLeNet", "inception_3a/output", modeltest.GoogLeNetONNX(6, 8)},
		{"VGG16", "conv3_3", modeltest.VGG16Safetensors(7, 4)},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := model.Load(test.data, model.Options{FeaturesOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			l, ok := m.Graph.Lookup(test.layer)
			if !ok {
				t.Fatalf("no layer %s in %v", test.layer, m.Graph.Layers)
			}
			compare(t, m.Graph, l.Node)
		})
	}
}

func compare(t *testing.T, g *nn.Graph, node int) {
	const height, width = 40, 48
	network, err := nn.NewNetwork(g)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := network.Plan(nn.Config{Height: height, Width: width, Targets: []int{node}, Gradient: true})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(8, 8))
	pixels, direction := make([]float32, 3*height*width), make([]float64, 3*height*width)
	for i := range pixels {
		pixels[i] = 255 * r.Float32()
	}
	// at is the objective some way along the direction.
	at := func(step float64) (sum float64) {
		plan.Load(0, func(y int, rgb []float32) {
			for i := range rgb {
				rgb[i] = pixels[y*3*width+i] + float32(step*direction[y*3*width+i])
			}
		})
		if err := plan.Forward(t.Context()); err != nil {
			t.Fatal(err)
		}
		act := plan.Activation(node)
		for y := range act.H {
			for _, v := range act.Row(0, y) {
				sum += float64(v) * float64(v) / 2
			}
		}
		return sum
	}
	at(0)
	act, seed := plan.Activation(node), plan.Gradient(node)
	for y := range act.H {
		copy(seed.Row(0, y), act.Row(0, y))
	}
	if err := plan.Backward(t.Context()); err != nil {
		t.Fatal(err)
	}
	gradient := make([]float64, 0, len(pixels))
	for y := range height {
		for _, v := range plan.InputGradient().Row(0, y) {
			gradient = append(gradient, float64(v))
		}
	}
	for trial := range 6 {
		// Near the gradient, so that the slope stands out of float32's noise,
		// and each time another way.
		norm := 0.0
		for i := range direction {
			direction[i] = gradient[i] * (0.2 + r.Float64())
			norm += direction[i] * direction[i]
		}
		slope := 0.0
		for i := range direction {
			direction[i] /= math.Sqrt(norm)
			slope += direction[i] * gradient[i]
		}
		const eps = 0.5
		if want := (at(eps) - at(-eps)) / (2 * eps); !(math.Abs(want-slope) < 5e-3*math.Abs(want)) {
			t.Errorf("trial %d: slope %v, by differences %v", trial, slope, want)
		}
	}
}
