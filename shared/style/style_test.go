package style

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
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

// quick is a transfer of few steps.
func quick() Options {
	o := Defaults()
	o.Steps = 12
	return o
}

func TestTransferComesNearer(t *testing.T) {
	content, look := waves(72, 64, 9), waves(80, 70, 3)
	r := newRun(network(t), quick())
	if _, err := r.run(t.Context(), content, look); err != nil {
		t.Fatal(err)
	}
	start := newRun(r.net, quick())
	start.layers = r.layers
	g, err := start.newGoal(t.Context(), content, look)
	if err != nil {
		t.Fatal(err)
	}
	before, err := g.gradient(t.Context(), content, dream.NewCanvas(content.W, content.H))
	if err != nil || r.last.style > 0.5*before.style || r.last.colours > 0.5*before.colours {
		t.Errorf("losses went from %.3g to %.3g, %v", before, r.last, err)
	}
	contents := map[float64]float64{}
	for _, strength := range []float64{0.5, 1000} {
		r := newRun(r.net, quick())
		r.options.Strength = strength
		if _, err := r.run(t.Context(), content, look); err != nil {
			t.Fatal(err)
		}
		contents[strength] = r.last.content * strength
	}
	if contents[0.5] > 0.7*contents[1000] {
		t.Errorf("the picture is %.3g off its content where that counts much, %.3g where it hardly does", contents[0.5], contents[1000])
	}
}

// toy is a small network whose weights are the same for ever.
func toy(t *testing.T) *nn.Network {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	conv := func(in, out, k, stride int) nn.Conv {
		w := make([]float32, out*k*k*in)
		for i := range w {
			w[i] = float32(rng.IntN(201)-100) / float32(40*k*in)
		}
		return nn.Conv{In: in, Out: out, KH: k, KW: k, Stride: stride, Weight: w,
			Pad: nn.Pad{Top: k / 2, Left: k / 2, Bottom: k / 2, Right: k / 2}}
	}
	g := &nn.Graph{Name: "toy", Nodes: []nn.Node{{Op: nn.Input{Mean: [3]float32{117, 117, 117}, Scale: [3]float32{1. / 64, 1. / 64, 1. / 64}}}}}
	for i, op := range []nn.Op{conv(3, 18, 5, 2), nn.ReLU{}, conv(18, 40, 3, 1), nn.ReLU{}, nn.Pool{K: 2, Stride: 2}, conv(40, 33, 3, 1), nn.ReLU{}} {
		g.Nodes = append(g.Nodes, nn.Node{Op: op, In: []int{i}})
	}
	for _, i := range []int{2, 4, 7} {
		g.Layers = append(g.Layers, nn.Layer{Name: fmt.Sprint(i), Node: i})
	}
	n, err := nn.NewNetwork(g)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSameTransfer: the same bits on every level and thread count, and in every
// build: see the hash.
func TestSameTransfer(t *testing.T) {
	const want = "39bc95935c36c13f"
	n, was := toy(t), kernel.Active()
	t.Cleanup(func() { _ = kernel.Use(was) })
	o := quick()
	o.Steps = 3
	for _, level := range kernel.Supported() {
		for _, threads := range []int{1, 2, 3} {
			if err := kernel.Use(level); err != nil {
				t.Fatal(err)
			}
			func() {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
				hash := sha256.New()
				for _, o.Colours = range []Colours{StyleColours, ContentColours} {
					c, err := Run(t.Context(), n, waves(40, 36, 9), dyed(36, 40), o, nil)
					if err != nil {
						t.Fatal(err)
					}
					_ = binary.Write(hash, binary.LittleEndian, c.Pix)
				}
				if got := hex.EncodeToString(hash.Sum(nil)[:8]); got != want {
					t.Errorf("%v with %d threads gives %s, want %s", level, threads, got, want)
				}
			}()
		}
	}
}

func TestCancelledTransfer(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	reason, steps := errors.New("enough"), 0
	_, err := Run(ctx, network(t), waves(64, 64, 9), waves(64, 64, 3), quick(), func(done float64, show func(int) *image.NRGBA) {
		if steps++; steps == 2 {
			cancel(reason)
		}
	})
	if !errors.Is(err, reason) || steps != 2 {
		t.Errorf("%v after %d steps", err, steps)
	}
}

func TestColoursOfTheContent(t *testing.T) {
	content, o := dyed(70, 66), quick()
	o.Colours = ContentColours
	painted, err := Run(t.Context(), network(t), content, waves(60, 60, 3), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(painted.Pix); i += 3 {
		if d := (painted.Pix[i] - painted.Pix[i+2]) - (content.Pix[i] - content.Pix[i+2]); math.Abs(float64(d)) > 1e-3 {
			t.Fatalf("pixel %d has another colour", i/3)
		}
	}
	if slices.Equal(painted.Pix, content.Pix) {
		t.Error("nothing was painted")
	}
}

func TestLayersOf(t *testing.T) {
	g := network(t).Graph
	own, err := LayersOf(g)
	if err != nil || len(own.Style) != 5 || g.Nodes[own.Content].Name != "c5/relu" {
		t.Errorf("%v, %v", own, err)
	}
	other := *g
	other.Layers = nil
	if _, err := LayersOf(&other); err == nil {
		t.Error("a network without layers has some")
	}
	for _, l := range g.Layers {
		l.Name = "layer " + l.Name
		other.Layers = append(other.Layers, l)
	}
	if some, err := LayersOf(&other); err != nil || len(some.Style) < 3 || some.Content == 0 {
		t.Errorf("%v, %v", some, err)
	}
}

func TestSmallTransfers(t *testing.T) {
	for _, s := range [][2]int{{1, 1}, {8, 3}, {300, 4}, {2, 700}} {
		c, err := Run(t.Context(), network(t), waves(s[0], s[1], 5), waves(20, 30, 3), quick(), nil)
		if err != nil || c.W != s[0] || c.H != s[1] {
			t.Errorf("%v: %v", s, err)
		}
	}
}
