package nn

import (
	"math"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

func reluBackward(g, dy, y []float32) {
	copy(g, dy)
	kernel.Mask(g, y)
}

func (c Clip) forward(y, x []float32) {
	for i, v := range x {
		y[i] = min(max(v, c.Min), c.Max)
	}
}

func (c Clip) backward(g, dy, x []float32) {
	for i, v := range x {
		if v > c.Min && v < c.Max {
			g[i] = dy[i]
		} else {
			g[i] = 0
		}
	}
}

func (a Affine) backward(g, dy []float32) {
	c := len(a.Scale)
	for i := 0; i < len(dy); i += c {
		for j, s := range a.Scale {
			g[i+j] = dy[i+j] * s
		}
	}
}

func softmaxForward(y, x []float32, c int) {
	for i := 0; i < len(x); i += c {
		top := x[i]
		for _, v := range x[i : i+c] {
			top = max(top, v)
		}
		var sum float64
		for j, v := range x[i : i+c] {
			e := exp(float64(v) - float64(top))
			y[i+j] = float32(e)
			sum += e
		}
		for j := range c {
			y[i+j] = float32(float64(y[i+j]) / sum)
		}
	}
}

func softmaxBackward(g, dy, y []float32, c int) {
	for i := 0; i < len(y); i += c {
		var dot float64
		for j := range c {
			dot += float64(float64(dy[i+j]) * float64(y[i+j]))
		}
		for j := range c {
			g[i+j] = float32((float64(dy[i+j]) - dot) * float64(y[i+j]))
		}
	}
}

// exp is eˣ with a relative error below 1e-14, for x below 700. The standard library's
// has different last bits on different processors.
func exp(x float64) float64 {
	switch {
	case x < -700:
		return 0
	case x > 700:
		return math.Inf(1)
	}
	k := math.Round(float64(x * math.Log2E))
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	sum := 1.0
	for n := 16.0; n >= 1; n-- { // Horner's rule on Σ rⁿ/n!
		sum = 1 + float64(float64(r*sum)/n)
	}
	return math.Ldexp(sum, int(k))
}

// log is the natural logarithm of a positive number, with a relative error below
// 1e-14 but near 1, where the absolute one is.
func log(x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	z := (m - 1) / (m + 1)
	square, sum := float64(z*z), 0.0
	for n := 25.0; n >= 1; n -= 2 { // ln m = 2 Σ zⁿ/n over odd n
		sum = 1/n + float64(square*sum)
	}
	return float64(float64(k)*ln2Hi) + (float64(2*float64(z*sum)) + float64(float64(k)*ln2Lo))
}

// ln 2 in two parts, the first of which times a small whole number is exact.
const ln2Hi, ln2Lo = 6.93147180369123816490e-01, 1.90821492927058770002e-10

// forward is LRN on a row of pixels of c channels.
func (l LRN) forward(y, x []float32, c int) {
	scale := make([]float64, c)
	for i := 0; i < len(x); i += c {
		l.scales(scale, x[i:i+c])
		for j, s := range scale {
			y[i+j] = float32(float64(x[i+j]) * l.power(s))
		}
	}
}

// scales are K + Alpha/Size × Σ v² about each channel.
func (l LRN) scales(scale []float64, x []float32) {
	alpha := float64(l.Alpha) / float64(l.Size)
	for j := range scale {
		var sum float64
		for _, v := range x[max(0, j-l.Size/2):min(len(x), j+l.Size/2+1)] {
			sum += float64(float64(v) * float64(v))
		}
		scale[j] = float64(l.K) + float64(alpha*sum)
	}
}

// power is s^−Beta. For the usual ¾ it takes square roots, which every
// processor rounds the same; math.Pow is not.
func (l LRN) power(s float64) float64 {
	switch {
	case l.Beta == 0.75:
		r := math.Sqrt(s)
		return 1 / float64(r*math.Sqrt(r))
	case s > 0 && s <= math.MaxFloat64:
		return exp(float64(-float64(l.Beta) * log(s)))
	}
	return math.Pow(s, -float64(l.Beta)) // 0, infinite or no number: without rounding
}

func (l LRN) backward(g, dy, x []float32, c int) {
	scale, pull := make([]float64, c), make([]float64, c)
	factor := 2 * float64(l.Alpha) * float64(l.Beta) / float64(l.Size)
	for i := 0; i < len(x); i += c {
		l.scales(scale, x[i:i+c])
		for j, s := range scale {
			pull[j] = float64(dy[i+j]) * float64(x[i+j]) * l.power(s) / s
		}
		for j, s := range scale {
			var sum float64
			for _, p := range pull[max(0, j-l.Size/2):min(c, j+l.Size/2+1)] {
				sum += p
			}
			g[i+j] = float32(float64(float64(dy[i+j])*l.power(s)) - float64(float64(factor*float64(x[i+j]))*sum))
		}
	}
}
