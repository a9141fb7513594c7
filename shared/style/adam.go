package style

import (
	"math"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// adam is Kingma and Ba's optimiser (2015) on a picture's values, with a rate
// that falls towards the end.
type adam struct {
	m, v   []float32
	lr     float64
	b1, b2 float64
	p1, p2 float64
}

func newAdam(n int, lr float64) *adam {
	return &adam{m: make([]float32, n), v: make([]float32, n), lr: lr, b1: 0.9, b2: 0.98, p1: 1, p2: 1}
}

func (a *adam) step(img, g *dream.Canvas, at float64) {
	a.p1 *= a.b1
	a.p2 *= a.b2
	mean := total(g, func(_ int, row []float32) float64 {
		return kernel.SumAbs(row)
	}) / float64(len(g.Pix))
	lr := a.lr
	if at > 0.4 {
		lr *= 1 - (at-0.4)/0.6*0.9
	}
	k := float32(lr / (1 - a.p1) * math.Sqrt(1-a.p2))
	eps := float32(mean * 1e-2)
	b1, b2 := float32(a.b1), float32(a.b2)
	each(img, func(y int, row []float32) {
		gr := g.Row(y)
		m, v := a.m[3*img.W*y:], a.v[3*img.W*y:]
		for i, d := range gr {
			m[i] = float32(b1*m[i]) + float32((1-b1)*d)
			v[i] = float32(b2*v[i]) + float32((1-b2)*float32(d*d))
			row[i] -= float32(k * m[i] / (float32(math.Sqrt(float64(v[i]))) + eps))
		}
		clampRow(row)
	})
}
