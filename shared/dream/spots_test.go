package dream

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/dream/shipped"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

func TestPeaksAreApart(t *testing.T) {
	f := newField(40, 30)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range f.values {
		f.values[i] = r.Float64()
	}
	const radius = 3
	peaks := f.peaks(radius)
	var found [][2]int
	for y := range f.h {
		for x, v := range peaks.row(y) {
			if v == 1 {
				found = append(found, [2]int{x, y})
			}
		}
	}
	if len(found) < 10 {
		t.Errorf("%d peaks of %d values", len(found), len(f.values))
	}
	for i, a := range found {
		for _, b := range found[:i] {
			if math.Hypot(float64(a[0]-b[0]), float64(a[1]-b[1])) <= radius {
				t.Errorf("peaks at %v and %v", a, b)
			}
		}
	}
	if top := slices.Index(f.values, slices.Max(f.values)); peaks.values[top] != 1 {
		t.Error("the largest value is no peak")
	}
}

func TestBlurKeepsTheSum(t *testing.T) {
	for _, size := range [][2]int{{9, 7}, {1, 5}, {1, 1}} {
		f := newField(size[0], size[1])
		f.values[0], f.values[len(f.values)/2] = 3, 5
		var before, after float64
		for i, v := range f.blur().values {
			before, after = before+f.values[i], after+v
		}
		if math.Abs(before-after) > 1e-12 {
			t.Errorf("%v: the sum went from %v to %v", size, before, after)
		}
	}
}

// TestSpots: the seed is the class's weights about the best place, and nothing
// far from it.
func TestSpots(t *testing.T) {
	net, classes := shippedNet(t)
	logits := len(net.Graph.Nodes) - 1
	class := slices.Index(classes, "pagoda")
	o, features, ok := newSpots(net.Graph, logits, class, 200)
	if !ok {
		t.Fatal("the shipped network's logits are not those of a mean")
	}
	const side = 192
	plan, err := net.Plan(nn.Config{Width: side, Height: side, Targets: []int{features}, Gradient: true})
	if err != nil {
		t.Fatal(err)
	}
	img := noise(side, side)
	plan.Load(0, func(y int, rgb []float32) { copy(rgb, img.Row(y)) })
	if err := plan.Forward(t.Context()); err != nil {
		t.Fatal(err)
	}
	act, g := plan.Activation(features), plan.Gradient(features)
	o.seed(act, g)
	var top, places int
	for y := range g.H {
		for row := g.Row(0, y); len(row) > 0; row = row[g.C:] {
			if row[0] == 0 && row[1] == 0 {
				continue
			}
			places++
			if row[0] == float32(0.5625)*o.weight[0] { // (6/8)²
				top++
			}
		}
	}
	if top != 1 || places < 4 || places > 9 {
		t.Errorf("%d places are wanted more of, %d of them most", places, top)
	}
	if _, _, ok := newSpots(net.Graph, logits, len(classes), 2); ok {
		t.Error("there are spots for a class that is none")
	}
	if _, _, ok := newSpots(net.Graph, features, 0, 2); ok {
		t.Error("there are spots for a layer that has no logits")
	}
}

func shippedNet(t *testing.T) (*nn.Network, []string) {
	t.Helper()
	m, err := shipped.Model()
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.NewNetwork(m.Graph)
	if err != nil {
		t.Fatal(err)
	}
	return net, m.Graph.Classes
}

// TestSameSpots: they are the same whatever the threads and the instruction set.
func TestSameSpots(t *testing.T) {
	net, _ := shippedNet(t)
	was := kernel.Active()
	t.Cleanup(func() { _ = kernel.Use(was) })
	o := Options{Node: len(net.Graph.Nodes) - 1, Channel: 11, Apart: 2, Octaves: 1, Scale: 1.4, Steps: 1, Step: 3, Colour: 0.6, Seed: 5}
	seen := map[string]bool{}
	for _, level := range kernel.Supported() {
		for _, threads := range []int{1, 3} {
			if err := kernel.Use(level); err != nil {
				t.Fatal(err)
			}
			func() {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
				seen[hashOf(dreamt(t, net, fromTheCalm(70, 51), o))] = true
			}()
		}
	}
	if len(seen) != 1 {
		t.Errorf("%d different dreams: %v", len(seen), seen)
	}
	everywhere := o
	everywhere.Apart = 0
	if seen[hashOf(dreamt(t, net, fromTheCalm(70, 51), everywhere))] {
		t.Error("the class is wanted everywhere")
	}
	o.Node--
	if _, err := Run(t.Context(), net, fromTheCalm(70, 51), o, nil); err == nil {
		t.Error("there are spots for what are no logits")
	}
}
