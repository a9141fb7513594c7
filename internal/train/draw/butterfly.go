package draw

import "math"

// paintButterflies draws butterflies and moths with spread wings.
func paintButterflies(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: 0.7, large: 0.55}, butterfly)
}

// moth is what a butterfly looks like.
type moth struct {
	w                  float64
	c, c2, border, dot rgb
	eye                [3]rgb
	rim                float64
	veins              float64
	eyes, dots, tails  bool
	sweep, scallop     float64
	seed               int
}

// butterfly makes a butterfly seen from above, its head up.
func butterfly(d dice, w float64) (shader, float64) {
	h := d.Float64()
	m := &moth{w: w, c: d.near(h, 0.03, 0.8, 0.9), c2: d.near(h+d.f(-0.12, 0.12), 0.02, 0.8, 0.5), border: pick(d, black, black, d.near(h+0.5, 0.1, 0.6, 0.3)),
		dot: pick(d, white, d.colour(0.5, 0.9, 0.8, 1)), rim: d.f(0.08, 0.2), veins: d.f(5, 9), eyes: d.chance(0.65), dots: d.chance(0.7),
		tails: d.chance(0.4), sweep: d.f(-0.1, 0.15), scallop: d.f(0, 0.06), seed: d.seed()}
	m.eye = [3]rgb{d.near(0.13, 0.05, 0.8, 0.95), d.colour(0.5, 0.9, 0.3, 0.8), {0.05, 0.04, 0.08}}
	return m.at, 1.05
}

func (m *moth) at(x, y float64) spot {
	ax := math.Abs(x)
	var p spot
	m.lower(&p, ax, y)
	m.upper(&p, ax, y)
	m.body(&p, ax, y)
	return p
}

// upper draws the fore wing, from the body to a tip up and out.
func (m *moth) upper(p *spot, x, y float64) {
	u, v := x-0.04, y+0.08
	r, a := length(u, v), math.Atan2(-v, u) // 0 is out, π/2 is up
	k := (a + 0.25) / 1.45
	if k < 0 || k > 1 {
		return
	}
	edge := 0.72 + 0.36*smooth(0.15, 0.62, k)*smooth(1.08, 0.7, k) + m.sweep*k - m.scallop*wave(k*m.veins)
	edge *= math.Pow(math.Sin(math.Pi*clamp(k*0.96+0.03, 0, 1)), 0.3)
	m.wing(p, r, edge, k, 1, 0.5)
}

// lower draws the hind wing.
func (m *moth) lower(p *spot, x, y float64) {
	u, v := x-0.03, y-0.02
	r, a := length(u, v), math.Atan2(v, u) // π/2 is down
	k := (a + 0.2) / 1.7
	if k < 0 || k > 1 {
		return
	}
	edge := 0.62 + 0.12*math.Sin(k*3) - m.scallop*1.5*wave(k*m.veins)
	if m.tails {
		edge += 0.3 * smooth(0.1, 0.02, math.Abs(k-0.68))
	}
	edge *= math.Pow(math.Sin(math.Pi*clamp(k*0.96+0.03, 0, 1)), 0.35)
	m.wing(p, r, edge, k, 0.75, 0.45)
}

// wing is a point of a wing at r from its root, whose edge is there at edge; k
// goes from one side of it to the other.
func (m *moth) wing(p *spot, r, edge, k, size, spotK float64) {
	d := (r - edge) * 0.85
	t := r / max(edge, 0.05)
	n := noise(k*6, t*3, m.seed)
	c := mix(m.c2, m.c, smooth(0.05, 0.7, t+0.2*n))
	c = mix(c, m.dot, 0.45*smooth(0.12, 0.03, math.Abs(t-0.55+0.1*wave(k*m.veins))))
	border := edge - r - m.rim*size*(0.8+0.5*wave(k*m.veins))
	c = mix(c, m.border, cover(border, m.w+0.02))
	if m.dots {
		cell := fract(k*m.veins) - 0.5
		q := length(cell*edge*1.3/m.veins, edge-r-m.rim*size*0.55)
		c = mix(c, m.dot, cover(q-m.rim*size*0.24, m.w))
	}
	vein := wave(k*m.veins+0.5) * r / m.veins
	c = mix(c, m.border, 0.9*cover(vein-0.012, m.w)*smooth(0.05, 0.2, t))
	if m.eyes {
		ex, ey := (k-spotK)*edge*1.4, r-edge*0.6
		q := length(ex, ey) / size
		for i, s := range [3]float64{0.19, 0.14, 0.085} {
			c = mix(c, m.eye[i], cover((q-s)*size, m.w))
		}
		c = mix(c, white, cover(length(ex+0.03, ey-0.03)-0.025, m.w))
	}
	c = c.times(0.75 + 0.25*smooth(0, -0.04, d)).times(0.9 + 0.25*n)
	p.place(spot{c: c, a: cover(d, m.w), gloss: 0.25,
		h: 0.05 + 0.12*size + 0.12*t*t - 0.03*smooth(0.03, 0, vein) + 0.02*n})
}

// body draws the trunk, the head and the feelers.
func (m *moth) body(p *spot, x, y float64) {
	if y < -0.3 {
		bend := x - 0.05 - 0.5*(-0.3-y)*(0.6-0.5*(-0.3-y))
		k := max(math.Abs(bend)-0.014, -0.85-y)
		k = min(k, length(x-0.05-0.5*0.55*0.325, y+0.85)-0.04)
		p.place(spot{c: black, a: cover(k, m.w), h: 0.25})
	}
	d, t := taper(x, y, 0, -0.28, 0, 0.55, 0.08, 0.035)
	d = blend(d, length(x, y+0.1)-0.1, 0.05)
	d = min(d, length(x, y+0.33)-0.075)
	c := mix(m.border.times(1.6), m.c2, smooth(0.5, 0.7, wave(t*8)))
	p.place(spot{c: c.times(0.6 + 0.6*smooth(0, -0.06, d)), a: cover(d, m.w), h: 0.22 + dome(d, 0.09), gloss: 0.4})
	q := length(x-0.05, y+0.36) - 0.03
	p.place(spot{c: rgb{0.5, 0.05, 0.05}, a: cover(q, m.w), h: 0.35, gloss: 1})
}
