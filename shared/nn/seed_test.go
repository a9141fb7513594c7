package nn

import (
	"math"
	"testing"
)

// TestSeed holds gradients of targets that are written in their turn against
// those that are written before.
func TestSeed(t *testing.T) {
	r := dice(5)
	pools := graph(conv(r, 3, 20, 5, 2, 2), ReLU{}, conv(r, 20, 24, 3, 1, 1), ReLU{}, Pool{K: 2, Stride: 2},
		conv(r, 24, 30, 3, 1, 1), ReLU{}, conv(r, 30, 9, 3, 1, 1), ReLU{})
	paths := graph(conv(r, 3, 18, 3, 1, 1), ReLU{}, conv(r, 18, 6, 1, 1, 0), ReLU{},
		Node{Name: "branch", Op: conv(r, 18, 5, 3, 1, 1), In: []int{2}}, Node{Name: "join", Op: Concat{}, In: []int{4, 5}}, conv(r, 11, 8, 3, 1, 1))
	for name, test := range map[string]struct {
		graph   *Graph
		targets []int
	}{
		"a chain": {pools, []int{2, 4, 7, 9}}, "the middle alone": {pools, []int{7}}, "before the ReLU too": {pools, []int{1, 2, 8, 9}},
		"branches": {paths, []int{2, 4, 5, 6, 7}},
	} {
		cfg := Config{Height: 24, Width: 31, Batch: 2, Targets: test.targets, Gradient: true}
		plain := newBed(t, test.graph, cfg, 1)
		plain.differentiate(t)
		var seeded *bed
		called := map[int]bool{}
		cfg.Seed = func(node int, act, gradient View, add bool) {
			called[node] = true
			for k := range gradient.Batch * gradient.H {
				row := gradient.Row(k/gradient.H, k%gradient.H)
				for j, v := range seeded.weigh[node][k*gradient.W*gradient.C:][:len(row)] {
					if !add {
						row[j] = 0
					}
					row[j] += v
				}
			}
		}
		seeded = newBed(t, test.graph, cfg, 1)
		seeded.objective(t)
		if err := seeded.Backward(t.Context()); err != nil {
			t.Fatal(err)
		}
		var off, size float64
		want := plain.inputGradient()
		for i, v := range seeded.inputGradient() {
			off = max(off, math.Abs(float64(v)-float64(want[i])))
			size = max(size, math.Abs(float64(want[i])))
		}
		if !(off <= 1e-5*size) || size == 0 || len(called) != len(test.targets) {
			t.Errorf("%s: gradients differ by %.3g of %.3g; %d targets were asked for", name, off, size, len(called))
		}
	}
}

// TestSeedSavesMemory: the gradients of targets need not be there all at once.
func TestSeedSavesMemory(t *testing.T) {
	r := dice(6)
	n, err := NewNetwork(graph(conv(r, 3, 32, 3, 1, 1), ReLU{}, conv(r, 32, 32, 3, 1, 1), ReLU{}, conv(r, 32, 32, 3, 1, 1), ReLU{}, conv(r, 32, 32, 3, 1, 1), ReLU{}))
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Height: 100, Width: 100, Targets: []int{2, 4, 6, 8}, Gradient: true}
	before, err := n.Memory(cfg)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Seed = func(int, View, View, bool) {}
	if after, err := n.Memory(cfg); err != nil || float64(after) > 0.8*float64(before) {
		t.Errorf("%d bytes instead of %d, %v", after, before, err)
	}
}
