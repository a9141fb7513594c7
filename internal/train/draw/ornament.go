package draw

import "math"

// paintSpirals draws discs of winding bands, or one that fills the picture.
func paintSpirals(cv *canvas, d dice) {
	if d.chance(0.25) {
		s, _ := spiral(d, 2/cv.size)
		cx, cy := d.f(-0.4, 0.4), d.f(-0.4, 0.4)
		k := d.f(0.35, 0.6)
		cv.fill(func(x, y float64) spot {
			p := s((x-cx)*k, (y-cy)*k)
			p.h /= k
			return p
		})
		return
	}
	scatter(cv, d, stance{turn: math.Pi, mirrored: true, large: 0.5}, spiral)
}

// spiral makes a disc of bands that wind evenly or ever wider.
func spiral(d dice, w float64) (shader, float64) {
	h := d.Float64()
	colours := [3]rgb{d.near(h, 0.05, 0.7, 0.85), d.near(h+d.f(0.1, 0.6), 0.05, 0.6, 0.4), d.colour(0, 0.4, 0.7, 1)}
	if d.chance(0.3) {
		colours[1] = pick(d, black, white)
	}
	arms := float64(1 + d.IntN(3))
	turns, wide, share := d.f(2, 5.5), d.chance(0.5), d.f(0.4, 0.65)
	gloss, seed := d.f(0, 0.8), d.seed()
	return func(x, y float64) spot {
		r := length(x, y)
		p := spot{a: cover(r-1+0.02, w), gloss: gloss}
		out := r * turns
		if wide {
			out = 0.55 * turns * math.Log(r*9+0.4)
		}
		phase := math.Atan2(y, x)/(2*math.Pi)*arms + out + 0.04*noise(x*6, y*6, seed)
		t := fract(phase)
		soft := w*turns*0.6 + 0.02
		in := cover(math.Abs(t-0.5)-share/2, soft)
		c := mix(colours[1], colours[0].times(0.8+0.4*r), in)
		c = mix(c, colours[2], 0.8*cover(math.Abs(math.Abs(t-0.5)-share/2+0.06)-0.035, soft))
		p.c = c.times(0.7 + 0.3*smooth(1, 0.9, r))
		u := (t - 0.5) / share * 2
		p.h = 0.1*in*math.Sqrt(max(0, 1-u*u))*(0.4+r) + 0.25*(1-r*r)
		return p
	}, 1.02
}

// paintMandalas draws a figure of rings that repeat around a centre.
func paintMandalas(cv *canvas, d dice) {
	st := stance{turn: math.Pi, large: 0.56}
	scatter(cv, d, st, mandala)
}

// ring is one ring of a mandala.
type ring struct {
	r, wide    float64
	n, kind    int
	c, c2, rim rgb
}

// mandala makes a figure of rings with petals, beads, loops and points.
func mandala(d dice, w float64) (shader, float64) {
	n := 6 + 2*d.IntN(6)
	h := d.Float64()
	palette := [4]rgb{d.near(h, 0.03, 0.7, 0.9), d.near(h+0.5, 0.06, 0.65, 0.75), d.near(h+0.15, 0.05, 0.8, 0.45), d.near(h+0.1, 0.1, 0.2, 0.98)}
	ink := pick(d, black, palette[2].times(0.4), white)
	var rings []ring
	for r := 1.0; r > 0.12; {
		wide := min(r, d.f(0.14, 0.32)*(0.5+0.6*r))
		rings = append(rings, ring{r - wide, wide, n * (1 + d.IntN(2)), d.IntN(5),
			pick(d, palette[:]...), pick(d, palette[:]...), pick(d, palette[:]...)})
		r -= wide * d.f(0.7, 1)
	}
	return func(x, y float64) spot {
		p := spot{c: palette[2], a: cover(length(x, y)-0.9, w), gloss: 0.3}
		turn := math.Atan2(y, x) / (2 * math.Pi)
		r := length(x, y)
		for i := range rings {
			rings[i].at(&p, turn, r, w, ink, float64(i&1)*0.5)
		}
		return p
	}, 1.05
}

// at draws the ring at an angle (in turns) and a radius.
func (g *ring) at(p *spot, turn, r, w float64, ink rgb, shift float64) {
	t := (r - g.r) / g.wide
	if t < -0.25 || t > 1.05 {
		return
	}
	k := turn*float64(g.n) + shift
	a := k - math.Floor(k) - 0.5
	arc := 2 * math.Pi * max(r, 0.05) / float64(g.n) / g.wide
	x := math.Abs(a) * arc
	w /= g.wide
	half := 0.5 * 2 * math.Pi * (g.r + g.wide/2) / float64(g.n) / g.wide
	var d float64
	switch g.kind {
	case 0: // round petals
		d = max(ellipse(x, t-0.4, 0.92*half, 0.58), -t-0.2)
	case 1: // pointed petals
		d = (x - half*0.95*math.Sqrt(max(0, 1-t))*min(1, 0.75+t)) * 0.7
		d = max(d, t-1)
	case 2: // beads
		d = length(x, t-0.5) - 0.42*min(1, half*2)
	case 3: // teeth
		d = (x - half*(1-t)) * 0.6
	default: // scrolls
		s := math.Sin(a * 2 * math.Pi)
		d = (math.Abs(t-0.5-0.3*s) - 0.17) * 0.8
	}
	d = max(d, t-1.02, -t-0.24)
	in := spot{c: mix(g.c, g.c2, smooth(-0.1, -0.32, d)), a: cover(d, w), gloss: 0.3}
	in.c = mix(in.c, g.rim, smooth(0.03, 0, math.Abs(d+0.17)))
	in.h = g.wide * (0.1 + dome(d, 0.25)*0.7)
	in.c = mix(in.c, ink, 0.9*smooth(0.09, 0.04, -d))
	p.place(in)
}

// paintWheels draws wheels of spokes, gears and tyres.
func paintWheels(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: math.Pi, mirrored: true, large: 0.5}, wheel)
}

// rim is what makes a wheel.
type rim struct {
	metal, tyre, paint rgb
	spokes             int
	tread, teeth       float64 // where the spokes end; the height of teeth
	hub, thin          float64
	toothed            int
	bent, w            float64
	seed               int
}

// wheel makes a cart's wheel, a car's or a gear.
func wheel(d dice, w float64) (shader, float64) {
	m := rim{metal: d.near(0.1, 0.5, d.f(0, 0.35), d.f(0.55, 0.9)), tyre: rgb{0.1, 0.1, 0.11},
		paint: d.colour(0.3, 0.85, 0.4, 0.9), spokes: pick(d, 5, 6, 7, 8, 10, 12, 16), tread: d.f(0.68, 0.85),
		hub: d.f(0.12, 0.26), thin: d.f(0.025, 0.08), w: w, seed: d.seed()}
	switch d.IntN(4) {
	case 0: // a gear
		m.teeth, m.toothed, m.tyre = d.f(0.08, 0.14), 12+2*d.IntN(7), m.metal
	case 1: // a cart's
		m.paint = d.near(0.07, 0.03, 0.6, 0.5)
		m.tyre, m.metal = m.paint.times(0.8), m.paint
	case 2:
		m.bent = d.f(-0.8, 0.8)
		m.thin = d.f(0.08, 0.13)
		m.spokes = 5 + d.IntN(3)
	}
	return m.at, 1.02
}

func (m *rim) at(x, y float64) spot {
	r := length(x, y)
	edge := 0.98
	if m.teeth > 0 {
		tooth := wave(math.Atan2(y, x)/(2*math.Pi)*float64(m.toothed)) - 0.5
		edge -= m.teeth * clamp(0.5-tooth*5, 0, 1)
	}
	d := max(r-edge, m.tread-0.02-r)
	p := spot{c: m.tyre, a: cover(d, m.w), gloss: 0.4}
	p.h = 0.8 * dome(d, 0.12)
	p.over(m.tyre.times(0.3), 0.8*line(r-m.tread-0.06, 0.012, m.w))
	if m.teeth == 0 {
		groove := wave(math.Atan2(y, x) * 9)
		p.over(m.tyre.times(2.2), 0.6*smooth(0.3, 0.2, groove)*smooth(0.9, 0.93, r))
	}
	hoop := math.Abs(r-m.tread) - 0.045
	m.lay(&p, hoop, m.metal, 0.08)
	if r < m.tread && r > 1e-6 {
		sin, cos := math.Sincos(m.bent * (r - 0.3))
		bx, by := rotate(x, y, sin, cos)
		sx, sy, _, _ := sector(bx, by, m.spokes, 0)
		thin := m.thin * (1.25 - 0.5*r)
		m.lay(&p, max(math.Abs(sy)-thin, m.hub-sx-0.05), m.paint, thin*1.2)
	}
	m.lay(&p, r-m.hub, m.metal, 0.14)
	m.lay(&p, r-m.hub*0.45, m.paint.times(0.6), 0.06)
	if r < m.hub {
		sx, sy, _, _ := sector(x, y, 5, 0)
		m.lay(&p, length(sx-m.hub*0.72, sy)-m.hub*0.11, black, 0.02)
	}
	return p
}

// lay places a rounded part whose edge is d away.
func (m *rim) lay(p *spot, d float64, c rgb, high float64) {
	p.place(spot{c: c.times(0.6 + 0.5*smooth(0, -0.05, d)), a: cover(d, m.w), h: 0.04 + dome(d, high), gloss: 0.8})
}
