package draw

import "math"

// paintFish draws fish, one large or a shoal.
func paintFish(cv *canvas, d dice) {
	background(cv, d)
	first := d.Uint64()
	same := d.chance(0.5)
	for _, f := range crowd(cv, d, stance{turn: 0.5, mirrored: true, large: 0.55}) {
		k := d
		if same {
			k = seeded(first)
		}
		s, reach := fish(k, 1/f.unit)
		cv.stamp(f, reach, s)
	}
}

// swimmer is a fish from the side, its head to the right.
type swimmer struct {
	w                          float64
	back, belly, stripe, fin   rgb
	deep, long                 float64
	kind                       int
	count                      float64
	tailWide, tailFork, finTop float64
	eyes                       eyeball
	seed                       int
}

// fish makes a fish of the reef, a goldfish, a carp.
func fish(d dice, w float64) (shader, float64) {
	h := d.Float64()
	f := &swimmer{w: w, back: d.near(h, 0.04, 0.75, 0.7), belly: d.near(h+d.f(0, 0.2), 0.05, 0.4, 0.95), stripe: pick(d, black, white, d.colour(0.6, 0.95, 0.3, 0.95)),
		fin: d.near(h+d.f(-0.15, 0.15), 0.05, 0.75, 0.8), deep: d.f(0.28, 0.52), long: 0.62, kind: d.IntN(4), count: d.f(1.5, 4),
		tailWide: d.f(0.3, 0.5), tailFork: d.f(0.05, 0.3), finTop: d.f(0.18, 0.42), seed: d.seed()}
	f.eyes = newEyeball(d, w, 0.1)
	f.eyes.pupil = 0.06
	return f.at, 1.05
}

func (f *swimmer) at(x, y float64) spot {
	var p spot
	f.tail(&p, x, y)
	f.fins(&p, x, y)
	f.body(&p, x-0.18, y)
	f.side(&p, x-0.12, y-0.1)
	return p
}

// rays draws a fin: s runs along its rays, a across them.
func (f *swimmer) rays(p *spot, d, a, s, high float64) {
	if d > f.w {
		return
	}
	ray := wave(a)
	c := mix(f.fin, f.back.times(0.5), smooth(0.5, 0.1, ray)*0.8)
	c = mix(c, f.stripe, 0.8*smooth(0.75, 0.85, s))
	p.place(spot{c: c.times(0.8 + 0.3*s), a: cover(d, f.w), h: high + 0.06*ray, gloss: 0.3})
}

func (f *swimmer) tail(p *spot, x, y float64) {
	t := (-0.3 - x) / 0.65
	if t < 0 || t > 1.02 {
		return
	}
	half := 0.06 + f.tailWide*math.Pow(t, 0.8)
	end := t - 1 + f.tailFork*(1-min(1, math.Abs(y)/max(half, 0.01)))
	f.rays(p, max((math.Abs(y)-half)*0.8, end*0.65), 14*y/(0.2+t), t, 0.02)
}

// fins draws those of the back and the belly.
func (f *swimmer) fins(p *spot, x, y float64) {
	t := (x + 0.3) / 0.75
	if t > 0 && t < 1 {
		high := f.deep*0.85 + f.finTop*math.Sqrt(t*(1-t))*2*(1.15-0.5*t)*(1-0.12*wave(t*7))
		f.rays(p, max(-y-high, y)*0.9, (x+0.35*y)*16, clamp((-y-f.deep*0.7)/f.finTop, 0, 1), 0.03)
		low := f.deep*0.8 + f.finTop*0.8*math.Sin(t*6.2)*math.Sin(t*6.2)
		f.rays(p, max(y-low, -y)*0.9, (x-0.35*y)*16, clamp((y-f.deep*0.7)/f.finTop, 0, 1), 0.03)
	}
}

// body draws the trunk: scales, bands and the head with eye, gill and mouth.
func (f *swimmer) body(p *spot, x, y float64) {
	u := x / f.long
	if u < -1.02 || u > 1.02 {
		return
	}
	half := f.deep * math.Pow(max(0, 1-u*u), 0.75) * (1 + 0.25*u)
	half = max(half, 0.07*smooth(0.2, -0.6, u)*cover(-1.02-u, 0.02))
	d := (math.Abs(y) - half) * 0.85
	c := mix(f.back, f.belly, smooth(-0.35, 0.5, y/f.deep))
	c = f.pattern(c, u, y)
	edge, high := fishScale(x*11, y*11)
	body := smooth(0.5, 0.35, u)
	c = c.times(1 - body*(0.55-0.65*edge))
	gill := length(x-0.72, y) - 0.42
	c = c.times(1 - 0.6*smooth(0.04, 0, math.Abs(gill))*smooth(f.deep*0.8, 0.3*f.deep, math.Abs(y)))
	lip := math.Abs(y-0.08+0.2*(x-0.5)) - 0.014
	c = mix(c, black, cover(max(lip, 0.47-x), f.w))
	in := spot{c: c.times(0.55 + 0.45*smooth(0, -0.12, d)), a: cover(d, f.w), gloss: 0.8}
	in.h = 0.08 + 0.7*dome(d, 0.3) + 0.03*high*body
	p.place(in)
	ex, ey := x-0.36, y+f.deep*0.22
	q := length(ex, ey)
	p.over(mix(f.belly, white, 0.5), cover(q-0.125, f.w))
	p.over(black, cover(q-0.105, f.w))
	ball := f.eyes.at(ex, ey)
	ball.a, ball.h = cover(q-0.1, f.w), p.h+0.8*dome(q-0.1, 0.1)
	p.place(ball)
}

// pattern paints a fish's marks.
func (f *swimmer) pattern(c rgb, u, y float64) rgb {
	bend := 0.12 * noise(u*3, y*4, f.seed)
	var k float64
	switch f.kind {
	case 0:
		k = smooth(0.5, 0.58, wave(u*f.count*0.5+bend+0.3*y*y))
	case 1:
		k = smooth(0.5, 0.6, wave(y*f.count*1.6+bend))
	case 2:
		k = smooth(0.05, 0.12, noise(u*3.5, y*4.5, f.seed+2))
	default:
		q := cells(u*5, y*6, 0.5, f.seed)
		k = smooth(0.36, 0.26, q.d)
	}
	return mix(c, f.stripe, k*smooth(0.75, 0.6, u))
}

// fishScale gives how close a point is to its scale's edge (0 is on it) and
// its height; u runs to the head.
func fishScale(u, v float64) (edge, high float64) {
	best := 0.0
	for i := range 2 {
		x := u + 0.5*float64(i)
		j := math.Floor(x)
		y := v + 0.5*(j-2*math.Floor(j/2))
		fx, fy := x-j, y-math.Floor(y)-0.5
		q := length(1-fx, fy*1.3)
		if q < 0.85 {
			best = max(best, 1-q/0.85)
		}
	}
	return smooth(0.02, 0.35, best), best
}

// side draws the fin behind the gill.
func (f *swimmer) side(p *spot, x, y float64) {
	t := -x / 0.36
	if t < 0 || t > 1 {
		return
	}
	half := 0.2*math.Sqrt(t)*math.Sqrt(max(0, 1-t*t*t)) + 0.01
	f.rays(p, math.Abs(y-0.15*t)-half, 16*(y-0.15*t)/(0.4+t), t, p.h+0.04)
}
