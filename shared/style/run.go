package style

import (
	"context"
	"math/rand/v2"
	"runtime"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// run is one transfer.
type run struct {
	net     *nn.Network
	options Options
	layers  Layers
	most    int64     // bytes that a plan may take
	memory  []float32 // of the plans, one after the other
	rng     *rand.Rand
	report  dream.Progress
	done    float64 // pixels × steps
	total   float64
	last    losses
}

// Run repaints content in the manner of style: the result has content's size. It
// returns ctx's error within a step of its end.
func Run(ctx context.Context, net *nn.Network, content, style *dream.Canvas, o Options, progress dream.Progress) (*dream.Canvas, error) {
	r := newRun(net, o)
	r.report = progress
	return r.run(ctx, content, style)
}

func newRun(net *nn.Network, o Options) *run {
	return &run{net: net, options: o, most: PlanMemory, rng: rand.New(rand.NewPCG(o.Seed, 0x7374796c65))}
}

func (r *run) run(ctx context.Context, content, style *dream.Canvas) (*dream.Canvas, error) {
	if err := r.prepare(content.W, content.H); err != nil {
		return nil, err
	}
	if r.options.Colours == ContentColours {
		painted, err := r.sizes(ctx, content, recolour(style, content))
		if err != nil {
			return nil, err
		}
		return luma(content, painted), nil
	}
	return r.sizes(ctx, recolour(content, style), style)
}

// prepare chooses the layers and allocates what the largest plan takes.
func (r *run) prepare(w, h int) (err error) {
	if r.options.Layers != nil {
		r.layers = *r.options.Layers
	} else if r.layers, err = LayersOf(r.net.Graph); err != nil {
		return err
	}
	for _, s := range r.options.sizes(w, h) {
		r.total += s.work()
	}
	t, err := newTiling(r.net, (&goal{}).config(r), w, h, r.most)
	if err != nil {
		return err
	}
	r.memory = t.plan.Buffer()
	return nil
}

// sizes paints the picture at every size, each from the one before.
func (r *run) sizes(ctx context.Context, content, style *dream.Canvas) (img *dream.Canvas, err error) {
	const noise = 17 // of 255, up or down: what is flat is to have something to grow from
	for _, s := range r.options.sizes(content.W, content.H) {
		runtime.GC() // the last size's canvases: left alone, garbage may double what lives
		base := content
		if s.w != content.W || s.h != content.H {
			base = content.Resize(s.w, s.h)
		}
		if img == nil {
			img = clone(base)
			for i := range img.Pix {
				img.Pix[i] += float32(noise * float64(2*r.rng.Float64()-1))
			}
		} else {
			img = img.Resize(s.w, s.h)
		}
		g, err := r.newGoal(ctx, base, r.options.sized(style, s))
		if err != nil {
			return nil, err
		}
		if err := r.paint(ctx, g, img, s.steps); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// paint takes all steps at one size.
func (r *run) paint(ctx context.Context, g *goal, img *dream.Canvas, steps int) (err error) {
	gradient, d := dream.NewCanvas(img.W, img.H), newDescent(img.W, img.H)
	for range steps {
		if r.last, err = g.gradient(ctx, img, gradient); err != nil {
			return err
		}
		d.step(img, gradient)
		r.done += float64(img.W) * float64(img.H)
		if r.report != nil {
			r.report(r.done/r.total, img.Show)
		}
	}
	return nil
}
