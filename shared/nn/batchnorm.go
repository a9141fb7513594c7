package nn

import (
	"context"
	"math"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// norm is batch normalisation (Ioffe and Szegedy, 2015) while training. Sums
// over pixels are taken by picture and then in the order of pictures.
type norm struct {
	op             BatchNorm
	mean, variance []float32
	scale, shift   []float32 // y = x × scale + shift
	dGamma, dBeta  []float32
}

func newNorm(op BatchNorm) *norm {
	c := len(op.Gamma)
	f := make([]float32, 6*c)
	cut := func() []float32 { s := f[:c:c]; f = f[c:]; return s }
	return &norm{op: op, mean: cut(), variance: cut(), scale: cut(), shift: cut(), dGamma: cut(), dBeta: cut()}
}

// totals adds up two values of each channel over all pixels of a batch: add
// takes a row of a picture.
func totals(ctx context.Context, t *tensor, add func(n, y int, a, b []float32)) (a, b []float64) {
	parts := make([]float32, 2*t.rows()*t.C)
	parallel(ctx, t.rows(), func(r int) {
		p := parts[2*r*t.C:][:2*t.C]
		add(r/t.H, r%t.H, p[:t.C], p[t.C:])
	})
	a, b = make([]float64, t.C), make([]float64, t.C)
	for r := range t.rows() {
		p := parts[2*r*t.C:][:2*t.C]
		for c := range t.C {
			a[c] += float64(p[c])
			b[c] += float64(p[t.C+c])
		}
	}
	return a, b
}

func (n *norm) forward(ctx context.Context, x, y *tensor, relu bool) {
	count := float64(x.rows() * x.W)
	sum, square := totals(ctx, x, func(b, r int, sum, square []float32) {
		for line := x.line(b, r); len(line) > 0; line = line[x.C:] {
			for c, v := range line[:x.C] {
				sum[c] += v
				square[c] += float32(v * v)
			}
		}
	})
	for c := range n.mean {
		mean := sum[c] / count
		variance := max(0, square[c]/count-float64(mean*mean))
		scale := float64(n.op.Gamma[c]) / math.Sqrt(variance+float64(n.op.Eps))
		n.mean[c], n.variance[c] = float32(mean), float32(variance)
		n.scale[c], n.shift[c] = float32(scale), float32(float64(n.op.Beta[c])-float64(mean*scale))
	}
	lines(y, x, func(y, x []float32) {
		kernel.Affine(y, x, n.scale, n.shift)
		if relu {
			kernel.ReLUTo(y, y)
		}
	})(ctx)
}

func (n *norm) backward(ctx context.Context, x, dy *tensor, g gradient) {
	count := float64(x.rows() * x.W)
	sum, dot := totals(ctx, dy, func(b, r int, sum, dot []float32) {
		line := x.line(b, r)
		for d := dy.line(b, r); len(d) > 0; d, line = d[dy.C:], line[dy.C:] {
			for c, v := range d[:dy.C] {
				sum[c] += v
				dot[c] += float32(v * (line[c] - n.mean[c]))
			}
		}
	})
	slope, bend, base := make([]float32, x.C), make([]float32, x.C), make([]float32, x.C)
	for c := range n.mean {
		inv := 1 / math.Sqrt(float64(n.variance[c])+float64(n.op.Eps))
		n.dBeta[c], n.dGamma[c] = float32(sum[c]), float32(dot[c]*inv)
		// dx = γ·inv·(dy − mean(dy) − (x − mean)·inv²·mean(dy·(x − mean)))
		k := float64(n.op.Gamma[c]) * inv
		slope[c] = float32(k)
		bend[c] = float32(-k * inv * inv * dot[c] / count)
		base[c] = float32(-k*sum[c]/count) - float32(bend[c]*n.mean[c])
	}
	spread(g, dy, x, func(g, dy, x []float32) {
		kernel.Affine(g, x, bend, base)
		for i := 0; i < len(dy); i += len(slope) {
			for c, s := range slope {
				g[i+c] += float32(s * dy[i+c])
			}
		}
	})(ctx)
}
