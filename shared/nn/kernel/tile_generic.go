package kernel

// blockChannels is how many channels a Tile has at most.
const blockChannels = 32

// runGeneric is Run in plain Go.
func runGeneric(t *Tile) {
	var sums [blockChannels]float64
	for p := range t.P {
		y := t.Y[p*t.YP:][:t.C]
		s := sums[:t.C]
		begin(s, t, y)
		for r := range t.R {
			x, w := t.X[r*t.XR+p*t.XP:], t.W[r*t.WR:]
			for k := range t.K {
				a := float64(x[k*t.XK])
				for c, b := range w[k*t.WK:][:len(s)] {
					sum := a*float64(b) + s[c] // fma, which is too long to be inlined
					if doubtful(sum) {
						sum = fmaExact(a, float64(b), s[c])
					}
					s[c] = float64(float32(sum))
				}
			}
		}
		finish(y, s, t.End)
	}
}

func begin(s []float64, t *Tile, y []float32) {
	from := y
	switch t.Start {
	case FromZero:
		clear(s)
		return
	case FromBias:
		from = t.Bias
	}
	for c := range s {
		s[c] = float64(from[c])
	}
}

func finish(y []float32, s []float64, end End) {
	for c, v := range s {
		if end == ReLU && !(v > 0) || end == Masked && !(y[c] > 0) {
			v = 0
		}
		y[c] = float32(v)
	}
}
