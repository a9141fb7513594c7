package dream

import (
	"math"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// laplacian evens out the strength of a gradient's fine and coarse parts: it is
// taken apart into a Laplacian pyramid (Burt and Adelson, 1983), each level is
// divided by its root mean square, and all are put together again. Without it
// dreams are speckled.
type laplacian struct {
	levels []*Canvas // from the finest; the last is what remains
}

// levels of the pyramid below which a picture is not halved.
const smallest = 4

func newLaplacian(w, h, levels int) *laplacian {
	l := &laplacian{levels: []*Canvas{NewCanvas(w, h)}}
	for range levels {
		if w = (w + 1) / 2; w < smallest {
			break
		}
		if h = (h + 1) / 2; h < smallest {
			break
		}
		l.levels = append(l.levels, NewCanvas(w, h))
	}
	return l
}

// normalise changes g in place.
func (l *laplacian) normalise(g *Canvas) {
	from := g
	for i, coarse := range l.levels[1:] {
		halve(coarse, from)
		fine := l.levels[i]
		expand(fine, coarse, func(row, up []float32, y int) {
			if i == 0 { // g is still to be read; below, a level takes its own place
				copy(row, g.Row(y))
			}
			kernel.Axpy(row, up, -1)
		})
		level(fine)
		from = coarse
	}
	last := l.levels[len(l.levels)-1]
	if from == g { // too small to be taken apart
		level(g)
		return
	}
	level(last)
	for i := len(l.levels) - 2; i >= 0; i-- {
		into, fine := l.levels[i], l.levels[i]
		if i == 0 {
			into = g
		}
		expand(into, l.levels[i+1], func(row, up []float32, y int) {
			if i > 0 {
				kernel.AddTo(row, up)
				return
			}
			copy(row, fine.Row(y))
			kernel.AddTo(row, up)
		})
	}
}

// level divides a canvas by its root mean square.
func level(c *Canvas) {
	rms := math.Sqrt(c.total(kernel.SumSq) / float64(len(c.Pix)))
	c.scale(float32(1 / max(rms, 1e-10)))
}

// halve blurs with the binomial filter 1, 4, 6, 4, 1 both ways and takes every
// other pixel.
func halve(to, from *Canvas) {
	to.each(func(y int, row []float32) {
		const edge = 6 // two pixels
		line := make([]float32, 3*from.W+2*edge)
		at := func(dy int) []float32 { return from.Row(min(max(2*y+dy, 0), from.H-1)) }
		mid := line[edge : len(line)-edge]
		kernel.Blend5(mid, at(-2), at(-1), at(0), at(1), at(2))
		for i := range 3 {
			line[i], line[3+i] = mid[i], mid[i]
			end := mid[len(mid)-3+i]
			line[len(line)-6+i], line[len(line)-3+i] = end, end
		}
		wide := make([]float32, len(mid))
		kernel.Blend5(wide, line, line[3:], mid, line[9:], line[12:])
		for x := range to.W {
			copy(row[3*x:3*x+3], wide[6*x:])
		}
	})
}

// expand is the transposed filter: it doubles a canvas to the size of to, and
// hands each row to use.
func expand(to, from *Canvas, use func(row, up []float32, y int)) {
	to.each(func(y int, row []float32) {
		line := make([]float32, 3*from.W)
		at := func(i int) []float32 { return from.Row(min(max(i, 0), from.H-1)) }
		if y%2 == 0 {
			kernel.Scale(line, at(y/2), 0.75)
			kernel.Axpy(line, at(y/2-1), 0.125)
			kernel.Axpy(line, at(y/2+1), 0.125)
		} else {
			kernel.Scale(line, at(y/2), 0.5)
			kernel.Axpy(line, at(y/2+1), 0.5)
		}
		up := make([]float32, 3*to.W)
		for x := range from.W {
			a, b, c := line[3*max(x-1, 0):], line[3*x:], line[3*min(x+1, from.W-1):]
			for i := range 3 {
				up[6*x+i] = float32(0.75*b[i]) + float32(0.125*(a[i]+c[i]))
			}
			if 2*x+1 < to.W {
				for i := range 3 {
					up[6*x+3+i] = float32(0.5 * (b[i] + c[i]))
				}
			}
		}
		use(row, up, y)
	})
}
