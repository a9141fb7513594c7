package nn

import "math"

// CrossEntropy is the mean over a batch of −Σ q log softmax(logits), where q is
// the label with 1−smoothing of the weight and all classes with the rest in
// equal parts (Szegedy et al., 2016). It writes the gradient and counts the
// pictures whose largest logit is the label's.
func CrossEntropy(logits, gradient View, labels []int, smoothing float64) (loss float64, right int) {
	p := make([]float64, logits.C)
	for n, label := range labels {
		x, g := logits.Row(n, 0), gradient.Row(n, 0)
		top := 0
		for c, v := range x {
			if v > x[top] {
				top = c
			}
		}
		if top == label {
			right++
		}
		var sum float64
		for c, v := range x {
			p[c] = exp(float64(v) - float64(x[top]))
			sum += p[c]
		}
		for c := range p {
			q := smoothing / float64(len(p))
			if c == label {
				q += 1 - smoothing
			}
			loss -= q * (float64(x[c]) - float64(x[top]) - math.Log(sum))
			g[c] = float32((p[c]/sum - q) / float64(len(labels)))
		}
	}
	return loss / float64(len(labels)), right
}

// SquaredError is the mean of (v − want)² / 2 over all values, and its gradient.
func SquaredError(v, want, gradient []float32) float64 {
	var sum float64
	for i := range v {
		d := float64(v[i]) - float64(want[i])
		sum += float64(d * d)
		gradient[i] = float32(d / float64(len(v)))
	}
	return sum / 2 / float64(len(v))
}
