package draw

import "math"

// owlFace is an owl's head: discs of feathers around its eyes and a beak.
type owlFace struct {
	w                 float64
	c, pale, dark     rgb
	beak              rgb
	eyes              eyeball
	eyeX, eyeR, discR float64
	horns             bool
	seed              int
}

// owl makes an owl's face.
func owl(d dice, w float64) (shader, float64) {
	o := &owlFace{w: w, c: d.near(0.08, 0.03, 0.45, 0.55), pale: d.near(0.1, 0.03, 0.2, 0.9), dark: d.near(0.06, 0.03, 0.5, 0.18),
		beak: d.near(0.12, 0.03, 0.6, 0.75), eyeX: d.f(0.3, 0.34), eyeR: d.f(0.17, 0.23), horns: d.chance(0.6), seed: d.seed()}
	if d.chance(0.25) {
		o.c, o.dark = rgb{0.8, 0.78, 0.76}, rgb{0.35, 0.3, 0.28}
	}
	o.discR = o.eyeX + d.f(0.06, 0.12)
	o.eyes = newEyeball(d, w, o.eyeR*0.95)
	o.eyes.iris, o.eyes.inner = d.near(0.1, 0.04, 0.95, 0.95), d.near(0.14, 0.03, 0.9, 1)
	o.eyes.pupil = o.eyeR * d.f(0.4, 0.6)
	o.eyes.ring = rgb{0.2, 0.08, 0.02}
	return o.at, 1.1
}

func (o *owlFace) at(x, y float64) spot {
	ax := math.Abs(x)
	side := 1.0
	if x < 0 {
		side = -1
	}
	head := blend(ellipse(x, y, 0.78, 0.74), ellipse(x, y-0.55, 0.72, 0.5), 0.2)
	if o.horns {
		horn, _ := taper(ax, y, 0.42, -0.5, 0.72, -0.98, 0.2, 0.03)
		head = blend(head, horn, 0.1)
	}
	fine := noise(x*9, y*14, o.seed)
	head -= 0.04 * fine
	p := spot{a: cover(head, o.w)}
	if p.a <= 0 {
		return p
	}
	p.c = o.plumes(x, y, fine)
	p.c = p.c.times(0.5 + 0.5*smooth(0, -0.25, head))
	p.h = 0.1 + 0.7*dome(head, 0.6) + 0.04*fine
	ex, ey := ax-o.eyeX, y+0.12
	r := length(ex, ey)
	o.disc(&p, ex, ey, r)
	o.brow(&p, ax, y, fine)
	p.over(black, cover(r-o.eyeR*1.18, o.w))
	ball := o.eyes.at(ex*side, ey)
	ball.a = cover(r-o.eyeR, o.w)
	ball.h = p.h + 0.7*dome(r-o.eyeR, o.eyeR)
	ball.c = ball.c.times(0.6 + 0.4*smooth(-o.eyeR, -o.eyeR*0.3, ey))
	p.place(ball)
	beak := max(ax-0.13*math.Sqrt(clamp(1-(y-0.02)/0.36, 0, 1)), -y-0.02, y-0.4) * 0.8
	p.place(spot{c: o.beak.times(0.5 + 0.6*smooth(0.13, 0, ax) - 0.3*smooth(0.1, 0.4, y)), a: cover(beak, o.w), h: p.h + 0.15 + 0.25*dome(beak, 0.13), gloss: 0.8})
	return p
}

// plumes are the feathers of the crown and the breast, barred and rounded.
func (o *owlFace) plumes(x, y, fine float64) rgb {
	v := y * 7
	j := math.Floor(v)
	u := x*6 + 0.5*(j-2*math.Floor(j/2))
	u -= math.Floor(u)
	edge := v - j - 0.5 + 1.6*(u-0.5)*(u-0.5)
	c := mix(o.c, o.dark, smooth(0.25, 0.1, math.Abs(edge-0.1)))
	c = mix(c, o.pale, 0.7*smooth(0.12, 0.05, math.Abs(u-0.5))*smooth(0, 0.3, y))
	return c.times(0.85 + 0.3*fine)
}

// disc draws the feathers that stand around an eye.
func (o *owlFace) disc(p *spot, x, y, r float64) {
	ray := noise(8*x/(r+1e-6)+3, 8*y/(r+1e-6)+2*r, o.seed+1)
	d := r - o.discR*1.08
	c := mix(o.pale, o.c, clamp(smooth(o.eyeR, o.discR, r)*0.8+0.5*ray, 0, 1))
	c = c.times(0.85 + 0.3*ray)
	c = mix(c, o.dark, smooth(-0.09, -0.02, d))
	k := cover(d, o.w+0.02)
	p.over(c, k)
	p.h -= k * (0.12*smooth(0, -0.2, d) - 0.03*ray)
}

// brow draws the pale V above the beak.
func (o *owlFace) brow(p *spot, ax, y, fine float64) {
	d, t := taper(ax, y, 0.02, 0.05, 0.55, -0.5, 0.09, 0.04)
	d -= 0.02 * fine
	k := cover(d, o.w+0.03)
	p.over(mix(o.pale, o.c, 0.6*t).times(0.9+0.3*fine), k)
	p.h += 0.1 * k
}
