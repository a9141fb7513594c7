package style

import (
	"math"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// descent minimises by L-BFGS (Nocedal and Wright, Numerical Optimization, 2006,
// algorithm 7.4): it learns the curvature from the last steps. There is no search
// along a step's line: every step is taken, though no further than a bound.
type descent struct {
	pairs    []pair // from the oldest
	place    *dream.Canvas
	gradient *dream.Canvas
	way      *dream.Canvas
}

// pair is a step and what it did to the gradient.
type pair struct {
	step, change *dream.Canvas
	product      float64 // of the two
}

const (
	history   = 2  // pairs that are kept
	firstStep = 2  // root mean square of the first step's changes, of 255
	mostStep  = 12 // and of the others' at most
)

func newDescent(w, h int) *descent {
	return &descent{way: dream.NewCanvas(w, h)}
}

// step moves img against the gradient g.
func (d *descent) step(img, g *dream.Canvas) {
	d.learn(img, g)
	copy(d.way.Pix, g.Pix)
	d.direct()
	rms := math.Sqrt(dot(d.way, d.way) / float64(len(g.Pix)))
	if !(rms > 1e-20) {
		return
	}
	a := min(1, mostStep/rms)
	if len(d.pairs) == 0 {
		a = firstStep / rms
	}
	img.Each(func(y int, row []float32) {
		kernel.Axpy(row, d.way.Row(y), float32(-a))
		for i, v := range row {
			row[i] = min(max(v, 0), 255)
		}
	})
}

// learn keeps what the last step was and did.
func (d *descent) learn(img, g *dream.Canvas) {
	if d.place == nil {
		d.place, d.gradient = clone(img), clone(g)
		return
	}
	step, change := d.place, d.gradient
	img.Each(func(y int, row []float32) {
		difference(step.Row(y), row)
		difference(change.Row(y), g.Row(y))
	})
	product := dot(step, change)
	if useful := product > 1e-8*math.Sqrt(dot(step, step)*dot(change, change)); useful {
		d.pairs = append(d.pairs, pair{step, change, product})
		step, change = nil, nil
	}
	if len(d.pairs) > history {
		step, change = d.pairs[0].step, d.pairs[0].change
		d.pairs = append(d.pairs[:0], d.pairs[1:]...)
	}
	if step == nil {
		d.place, d.gradient = clone(img), clone(g)
		return
	}
	copy(step.Pix, img.Pix)
	copy(change.Pix, g.Pix)
	d.place, d.gradient = step, change
}

// direct turns the gradient in way into the change that is to be undone: the
// product with the inverse of the curvature as the pairs tell it.
func (d *descent) direct() {
	share := make([]float64, len(d.pairs))
	for i := len(d.pairs) - 1; i >= 0; i-- {
		p := d.pairs[i]
		share[i] = dot(p.step, d.way) / p.product
		add(d.way, p.change, -share[i])
	}
	if n := len(d.pairs); n > 0 {
		p := d.pairs[n-1]
		k := float32(p.product / dot(p.change, p.change))
		d.way.Each(func(_ int, row []float32) { kernel.Scale(row, row, k) })
	}
	for i, p := range d.pairs {
		add(d.way, p.step, share[i]-dot(p.change, d.way)/p.product)
	}
}

// difference sets was to now − was.
func difference(was, now []float32) {
	kernel.Scale(was, was, -1)
	kernel.AddTo(was, now)
}

func dot(a, b *dream.Canvas) float64 {
	return total(a, func(y int, row []float32) float64 { return kernel.Dot(row, b.Row(y)) })
}

func add(to, c *dream.Canvas, a float64) {
	to.Each(func(y int, row []float32) { kernel.Axpy(row, c.Row(y), float32(a)) })
}

func clone(c *dream.Canvas) *dream.Canvas {
	return &dream.Canvas{W: c.W, H: c.H, Pix: append([]float32(nil), c.Pix...)}
}
