package dream

import (
	"math"
	"sync"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// laplacian evens out the strength of a gradient's fine and coarse parts: it is
// taken apart into a Laplacian pyramid (Burt and Adelson, 1983), each level is
// divided by its root mean square, and all are put together again. Without it
// dreams are speckled.
//
// With g₀ the gradient, gᵢ₊₁ half as large as gᵢ, and E for doubling, the levels
// are gᵢ − E gᵢ₊₁ and, last, gₙ. Since E is linear, their sum with factors fᵢ is
// that of Eⁱ((fᵢ − fᵢ₋₁) gᵢ): only the gᵢ are kept.
type laplacian struct {
	fine    float32   // weight of each level against the one below it
	coarse  []*Canvas // g₁ … gₙ
	scratch sync.Pool // of rows
}

// smallest is what both sides of a level have at least, in pixels: a pyramid ends
// before the first that is smaller.
const smallest = 4

func newLaplacian(w, h, levels int) *laplacian {
	l := &laplacian{fine: 1}
	rows := 7 * 3 * (w + 4)
	l.scratch.New = func() any { s := make([]float32, rows); return &s }
	for range levels {
		w, h = (w+1)/2, (h+1)/2
		if w < smallest || h < smallest {
			break
		}
		l.coarse = append(l.coarse, NewCanvas(w, h))
	}
	return l
}

// normalise changes g in place.
func (l *laplacian) normalise(g *Canvas) {
	factors := make([]float32, 0, len(l.coarse)+1)
	fine := g
	for _, coarse := range l.coarse {
		l.halve(coarse, fine)
		factors = append(factors, inverse(l.difference(fine, coarse), fine))
		fine = coarse
	}
	factors = append(factors, inverse(fine.total(kernel.SumSq), fine))
	weight := float32(1)
	for i := len(factors) - 1; i >= 0; i-- {
		factors[i] *= weight
		weight *= l.fine
	}
	for i := len(l.coarse) - 1; i >= 0; i-- {
		a := factors[i+1] - factors[i]
		if i == len(l.coarse)-1 {
			l.coarse[i].scale(a)
		} else {
			l.add(l.coarse[i], l.coarse[i+1], a)
		}
	}
	if len(l.coarse) == 0 {
		g.scale(factors[0])
		return
	}
	l.add(g, l.coarse[0], factors[0])
}

// inverse is 1 / the root mean square of a canvas whose squares add up to sum.
func inverse(sum float64, c *Canvas) float32 {
	return float32(1 / max(math.Sqrt(sum/float64(len(c.Pix))), 1e-10))
}

// difference is the sum of the squares of fine − E coarse.
func (l *laplacian) difference(fine, coarse *Canvas) (sum float64) {
	parts := make([]float64, fine.H)
	l.double(fine, coarse, func(y int, up []float32) {
		kernel.Axpy(up, fine.Row(y), -1)
		parts[y] = kernel.SumSq(up)
	})
	for _, p := range parts {
		sum += p
	}
	return sum
}

// add sets fine to a·fine + E coarse.
func (l *laplacian) add(fine, coarse *Canvas, a float32) {
	l.double(fine, coarse, func(y int, up []float32) {
		row := fine.Row(y)
		kernel.Axpy(up, row, a)
		copy(row, up)
	})
}

// halve blurs with the binomial filter 1, 4, 6, 4, 1 both ways and takes every
// other pixel.
func (l *laplacian) halve(to, from *Canvas) {
	const edge = 6 // two pixels
	nn.Rows(to.H, 8, func(y0, y1 int) {
		buffer := l.scratch.Get().(*[]float32)
		defer l.scratch.Put(buffer)
		line := (*buffer)[:3*from.W+2*edge]
		mid, wide := line[edge:len(line)-edge], (*buffer)[len(line):][:3*from.W]
		for y := y0; y < y1; y++ {
			at := func(dy int) []float32 { return from.Row(min(max(2*y+dy, 0), from.H-1)) }
			kernel.Blend5(mid, at(-2), at(-1), at(0), at(1), at(2))
			for i := range 3 {
				line[i], line[3+i] = mid[i], mid[i]
				end := mid[len(mid)-3+i]
				line[len(line)-6+i], line[len(line)-3+i] = end, end
			}
			kernel.Blend5(wide, line, line[3:], mid, line[9:], line[12:])
			row := to.Row(y)
			for len(row) >= 3 && len(wide) >= 3 {
				row[0], row[1], row[2] = wide[0], wide[1], wide[2]
				row, wide = row[3:], wide[min(6, len(wide)):]
			}
			wide = (*buffer)[len(line):][:3*from.W]
		}
	})
}

// double is E, the transposed filter: it doubles a canvas to the size of to, and
// hands each row to use, which may change it.
func (l *laplacian) double(to, from *Canvas, use func(y int, up []float32)) {
	nn.Rows(to.H, 8, func(y0, y1 int) {
		buffer := l.scratch.Get().(*[]float32)
		defer l.scratch.Put(buffer)
		n := 3 * to.W
		up := (*buffer)[:n]
		var wide [3][]float32 // source rows, widened, by index modulo 3
		for i := range wide {
			wide[i] = (*buffer)[(i+1)*n:][:n]
		}
		at := func(i int) []float32 { return wide[min(max(i, 0), from.H-1)%3] }
		next := max(y0/2-1, 0)
		for y := y0; y < y1; y++ {
			for ; next <= min(y/2+1, from.H-1); next++ {
				widen(wide[next%3], from.Row(next))
			}
			if y%2 == 0 {
				kernel.Scale(up, at(y/2), 0.75)
				kernel.Axpy(up, at(y/2-1), 0.125)
				kernel.Axpy(up, at(y/2+1), 0.125)
			} else {
				kernel.Scale(up, at(y/2), 0.5)
				kernel.Axpy(up, at(y/2+1), 0.5)
			}
			use(y, up)
		}
	})
}

// widen doubles a row of pixels to the 2n or 2n−1 that up has.
func widen(up, row []float32) {
	a0, a1, a2 := row[0], row[1], row[2]
	b0, b1, b2 := a0, a1, a2
	for len(up) >= 3 {
		c0, c1, c2 := b0, b1, b2
		if row = row[3:]; len(row) >= 3 {
			c0, c1, c2 = row[0], row[1], row[2]
		}
		up[0], up[1], up[2] = between(a0, b0, c0), between(a1, b1, c1), between(a2, b2, c2)
		if len(up) < 6 {
			return
		}
		up[3], up[4], up[5] = 0.5*(b0+c0), 0.5*(b1+c1), 0.5*(b2+c2)
		up = up[6:]
		a0, a1, a2, b0, b1, b2 = b0, b1, b2, c0, c1, c2
	}
}

func between(a, b, c float32) float32 { return float32(0.75*b) + float32(0.125*(a+c)) }
