package dream

import (
	"context"
	"errors"
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
	Apart   int     // of a channel of logits: what its spots are apart, in places of the last layer before them, or 0 for everywhere
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

// SmallestSide is what the smallest octave has at least, in pixels, but where the
// picture has less.
const SmallestSide = 48

// Progress is told how much is done, from 0 to 1, after every step. show makes
// a picture of the dream as it is, of at most so many pixels a side; it may be
// called until Progress returns.
type Progress func(done float64, show func(side int) *image.NRGBA)

// Sizes are the octaves' sizes, from the smallest.
func (o Options) Sizes(w, h int) (list [][2]int) {
	for i := o.Octaves - 1; i >= 0; i-- {
		f := 1.0
		for range i {
			f /= o.Scale
		}
		ow, oh := max(1, int(math.Round(float64(w)*f))), max(1, int(math.Round(float64(h)*f)))
		if i == 0 || min(ow, oh) >= SmallestSide {
			list = append(list, [2]int{ow, oh})
		}
	}
	return list
}

// Pixels is how many pixels a dream's steps work on in all, with one step an
// octave: the work of a dream is proportional to it.
func (o Options) Pixels(w, h int) (n float64) {
	for _, s := range o.Sizes(w, h) {
		n += float64(s[0]) * float64(s[1])
	}
	return n
}

// Run dreams: it returns what is to be added to the picture. It returns ctx's
// error within a step of its end.
func Run(ctx context.Context, net *nn.Network, picture *Canvas, o Options, progress Progress) (*Canvas, error) {
	d := &dreamer{net: net, options: o, rng: rand.New(rand.NewPCG(o.Seed, 0x7265766572696521)), report: progress}
	d.most = PlanFor(float64(picture.W) * float64(picture.H))
	d.total = o.Pixels(picture.W, picture.H) * float64(o.Steps)
	if err := d.aim(ctx); err != nil {
		return nil, err
	}
	if err := d.reserve(picture.W, picture.H); err != nil {
		return nil, err
	}
	var detail *Canvas
	for _, size := range o.Sizes(picture.W, picture.H) {
		w, h := size[0], size[1]
		runtime.GC() // the last octave's canvases: left alone, garbage may double what lives
		base := picture
		if w != picture.W || h != picture.H {
			base = picture.Resize(w, h)
		}
		var img *Canvas
		if detail == nil {
			img = NewCanvas(w, h)
		} else {
			img = detail.Resize(w, h)
		}
		img.add(base, 1)
		detail = nil
		runtime.GC() // what enlarging left
		if err := d.octave(ctx, img, base); err != nil {
			return nil, err
		}
		img.add(base, -1)
		detail = img
	}
	return detail, nil
}

// reserve allocates what the largest plan takes, for those of all octaves. It
// need not be that of the largest octave, which may be worked on in tiles.
func (d *dreamer) reserve(w, h int) error {
	var most int64
	for _, size := range d.options.Sizes(w, h) {
		_, bytes, err := Work(d.net, d.options.Node, size[0], size[1], d.most)
		if err != nil {
			return err
		}
		if bytes > most {
			most, w, h = bytes, size[0], size[1]
		}
	}
	c, err := newClimber(d.net, d.options.Node, d.objective, w, h, d.most, nil)
	if err != nil {
		return err
	}
	d.memory = c.plan.Buffer()
	return nil
}

type dreamer struct {
	net       *nn.Network
	options   Options
	objective objective
	rng       *rand.Rand
	report    Progress
	most      int64 // bytes that a plan may take
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
		d.objective = newGuide(act, guidePlaces(d.net, o.Node))
	case o.Channel >= 0 && o.Apart > 0:
		spots, features, ok := newSpots(d.net.Graph, o.Node, o.Channel, o.Apart)
		if !ok {
			return errors.New("dream: spots are for the logits of a mean of features")
		}
		d.objective, d.options.Node = spots, features
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
	c = c.Resize(max(SmallestSide, int(float64(c.W)*f)), max(SmallestSide, int(float64(c.H)*f)))
	w, h, around := c.W, c.H, 0
	if _, err := d.net.Graph.Shapes(h, w, d.options.Node+1); err != nil { // too small, or not of a size that the network takes
		w, h = Tiling{TileW: w, TileH: h, Border: Windows.Whole}.Window()
		around = margin
	}
	plan, err := d.net.Plan(nn.Config{Width: w, Height: h, Targets: []int{d.options.Node}})
	if err != nil {
		return nn.View{}, fmt.Errorf("guide: %w", err)
	}
	Load(plan, c, -around, -around)
	if err := plan.Forward(ctx); err != nil {
		return nn.View{}, err
	}
	return plan.Activation(d.options.Node), nil
}

// octave takes all steps at one size, where the picture is base.
func (d *dreamer) octave(ctx context.Context, img, base *Canvas) error {
	c, err := newClimber(d.net, d.options.Node, d.objective, img.W, img.H, d.most, d.memory)
	if err != nil {
		return err
	}
	d.memory = c.plan.Buffer()
	g, l := NewCanvas(img.W, img.H), newLaplacian(img.W, img.H, 4)
	if d.options.Fine > 0 {
		l.fine = float32(d.options.Fine)
	}
	for range d.options.Steps {
		if err := c.gradient(ctx, img, g, d.rng.IntN(Grid), d.rng.IntN(Grid)); err != nil {
			return err
		}
		l.normalise(g)
		if err := d.step(img, base, g); err != nil {
			return err
		}
		d.done += float64(img.W) * float64(img.H)
		if d.report != nil {
			d.report(d.done/d.total, img.Show)
		}
	}
	return nil
}

// ErrNoGradient says that the gradient is no number: weights may be finite and
// overflow all the same.
var ErrNoGradient = errors.New("the gradient is not a finite number")

// step adds the gradient, scaled so that its values are Step on average, to what
// is to stay near base.
func (d *dreamer) step(img, base, g *Canvas) error {
	mean := g.total(kernel.SumAbs) / float64(len(g.Pix))
	switch {
	case math.IsNaN(mean) || math.IsInf(mean, 0):
		return ErrNoGradient
	case mean <= 1e-12:
		return nil
	}
	a := float32(d.options.Step / mean)
	colour := float32(d.options.Colour)
	img.Each(func(y int, row []float32) {
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
		settle(row, base.Row(y))
	})
	return nil
}

// Show is the canvas as a picture of at most side pixels a side.
func (c *Canvas) Show(side int) *image.NRGBA {
	f := min(1, float64(side)/float64(max(c.W, c.H)))
	return c.Resize(max(1, int(float64(c.W)*f)), max(1, int(float64(c.H)*f))).Image()
}
