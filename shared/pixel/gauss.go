package pixel

import (
	"context"
	"math"
	"runtime"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// gaussian are the weights of a normal distribution of one standard deviation,
// for distances 0 to its radius of three, where the rest is 0.3 %.
type gaussian struct {
	weight []float32
	inside []float32 // the sum of the weights 0…i on one side
}

func newGaussian(sigma float64) gaussian {
	r := int(math.Ceil(3 * sigma))
	w := make([]float64, r+1)
	sum := 0.0
	for i := range w {
		w[i] = math.Exp(-float64(i*i) / (2 * sigma * sigma))
		sum += w[i]
		if i > 0 {
			sum += w[i]
		}
	}
	g := gaussian{make([]float32, r+1), make([]float32, r+1)}
	side := 0.0
	for i, v := range w {
		g.weight[i] = float32(v / sum)
		side += v / sum
		g.inside[i] = float32(side)
	}
	return g
}

func (g *gaussian) radius() int { return len(g.weight) - 1 }

// scale is what a sum at position i of n is multiplied by, so that the weights
// that fall inside are one together.
func (g *gaussian) scale(i, n int) float32 {
	r := g.radius()
	if i >= r && n-1-i >= r {
		return 1
	}
	return 1 / (g.inside[min(i, r)] + g.inside[min(n-1-i, r)] - g.weight[0])
}

// tileColumns is how wide a piece is that passes through both directions: its
// rows stay in the caches.
const tileColumns = 2048

// smoothing is a Gaussian filter of n channels of w × h values that load gives
// and store takes, as pixels x0 to x1 of a row. A row is loaded more than once,
// and by several goroutines; store must not write where load reads.
type smoothing struct {
	w, h, n int
	x, y    gaussian // weights across and down
	load    func(y, x0, x1 int, dst [][]float32)
	store   func(y, x0, x1 int, src [][]float32)
}

// run divides the rows evenly over the processors: each band repeats the rows
// above and below it.
func (s *smoothing) run(ctx context.Context) error {
	band := max((s.h+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0), min(16, s.h))
	return Bands(ctx, s.h, band, func(y0, y1 int) error {
		for x0 := 0; x0 < s.w; x0 += tileColumns {
			if err := s.tile(ctx, x0, min(x0+tileColumns, s.w), y0, y1); err != nil {
				return err
			}
		}
		return nil
	})
}

// tile keeps the rows that lie within the radius, filtered across, in a ring,
// and filters them down.
func (s *smoothing) tile(ctx context.Context, x0, x1, y0, y1 int) error {
	rx, ry, w := s.x.radius(), s.y.radius(), x1-x0
	padded, out := planar(s.n, w+2*rx), planar(s.n, w)
	ring := make([][][]float32, min(2*ry+1, s.h))
	for i := range ring {
		ring[i] = planar(s.n, w)
	}
	loaded := max(y0-ry, 0)
	for y := y0; y < y1; y++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		for ; loaded <= min(y+ry, s.h-1); loaded++ {
			s.across(loaded, x0, x1, padded, ring[loaded%len(ring)])
		}
		scale := s.y.scale(y, s.h)
		for c := range out {
			kernel.Scale(out[c], ring[y%len(ring)][c], s.y.weight[0]*scale)
			for k := 1; k <= ry; k++ {
				if y-k >= 0 {
					kernel.Axpy(out[c], ring[(y-k)%len(ring)][c], s.y.weight[k]*scale)
				}
				if y+k < s.h {
					kernel.Axpy(out[c], ring[(y+k)%len(ring)][c], s.y.weight[k]*scale)
				}
			}
		}
		s.store(y, x0, x1, out)
	}
	return nil
}

// across filters pixels x0 to x1 of row y. What lies outside the picture counts
// as nothing.
func (s *smoothing) across(y, x0, x1 int, padded, dst [][]float32) {
	r, w := s.x.radius(), x1-x0
	from, to := max(x0-r, 0), min(x1+r, s.w)
	part := make([][]float32, len(padded))
	for c, p := range padded {
		clear(p[:from-(x0-r)])
		clear(p[to-(x0-r):])
		part[c] = p[from-(x0-r):]
	}
	s.load(y, from, to, part)
	for c, p := range padded {
		d := dst[c]
		kernel.Scale(d, p[r:r+w], s.x.weight[0])
		for k := 1; k <= r; k++ {
			kernel.Axpy(d, p[r-k:r-k+w], s.x.weight[k])
			kernel.Axpy(d, p[r+k:r+k+w], s.x.weight[k])
		}
		for x := x0; x < min(x0+w, r); x++ {
			d[x-x0] *= s.x.scale(x, s.w)
		}
		for x := max(x0, s.w-r, r); x < x1; x++ {
			d[x-x0] *= s.x.scale(x, s.w)
		}
	}
}
