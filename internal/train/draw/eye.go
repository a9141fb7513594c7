package draw

import "math"

// paintEyes draws one great eye, a few, or a crowd.
func paintEyes(cv *canvas, d dice) {
	st := stance{turn: 0.4, mirrored: true, large: 0.56}
	switch v := d.Float64(); {
	case v < 0.2:
		eyeField(cv, d)
		return
	case v < 0.35: // so near that the iris fills the picture
		st.large = d.f(0.8, 1.2)
	}
	scatter(cv, d, st, eye)
}

// eyeField covers the picture with eyes close to each other.
func eyeField(cv *canvas, d dice) {
	background(cv, d)
	step := cv.size * d.f(0.22, 0.5)
	ox, oy := d.f(0, step), d.f(0, step)
	same := d.chance(0.6)
	first := d.Uint64()
	for y := oy - step; y < cv.size+step; y += step * 0.8 {
		for x := ox - step; x < cv.size+step; x += step {
			k := d
			if same {
				k = seeded(first)
			}
			f := frame{x: x + d.f(-0.1, 0.1)*step, y: y + d.f(-0.1, 0.1)*step, unit: step * d.f(0.5, 0.62), turn: d.f(-0.3, 0.3)}
			s, reach := eye(k, 1/f.unit)
			cv.stamp(f, reach, s)
		}
		ox = d.f(0, step)
	}
}

// eyeball is the round part of an eye: its iris and pupil.
type eyeball struct {
	iris, inner, ring, sclera rgb
	r, pupil                  float64 // radii of the iris and the pupil
	slit                      float64 // width of the pupil for its height; 1 is round
	flat                      bool    // the slit lies (a goat's)
	gx, gy                    float64 // where it looks
	lights                    [2][3]float64
	seed                      int
	w                         float64
}

// newEyeball makes an eyeball whose iris has radius about r.
func newEyeball(d dice, w, r float64) eyeball {
	h := pick(d, d.f(0.05, 0.15), d.f(0.5, 0.62), d.f(0.22, 0.4), d.Float64())
	e := eyeball{
		iris: d.near(h, 0.02, 0.75, 0.8), inner: d.near(h+d.f(-0.15, 0.1), 0.03, 0.6, 0.95),
		sclera: mix(white, d.near(0.08, 0.05, 0.4, 0.9), d.f(0, 0.35)),
		r:      r, slit: 1, seed: d.seed(), w: w,
	}
	e.ring = e.iris.times(0.2)
	e.pupil = r * d.f(0.35, 0.6)
	x, y := d.f(-0.45, -0.2)*d.sign(), d.f(-0.45, -0.25)
	e.lights = [2][3]float64{{x * r, y * r, r * d.f(0.15, 0.26)}, {-x * r * 0.8, -y * r, r * d.f(0.06, 0.12)}}
	return e
}

// at is the eyeball at a point.
func (e *eyeball) at(x, y float64) spot {
	x, y = x-e.gx, y-e.gy
	q := length(x, y)
	nx, ny := x/(q+1e-6), y/(q+1e-6)
	t := q / e.r
	fibre := noise(nx*5+t*0.9, ny*5-t*0.7, e.seed) + 0.6*noise(nx*11, ny*11+t*2, e.seed+1)
	c := mix(e.inner, e.iris, smooth(0.4, 0.8, t+0.2*fibre))
	c = c.times(0.85 + 0.5*fibre*smooth(0.25, 0.6, t) + 0.35*(y/e.r)*t)
	c = mix(c, e.ring, smooth(0.78, 0.98, t))
	ball := e.sclera.times(1 - 0.35*smooth(1, 2.6, t))
	p := spot{c: mix(ball, c, cover(q-e.r, e.w)), a: 1, gloss: 0.9}
	px, py := x/e.slit, y
	if e.flat {
		px, py = x, y/e.slit
	}
	hole := (length(px, py) - e.pupil) * min(1, e.slit*1.6)
	p.over(e.ring, 0.7*cover(hole-e.r*0.05, e.w*2))
	p.over(rgb{0.01, 0.01, 0.02}, cover(hole, e.w))
	for _, l := range e.lights {
		p.over(rgb{1.3, 1.3, 1.3}, cover(length(x-l[0], y-l[1])-l[2], e.w))
	}
	return p
}

// eye makes an eye in its lids: a person's, a cat's, a reptile's, an owl's.
func eye(d dice, w float64) (shader, float64) {
	e := newEyeball(d, w, d.f(0.36, 0.5))
	e.gx, e.gy = d.f(-0.12, 0.12), d.f(-0.05, 0.06)
	skin := d.near(0.06, 0.03, d.f(0.2, 0.6), d.f(0.3, 0.95))
	if d.chance(0.4) {
		skin = d.colour(0.3, 0.8, 0.25, 0.8)
	}
	l := lids{skin: skin, up: d.f(0.36, 0.55), low: d.f(0.28, 0.45), wide: d.f(0.72, 0.85), w: w, seed: d.seed()}
	l.rim = mix(skin.times(0.3), rgb{0.5, 0.1, 0.1}, d.f(0, 0.3))
	switch kind := d.IntN(12); {
	case kind == 0: // a cat's or a snake's; rare, or slits alone would be dreamt of
		e.slit, e.pupil = d.f(0.15, 0.4), e.r*d.f(0.7, 0.95)
		e.sclera = e.iris.times(0.7)
		l.scaly = d.chance(0.6)
	case kind < 4: // an owl's
		l.up, l.low, l.wide = 0.58, 0.55, 0.62
		e.r = d.f(0.46, 0.55)
		l.feathers = true
	case kind < 8: // a bare ball
		return bareEye(d, e), 1
	case kind < 10:
		l.lashes = d.f(0.1, 0.3)
	}
	return func(x, y float64) spot { return l.at(&e, x, y) }, 1.05
}

// bareEye is an eyeball with a dark rim and no lids: round, as dreams like them.
func bareEye(d dice, e eyeball) shader {
	e.r = d.f(0.4, 0.6)
	e.pupil = e.r * d.f(0.4, 0.6)
	e.sclera = mix(white, e.sclera, 0.4)
	radius, rim := d.f(0.74, 0.86), d.f(0.08, 0.16)
	return func(x, y float64) spot {
		q := length(x, y)
		p := e.at(x, y)
		p.c = p.c.times(1 - 0.45*smooth(0.6*radius, radius, q))
		p.over(e.ring, cover(radius-q, e.w+0.02))
		p.a = cover(q-radius-rim, e.w)
		p.h = 0.35 * math.Sqrt(max(0, 1-q*q))
		return p
	}
}

// lids are what surrounds an eyeball.
type lids struct {
	skin, rim       rgb
	up, low, wide   float64
	lashes, w       float64
	scaly, feathers bool
	seed            int
}

func (l *lids) at(e *eyeball, x, y float64) spot {
	q := (x / l.wide) * (x / l.wide)
	open := max(-y-l.up*(1-q), y-l.low*(1-q))
	slope := 2 * x * l.up / (l.wide * l.wide)
	open /= math.Sqrt(1 + slope*slope)
	r := length(x, y*1.12)
	fine := noise(x*14, y*14, l.seed)
	strand := noise(6*x/(r+0.1)+l.skin.r, 6*y/(r+0.1)+r*1.5, l.seed+1)
	p := spot{a: cover(r-0.93-0.06*strand, l.w+0.03)}
	if p.a <= 0 {
		return p
	}
	p.c = l.skin.times(1.05 - 0.4*smooth(0.5, 1, r) + 0.12*fine)
	p.h = 0.25*math.Sqrt(max(0, 1-r*r)) + 0.02*fine
	switch {
	case l.feathers:
		p.c = mix(l.skin.times(0.45), mix(l.skin, white, 0.6), clamp(0.5+0.9*strand, 0, 1))
		p.h += 0.06 * strand
	case l.scaly:
		k := cells(x*7, y*7, 0.6, l.seed)
		p.c = p.c.times(0.45 + 0.9*smooth(0, 0.3, k.second-k.d))
		p.h += 0.08 * smooth(0, 0.3, k.second-k.d)
	default:
		crease := open - 0.13 + 0.03*x
		p.c = p.c.times(1 - 0.55*smooth(0.07, 0, math.Abs(crease))*smooth(0.1, -0.2, y))
		p.c = p.c.times(0.9 + 0.12*math.Sin(open*45+3*fine))
	}
	p.h += 0.1 * smooth(0.12, 0.03, math.Abs(open-0.06))
	p.over(l.rim, cover(open-0.07, l.w+0.02))
	if l.lashes > 0 && y < 0.1 {
		hair := wave((x*(1-0.4*open))*9) - 0.22 - open/(l.lashes+0.25)*0.25
		p.over(black, cover(hair*0.12, l.w)*cover(open-l.lashes, l.w)*cover(-open, l.w))
	}
	ball := e.at(x, y)
	ball.c = ball.c.times(0.45 + 0.55*smooth(0, 0.18, -open-0.35*max(0, y)))
	ball.a = cover(open, l.w)
	ball.h = 0.3 * math.Sqrt(max(0, 1-1.2*(x*x+y*y)))
	p.place(ball)
	return p
}
