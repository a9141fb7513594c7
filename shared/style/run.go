package style

import (
	"context"
	"image"
	"math"
	"math/rand/v2"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// Options are a transfer's parameters.
type Options struct {
	Layers   *Layers // nil for those that LayersOf chooses
	Strength float64 // of the style against the content, above 0; 1 is balanced
	Scale    float64 // size of the style's features: its picture's size relative to the content's
	Steps    int     // at the largest size; smaller ones take more
	Smooth   float64 // weight of smoothness, 0 or more
	Seed     uint64  // of the noise that a transfer begins with
}

// smallestSide is what the smallest size has at least, in pixels.
const smallestSide = 64

// sizes are those that the picture is painted at, from the smallest.
func (o Options) sizes(w, h int) (list []size) {
	for i := 2; i >= 0; i-- {
		ow, oh := max(1, (w+1<<i-1)>>i), max(1, (h+1<<i-1)>>i)
		if i == 0 || min(ow, oh) >= smallestSide {
			list = append(list, size{ow, oh, o.Steps << i})
		}
	}
	return list
}

type size struct{ w, h, steps int }

// work is what a step takes, in pixels.
func (s size) work() float64 { return float64(s.w) * float64(s.h) }

type run struct {
	net     *nn.Network
	options Options
	layers  Layers
	memory  []float32
	report  dream.Progress
	done    float64 // pixels × steps
	total   float64
	last    losses
}

// Run repaints content in the manner of style.
func Run(ctx context.Context, net *nn.Network, content, style *dream.Canvas, o Options, progress dream.Progress) (*dream.Canvas, error) {
	r := &run{net: net, options: o, report: progress}
	return r.run(ctx, content, style)
}

func (r *run) run(ctx context.Context, content, style *dream.Canvas) (*dream.Canvas, error) {
	o := r.options
	if o.Layers != nil {
		r.layers = *o.Layers
	} else {
		var err error
		if r.layers, err = LayersOf(r.net.Graph); err != nil {
			return nil, err
		}
	}
	for _, s := range o.sizes(content.W, content.H) {
		r.total += s.work() * float64(s.steps)
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0x7374796c65))
	var img *dream.Canvas
	for _, s := range o.sizes(content.W, content.H) {
		base := content.Resize(s.w, s.h)
		f := o.Scale * math.Sqrt(float64(s.w)*float64(s.h)/float64(style.W*style.H))
		f = min(f, 1)
		sw, sh := max(1, int(math.Round(f*float64(style.W)))), max(1, int(math.Round(f*float64(style.H))))
		g, err := r.newGoal(ctx, base, style.Resize(sw, sh))
		if err != nil {
			return nil, err
		}
		if img == nil {
			img = base
			for i := range img.Pix {
				img.Pix[i] += float32(10 * rng.NormFloat64())
			}
		} else {
			img = img.Resize(s.w, s.h)
		}
		if err := r.paint(ctx, g, img, s.steps); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// rate is how far a step moves a value at most, of 255.
const rate = 6

func (r *run) paint(ctx context.Context, g *goal, img *dream.Canvas, steps int) error {
	grad := dream.NewCanvas(img.W, img.H)
	opt := newAdam(len(img.Pix), rate)
	for i := range steps {
		l, err := g.gradient(ctx, img, grad)
		if err != nil {
			return err
		}
		r.last = l
		opt.step(img, grad, float64(i)/float64(steps))
		r.done += float64(img.W) * float64(img.H)
		if r.report != nil {
			r.report(r.done/r.total, func(side int) *image.NRGBA { return show(img, side) })
		}
	}
	return nil
}

func clampRow(row []float32) {
	for i, v := range row {
		row[i] = min(max(v, 0), 255)
	}
}
