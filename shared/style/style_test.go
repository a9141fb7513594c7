package style

import (
	"context"
	"errors"
	"image"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/shipped"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

func network(t *testing.T) *nn.Network {
	t.Helper()
	m, err := shipped.Model()
	if err != nil {
		t.Fatal(err)
	}
	n, err := nn.NewNetwork(m.Graph)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// waves is a picture whose pattern has a period in pixels.
func waves(w, h int, period float64) *dream.Canvas {
	c := dream.NewCanvas(w, h)
	for y := range h {
		for x := range w {
			for i := range 3 {
				c.Pix[3*(y*w+x)+i] = float32(int(128 + 100*math.Sin(float64(x)/period)*math.Cos(float64(y*(i+1))/period)))
			}
		}
	}
	return c
}

var quick = Options{Strength: 1, Scale: 1, Steps: 6, Smooth: 0.1, Seed: 1}

func TestTransferComesNearer(t *testing.T) {
	content, look := waves(72, 64, 9), waves(80, 70, 3)
	r := &run{net: network(t), options: quick}
	if _, err := r.run(t.Context(), content, look); err != nil {
		t.Fatal(err)
	}
	start := &run{net: r.net, options: quick, layers: r.layers}
	g, err := start.newGoal(t.Context(), content, look)
	if err != nil {
		t.Fatal(err)
	}
	before, err := g.gradient(t.Context(), content, dream.NewCanvas(content.W, content.H))
	if err != nil || r.last.style > 0.7*before.style {
		t.Errorf("the loss of style went from %.4g to %.4g, %v", before.style, r.last.style, err)
	}
}

func TestSameTransfer(t *testing.T) {
	n, was := network(t), kernel.Active()
	t.Cleanup(func() { _ = kernel.Use(was) })
	o := quick
	o.Steps = 1
	var want []float32
	for _, level := range kernel.Supported() {
		for _, threads := range []int{1, 3} {
			if err := kernel.Use(level); err != nil {
				t.Fatal(err)
			}
			func() {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
				c, err := Run(t.Context(), n, waves(40, 36, 9), waves(36, 40, 3), o, nil)
				if err != nil {
					t.Fatal(err)
				}
				if want == nil {
					want = c.Pix
				} else if !slices.Equal(c.Pix, want) {
					t.Errorf("%v with %d threads gives another picture", level, threads)
				}
			}()
		}
	}
}

func TestCancelledTransfer(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	reason, steps := errors.New("enough"), 0
	_, err := Run(ctx, network(t), waves(64, 64, 9), waves(64, 64, 3), quick, func(done float64, show func(int) *image.NRGBA) {
		if steps++; steps == 2 {
			cancel(reason)
		}
	})
	if !errors.Is(err, reason) || steps != 2 {
		t.Errorf("%v after %d steps", err, steps)
	}
}

func TestSmallTransfers(t *testing.T) {
	for _, s := range [][2]int{{1, 1}, {8, 3}, {300, 4}} {
		c, err := Run(t.Context(), network(t), waves(s[0], s[1], 5), waves(20, 30, 3), quick, nil)
		if err != nil || c.W != s[0] || c.H != s[1] {
			t.Errorf("%v: %v", s, err)
		}
	}
}
