package kernel

// blockChannels is how many channels a Tile has at most.
const blockChannels = 32

// runGeneric is Run in plain Go: two pixels at a time, as the weights need to be
// widened once for both.
func runGeneric(t *Tile) {
	var a, b [blockChannels]float64
	for p := 0; p < t.P; p += 2 {
		q := min(p+1, t.P-1) // the same one again, where their number is odd
		s, u := a[:t.C], b[:t.C]
		begin(s, t, t.Y[p*t.YP:])
		begin(u, t, t.Y[q*t.YP:])
		for r := range t.R {
			x, z, w := t.X[r*t.XR+p*t.XP:], t.X[r*t.XR+q*t.XP:], t.W[r*t.WR:]
			for k := range t.K {
				addProducts(s, u, float64(x[k*t.XK]), float64(z[k*t.XK]), w[k*t.WK:])
			}
		}
		finish(t.Y[p*t.YP:], s, t.End)
		if q > p {
			finish(t.Y[q*t.YP:], u, t.End)
		}
	}
}

// addProducts adds x·w to s and z·w to u. It has the text of fma, which is too
// long for the compiler to put in its place.
func addProducts(s, u []float64, x, z float64, w []float32) {
	w, u = w[:len(s)], u[:len(s)]
	for c, narrow := range w {
		v := float64(narrow)
		t := x*v + s[c]
		if doubtful(t) {
			t = fmaExact(x, v, s[c])
		}
		s[c] = float64(float32(t))
		t = z*v + u[c]
		if doubtful(t) {
			t = fmaExact(z, v, u[c])
		}
		u[c] = float64(float32(t))
	}
}

// begin sets the sums to what they start with, of a pixel with results y.
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
