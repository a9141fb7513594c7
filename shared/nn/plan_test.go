package nn

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestPlansShareMemory(t *testing.T) {
	r := dice(2)
	g := graph(conv(r, 3, 16, 3, 1, 1), ReLU{}, conv(r, 16, 16, 3, 1, 1), ReLU{}, conv(r, 16, 16, 3, 1, 1), ReLU{}, conv(r, 16, 16, 3, 1, 1), ReLU{})
	n, err := NewNetwork(g)
	if err != nil {
		t.Fatal(err)
	}
	const side = 128
	layer := int64(4 * 16 * side * side)
	forward, err := n.Memory(Config{Height: side, Width: side, Targets: []int{last(g)}})
	if err != nil || forward > 3*layer {
		t.Errorf("forward alone takes %.1f layers, %v; two are alive at a time", float64(forward)/float64(layer), err)
	}
	both, err := n.Memory(Config{Height: side, Width: side, Targets: []int{last(g)}, Gradient: true})
	if err != nil || both > 6*layer {
		t.Errorf("a gradient takes %.1f layers, %v; it takes the activations' place", float64(both)/float64(layer), err)
	}
	p, err := n.Plan(Config{Height: side, Width: side, Targets: []int{last(g)}, Gradient: true})
	if err != nil || int64(4*len(p.Buffer())) > both {
		t.Errorf("a plan of %d bytes, %v, where %d were said", 4*len(p.Buffer()), err, both)
	}
}

// TestUsedMemory: a plan in memory that another one has used gives the same.
func TestUsedMemory(t *testing.T) {
	g := everything()
	cfg := Config{Height: 50, Width: 67, Targets: []int{last(g)}, Gradient: true}
	fresh := newBed(t, g, cfg, 40)
	fresh.differentiate(t)
	cfg.Memory = make([]float32, len(fresh.Buffer()))
	for i := range cfg.Memory {
		cfg.Memory[i] = float32(math.NaN())
	}
	used := newBed(t, g, cfg, 40)
	used.differentiate(t)
	want, got := fresh.inputGradient(), used.inputGradient()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("value %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestFold(t *testing.T) {
	r := dice(4)
	bn := func(c int) BatchNorm {
		v := normal(r, c, 1)
		for i := range v {
			v[i] = v[i]*v[i] + 0.5
		}
		return BatchNorm{Gamma: normal(r, c, 1), Beta: normal(r, c, 1), Mean: normal(r, c, 1), Variance: v, Eps: 1e-3}
	}
	ours := graph(conv(r, 3, 7, 3, 1, 1), bn(7), ReLU{}, bn(7))
	ours.Layers = []Layer{{Name: "relu", Node: 3}}
	byHand := graph(ours.Nodes[1].Op)
	for _, i := range []int{2, 3, 4} {
		op := ours.Nodes[i].Op
		if b, ok := op.(BatchNorm); ok {
			scale, shift := b.affine()
			op = Affine{scale, shift}
		}
		byHand.Nodes = append(byHand.Nodes, Node{Op: op, In: []int{i - 1}})
	}
	folded := Fold(ours)
	if len(folded.Nodes) != 4 || folded.Layers[0].Node != 2 {
		t.Fatalf("%d nodes, the layer is %d", len(folded.Nodes), folded.Layers[0].Node)
	}
	cfg := Config{Height: 6, Width: 5, Targets: []int{last(byHand)}}
	want := newBed(t, byHand, cfg, 1)
	cfg.Targets = []int{last(folded)}
	got := newBed(t, folded, cfg, 1)
	want.objective(t)
	got.objective(t)
	for y := range 6 {
		a, b := want.Activation(last(byHand)).Row(0, y), got.Activation(last(folded)).Row(0, y)
		for i := range a {
			if math.Abs(float64(a[i]-b[i])) > 1e-4*(1+math.Abs(float64(a[i]))) {
				t.Fatalf("row %d, value %d: %v, folded %v", y, i, a[i], b[i])
			}
		}
	}
}

func TestCrossEntropy(t *testing.T) {
	tensorOf := func() *tensor {
		x := &tensor{n: 3, Shape: Shape{1, 1, 5}}
		x.data = make([]float32, x.floats())
		return x
	}
	logits, gradient := tensorOf(), tensorOf()
	copy(logits.data, normal(dice(9), 15, 3))
	labels := []int{4, 0, 2}
	CrossEntropy(logits.view(), gradient.view(), labels, 0.1)
	want := append([]float32(nil), gradient.data[:15]...)
	for i := range 15 {
		const eps = 1e-2
		at := func(d float32) float64 {
			was := logits.data[i]
			defer func() { logits.data[i] = was }()
			logits.data[i] += d
			loss, _ := CrossEntropy(logits.view(), gradient.view(), labels, 0.1)
			return loss
		}
		if slope := (at(eps) - at(-eps)) / (2 * eps); math.Abs(slope-float64(want[i])) > 1e-4 {
			t.Errorf("logit %d: gradient %v, by differences %v", i, want[i], slope)
		}
	}
}

func TestSquaredError(t *testing.T) {
	g := make([]float32, 2)
	if got := SquaredError([]float32{1, 5}, []float32{3, 4}, g); got != 1.25 || g[0] != -1 || g[1] != 0.5 {
		t.Errorf("%v, gradient %v", got, g)
	}
}

func TestExp(t *testing.T) {
	for x := 0.0; x > -750; x -= 0.37 {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 1e-14*want && want > 1e-300 {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestCancelledPlan(t *testing.T) {
	b := newBed(t, everything(), Config{Height: 50, Width: 67, Targets: []int{5}, Gradient: true}, 1)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if err := b.Forward(ctx); !errors.Is(err, reason) {
		t.Errorf("forward: %v", err)
	}
	if err := b.Backward(ctx); !errors.Is(err, reason) {
		t.Errorf("backward: %v", err)
	}
}

func TestWhatCannotBePlanned(t *testing.T) {
	r := dice(1)
	nan := conv(r, 3, 4, 3, 1, 1)
	nan.Weight[5] = float32(math.NaN())
	short := conv(r, 3, 4, 3, 1, 1)
	short.Weight = short.Weight[1:]
	tests := []struct {
		graph *Graph
		cfg   Config
		want  string
	}{
		{graph(nan), Config{Height: 8, Width: 8, Targets: []int{1}}, "not a finite number"},
		{graph(short), Config{Height: 8, Width: 8, Targets: []int{1}}, "weights"},
		{graph(conv(r, 4, 4, 3, 1, 1)), Config{Height: 8, Width: 8, Targets: []int{1}}, "of 4 channels on 3"},
		{graph(conv(r, 3, 4, 5, 1, 0)), Config{Height: 8, Width: 4, Targets: []int{1}}, "too small"},
		{graph(conv(r, 3, 4, 3, 1, 1)), Config{Height: 8, Width: 8, Targets: []int{2}}, "no node 2"},
		{graph(conv(r, 3, 4, 3, 1, 1)), Config{Height: 8, Width: 0, Targets: []int{1}}, "0 × 8"},
		{graph(Node{"loop", Add{}, []int{0, 1}}), Config{Height: 8, Width: 8, Targets: []int{1}}, "does not come before"},
		{graph(BatchNorm{Gamma: normal(r, 3, 1), Beta: normal(r, 3, 1), Mean: normal(r, 3, 1), Variance: normal(r, 3, 1)}), Config{Height: 8, Width: 8, Targets: []int{1}}, "folded"},
	}
	for _, tt := range tests {
		n, err := NewNetwork(tt.graph)
		if err == nil {
			_, err = n.Plan(tt.cfg)
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q in it", err, tt.want)
		}
	}
}
