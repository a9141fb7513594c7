package dream

import (
	"context"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"runtime"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// Options are a dream's parameters.
type Options struct {
	Node    int     // of the network: the layer or the logits to climb
	Channel int     // the one channel of it that is wanted, or −1 for all
	Guide   *Canvas // instead: a picture whose features are wanted, or nil
	Balance int     // of channels, 0 to 4, where all are wanted: see whole
	Octaves int     // sizes that the picture is dreamt at, each Scale of the next
	Scale   float64 // above 1
	Steps   int     // of each octave
	Step    float64 // change of a pixel value by a step, on average, of 255
	Colour  float64 // share of the gradient's colour that is used, 0 to 1
	Fine    float64 // weight of a level of the gradient against the next coarser one
	Seed    uint64
}

// smallestSide is what the smallest octave has at least, in pixels.
const smallestSide = 48

// Progress is told how much is done, from 0 to 1, after every step. show makes
// a picture of the dream as it is, of at most so many pixels a side; it may be
// called until Progress returns.
type Progress func(done float64, show func(side int) *image.NRGBA)

// sizes are the octaves' sizes, from the smallest.
func (o Options) sizes(w, h int) (list [][2]int) {
	for i := o.Octaves - 1; i >= 0; i-- {
		f := 1.0
		for range i {
			f /= o.Scale
		}
		ow, oh := max(1, int(math.Round(float64(w)*f))), max(1, int(math.Round(float64(h)*f)))
		if i == 0 || min(ow, oh) >= smallestSide {
			list = append(list, [2]int{ow, oh})
		}
	}
	return list
}

// Pixels is how many pixels a dream's steps work on in all, with one step an
// octave: the work of a dream is proportional to it.
func (o Options) Pixels(w, h int) (n float64) {
	for _, s := range o.sizes(w, h) {
		n += float64(s[0]) * float64(s[1])
	}
	return n
}

// Run dreams: it returns what is to be added to the picture. It returns ctx's
// error within a step of its end.
func Run(ctx context.Context, net *nn.Network, picture *Canvas, o Options, progress Progress) (*Canvas, error) {
	d := &dreamer{net: net, options: o, rng: rand.New(rand.NewPCG(o.Seed, 0x7265766572696521)), report: progress}
	d.total = o.Pixels(picture.W, picture.H) * float64(o.Steps)
	if err := d.aim(ctx); err != nil {
		return nil, err
	}
	if err := d.reserve(picture.W, picture.H); err != nil {
		return nil, err
	}
	var detail *Canvas
	for _, size := range o.sizes(picture.W, picture.H) {
		w, h := size[0], size[1]
		runtime.GC() // the last octave's canvases: left alone, garbage may double what lives
		base := picture.Resize(w, h)
		img := base
		if detail != nil {
			img = detail.Resize(w, h)
			img.add(base, 1)
		} else {
			img = &Canvas{W: w, H: h, Pix: append([]float32(nil), base.Pix...)}
		}
		if err := d.octave(ctx, img); err != nil {
			return nil, err
		}
		img.add(base, -1)
		detail = img
	}
	return detail, nil
}

// reserve allocates what the plan of the largest octave takes, for those of all.
func (d *dreamer) reserve(w, h int) error {
	_, bytes, err := Work(d.net, d.options.Node, w, h)
	if err != nil {
		return err
	}
	d.memory = make([]float32, bytes/4)
	return nil
}

type dreamer struct {
	net       *nn.Network
	options   Options
	objective objective
	rng       *rand.Rand
	report    Progress
	memory    []float32
	done      float64 // pixels × steps
	total     float64
}

// aim makes the objective.
func (d *dreamer) aim(ctx context.Context) error {
	o := d.options
	switch {
	case o.Guide != nil:
		act, err := d.features(ctx, o.Guide)
		if err != nil {
			return err
		}
		d.objective = newGuide(act)
	case o.Channel >= 0:
		d.objective = channel{o.Channel}
	default:
		d.objective = whole{o.Balance}
	}
	return nil
}

// guideSide is the longer side that a guide is looked at with, in pixels.
const guideSide = 256

func (d *dreamer) features(ctx context.Context, c *Canvas) (nn.View, error) {
	f := min(1, guideSide/float64(max(c.W, c.H)))
	c = c.Resize(max(smallestSide, int(float64(c.W)*f)), max(smallestSide, int(float64(c.H)*f)))
	plan, err := d.net.Plan(nn.Config{Width: c.W, Height: c.H, Targets: []int{d.options.Node}})
	if err != nil {
		return nn.View{}, fmt.Errorf("guide: %w", err)
	}
	plan.Load(0, func(y int, rgb []float32) { copy(rgb, c.Row(y)) })
	if err := plan.Forward(ctx); err != nil {
		return nn.View{}, err
	}
	return plan.Activation(d.options.Node), nil
}

// octave takes all steps at one size.
func (d *dreamer) octave(ctx context.Context, img *Canvas) error {
	c, err := newClimber(d.net, d.options.Node, d.objective, img.W, img.H, d.memory)
	if err != nil {
		return err
	}
	d.memory = c.plan.Buffer()
	g, l := NewCanvas(img.W, img.H), newLaplacian(img.W, img.H, 4)
	if d.options.Fine > 0 {
		l.fine = float32(d.options.Fine)
	}
	for range d.options.Steps {
		if err := c.gradient(ctx, img, g, d.rng.IntN(grid), d.rng.IntN(grid)); err != nil {
			return err
		}
		l.normalise(g)
		d.step(img, g)
		d.done += float64(img.W) * float64(img.H)
		if d.report != nil {
			d.report(d.done/d.total, img.show)
		}
	}
	return nil
}

// step adds the gradient, scaled so that its values are Step on average.
func (d *dreamer) step(img, g *Canvas) {
	mean := g.total(kernel.SumAbs) / float64(len(g.Pix))
	if !(mean > 1e-12) {
		return
	}
	a := float32(d.options.Step / mean)
	colour := float32(d.options.Colour)
	img.each(func(y int, row []float32) {
		by := g.Row(y)
		if colour < 1 {
			for i := 0; i < len(by); i += 3 {
				luma := (by[i] + by[i+1] + by[i+2]) / 3
				for j := range 3 {
					by[i+j] = luma + float32(colour*(by[i+j]-luma))
				}
			}
		}
		kernel.Axpy(row, by, a)
		for i, v := range row {
			row[i] = min(max(v, 0), 255)
		}
	})
}

// show is the canvas as a small picture.
func (c *Canvas) show(side int) *image.NRGBA {
	f := min(1, float64(side)/float64(max(c.W, c.H)))
	return c.Resize(max(1, int(float64(c.W)*f)), max(1, int(float64(c.H)*f))).Image()
}
