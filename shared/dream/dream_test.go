package dream

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// fromTheCalm is a picture with soft forms.
func fromTheCalm(w, h int) *Canvas {
	c := NewCanvas(w, h)
	for y := range h {
		for x := range w {
			for i := range 3 {
				c.Pix[3*(y*w+x)+i] = float32(int(128 + 90*math.Sin(float64(x*(i+1))/17)*math.Cos(float64(y)/11)))
			}
		}
	}
	return c
}

func defaults(node int) Options {
	return Options{Node: node, Channel: -1, Balance: 3, Octaves: 3, Scale: 1.4, Steps: 4, Step: 1.5, Colour: 0.8, Seed: 5}
}

// dreamt is a picture with its dream.
func dreamt(t *testing.T, net *nn.Network, c *Canvas, o Options) *image.NRGBA {
	t.Helper()
	detail, err := Run(t.Context(), net, c, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := c.Image()
	detail.AddTo(m, 1)
	return m
}

func hashOf(m *image.NRGBA) string {
	sum := sha256.Sum256(m.Pix)
	return hex.EncodeToString(sum[:16])
}

func TestSameDream(t *testing.T) {
	net, node := thinNet(t, 4)
	was := kernel.Active()
	t.Cleanup(func() { _ = kernel.Use(was) })
	guided := defaults(node - 6)
	guided.Guide = noise(60, 50)
	one := defaults(node)
	one.Channel = 7
	for name, o := range map[string]Options{"layer": defaults(node), "channel": one, "guide": guided} {
		t.Run(name, func(t *testing.T) {
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
			again := o
			again.Seed++
			if seen[hashOf(dreamt(t, net, fromTheCalm(70, 51), again))] {
				t.Error("another seed gives the same dream")
			}
		})
	}
}

func TestClimbing(t *testing.T) {
	net, node := thinNet(t, 4)
	value := func(m *image.NRGBA) (sum float64) {
		plan, err := net.Plan(nn.Config{Width: 96, Height: 64, Targets: []int{node}})
		if err != nil {
			t.Fatal(err)
		}
		c := FromImage(m, 96, 64)
		plan.Load(0, func(y int, rgb []float32) { copy(rgb, c.Row(y)) })
		if err := plan.Forward(t.Context()); err != nil {
			t.Fatal(err)
		}
		act := plan.Activation(node)
		for y := range act.H {
			sum += kernel.SumSq(act.Row(0, y))
		}
		return sum
	}
	from := fromTheCalm(96, 64)
	before, after := value(from.Image()), value(dreamt(t, net, from, defaults(node)))
	if after < 1.25*before {
		t.Errorf("what the layer sees went from %.4g to %.4g; a dream makes more of it", before, after)
	}
}

// TestTiles: what is computed in tiles is the same, bit for bit, where they
// overlap by as much as a layer sees.
func TestTiles(t *testing.T) {
	net, _ := thinNet(t, 4)
	const node = 4 // the second layer
	img := noise(150, 131)
	gradient := func(tile int) *Canvas {
		c := &climber{net: net, node: node, objective: channel{3}, Tiling: Tiling{img.W, img.H, img.W, img.H, Windows.Overlap}}
		if tile > 0 {
			c.TileW, c.TileH = tile, tile+Grid
		}
		var err error
		if c.plan, err = net.Plan(config(c.Tiling, node)); err != nil {
			t.Fatal(err)
		}
		out := NewCanvas(img.W, img.H)
		if err := c.gradient(t.Context(), img, out, 5, 9); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := gradient(0)
	for _, tile := range []int{48, 64, 80} {
		if got := gradient(tile); !slices.Equal(got.Pix, want.Pix) {
			t.Errorf("tiles of %d pixels give another gradient", tile)
		}
	}
}

func TestTilesKeepToTheMemory(t *testing.T) {
	net, node := thinNet(t, 4)
	for _, size := range [][2]int{{2048, 1536}, {4000, 3000}, {16000, 300}, {1, 1}, {30, 4000}} {
		c, err := cut(net, node, size[0], size[1], PlanMemory)
		if err != nil {
			t.Fatal(err)
		}
		if need, err := net.Memory(config(c, node)); err != nil || need > PlanMemory {
			t.Errorf("%v: a plan of %d bytes, %v", size, need, err)
		}
	}
}

func TestCancelledDream(t *testing.T) {
	net, node := thinNet(t, 4)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	steps := 0
	_, err := Run(ctx, net, fromTheCalm(80, 60), defaults(node), func(float64, func(int) *image.NRGBA) {
		if steps++; steps == 3 {
			cancel(reason)
		}
	})
	if !errors.Is(err, reason) || steps != 3 {
		t.Errorf("%v after %d steps, want it to stop within one", err, steps)
	}
}

func TestProgress(t *testing.T) {
	net, node := thinNet(t, 4)
	last := 0.0
	_, err := Run(t.Context(), net, fromTheCalm(200, 90), defaults(node), func(done float64, show func(int) *image.NRGBA) {
		if done <= last {
			t.Errorf("progress went from %v to %v", last, done)
		}
		last = done
		if b := show(64).Bounds(); max(b.Dx(), b.Dy()) > 64 {
			t.Errorf("a preview of %v", b)
		}
	})
	if err != nil || math.Abs(last-1) > 1e-9 {
		t.Errorf("progress ends at %v, %v", last, err)
	}
}

func TestSmallPictures(t *testing.T) {
	net, node := thinNet(t, 4)
	for _, size := range [][2]int{{1, 1}, {3, 500}, {500, 2}, {17, 16}} {
		m := dreamt(t, net, fromTheCalm(size[0], size[1]), defaults(node))
		if m.Rect.Dx() != size[0] || m.Rect.Dy() != size[1] {
			t.Errorf("%v became %v", size, m.Rect)
		}
	}
}

// TestLaplacian: taken apart and put together, with levels that are even
// already, a gradient keeps its direction.
func TestLaplacian(t *testing.T) {
	for _, size := range [][2]int{{64, 48}, {61, 37}, {5, 90}, {1, 1}} {
		g := noise(size[0], size[1])
		for i := range g.Pix {
			g.Pix[i] -= 127.5
		}
		was := append([]float32(nil), g.Pix...)
		newLaplacian(size[0], size[1], 4).normalise(g)
		dot := 0.0
		for y := range g.H {
			dot += kernel.Dot(g.Row(y), was[3*g.W*y:3*g.W*(y+1)])
		}
		cos := dot / math.Sqrt(g.total(kernel.SumSq)*(&Canvas{W: g.W, H: g.H, Pix: was}).total(kernel.SumSq))
		if cos < 0.6 {
			t.Errorf("%v: the cosine of the gradients before and after is %.2f", size, cos)
		}
	}
}

func TestResize(t *testing.T) {
	flat := NewCanvas(13, 9)
	for i := range flat.Pix {
		flat.Pix[i] = 77
	}
	for _, size := range [][2]int{{13, 9}, {5, 20}, {40, 3}, {1, 1}} {
		for _, v := range flat.Resize(size[0], size[1]).Pix {
			if math.Abs(float64(v)-77) > 1e-3 {
				t.Fatalf("%v: a flat picture became %v", size, v)
			}
		}
	}
	ramp := NewCanvas(64, 1)
	for x := range 64 {
		for i := range 3 {
			ramp.Pix[3*x+i] = float32(x)
		}
	}
	half := ramp.Resize(32, 1)
	for x := 4; x < 28; x++ {
		if got, want := float64(half.Pix[3*x]), 2*float64(x)+0.5; math.Abs(got-want) > 0.01 {
			t.Errorf("half a ramp at %d is %v, want %v", x, got, want)
		}
	}
}

// TestSameBits: dreams are the same in every build.
func TestSameBits(t *testing.T) {
	net, node := thinNet(t, 4)
	channel, guided := defaults(node), defaults(node-6)
	channel.Channel, guided.Guide = 7, noise(60, 50)
	for want, o := range map[string]Options{
		"616cb2bb7c437cf6baf4cf0bf429807a": defaults(node), "7fa035bcbbbd104292abb4e71df5eba2": channel, "7a69abfab34f832a67c339f32c6e82b5": guided,
	} {
		if got := hashOf(dreamt(t, net, fromTheCalm(70, 51), o)); got != want {
			t.Errorf("%+v gives %s, want %s", o, got, want)
		}
	}
}
