package dream

import (
	"math"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// taps are the source pixels that a pixel is made of, from the first on.
type taps struct {
	from   int
	weight []float32
}

// filters make a row or column of pixels from another.
type filters []taps

// cubic is the Catmull-Rom spline (Keys, 1981, a = −½).
func cubic(t float64) float64 {
	t = math.Abs(t)
	switch {
	case t < 1:
		return float64(float64(float64(1.5*t)-2.5)*float64(t*t)) + 1
	case t < 2:
		return float64(float64(float64(float64(float64(-0.5*t)+2.5)*t)-4)*t) + 2
	}
	return 0
}

// filter makes the taps of n pixels from m. Where the picture shrinks the
// spline is stretched, so that no source pixel is left out.
func filter(m, n int) filters {
	scale := float64(m) / float64(n)
	wide := max(1, scale)
	list := make(filters, n)
	for i := range list {
		middle := float64((float64(i)+0.5)*scale) - 0.5
		from := max(0, int(math.Ceil(middle-float64(2*wide))))
		to := min(m-1, int(math.Floor(middle+float64(2*wide))))
		weight := make([]float64, to-from+1)
		var sum float64
		for j := range weight {
			weight[j] = cubic((float64(from+j) - middle) / wide)
			sum += weight[j]
		}
		list[i] = taps{from: from, weight: make([]float32, len(weight))}
		for j, w := range weight {
			list[i].weight[j] = float32(w / sum)
		}
	}
	return list
}

// Resize is the canvas at another size, by a Catmull-Rom spline.
func (c *Canvas) Resize(w, h int) *Canvas {
	out := NewCanvas(w, h)
	c.resize(w, h, func(y int, row []float32) { copy(out.Row(y), row) })
	return out
}

// resize hands the rows of the canvas at another size to use, several at once.
func (c *Canvas) resize(w, h int, use func(y int, row []float32)) {
	if w == c.W && h == c.H {
		c.Each(use)
		return
	}
	across := filter(c.W, w)
	reader := func() func(int, []float32) {
		return func(y int, to []float32) { across.apply(to, c.Row(y)) }
	}
	stretch(w, c.H, h, reader, use)
}

// stretch hands the rows of a picture of w × m brought to w × h to use, several
// at once. reader makes a function, for one thread, that writes row y of w × m. Of
// these rows no more are held than a row needs that is made of them.
func stretch(w, m, h int, reader func() func(y int, to []float32), use func(y int, row []float32)) {
	down := filter(m, h)
	most := 0
	for _, t := range down {
		most = max(most, len(t.weight))
	}
	least := max(16, 16*h/m) // where two pieces meet some rows are made twice
	nn.Rows(h, least, func(from, to int) {
		read, row := reader(), make([]float32, 3*w)
		held := make([]float32, 3*w*most)
		source := func(y int) []float32 { return held[y%most*3*w:][:3*w] }
		next := down[from].from
		for y := from; y < to; y++ {
			t := down[y]
			for ; next < t.from+len(t.weight); next++ {
				read(next, source(next))
			}
			clear(row)
			for j, k := range t.weight {
				kernel.Axpy(row, source(t.from+j), k)
			}
			use(y, row)
		}
	})
}

// apply makes a row from another.
func (f filters) apply(to, from []float32) {
	for x, t := range f {
		var r, g, b float32
		for j, k := range t.weight {
			px := from[3*(t.from+j):][:3]
			r += float32(k * px[0])
			g += float32(k * px[1])
			b += float32(k * px[2])
		}
		to[3*x], to[3*x+1], to[3*x+2] = r, g, b
	}
}
