package draw

import "math"

// paintFeathers draws single feathers, a fan of them, or plumage.
func paintFeathers(cv *canvas, d dice) {
	switch v := d.Float64(); {
	case v < 0.3:
		t, from, to, turn := plumage(d)
		cv.cover(d, t, d.log(from, to), turn)
	case v < 0.55:
		fan(cv, d)
	default:
		background(cv, d)
		first := d.Uint64()
		for _, f := range crowd(cv, d, stance{turn: math.Pi, mirrored: true, large: 0.58}) {
			s, reach := feather(seeded(first), 1/f.unit)
			cv.stamp(f, reach, s)
		}
	}
}

// fan spreads feathers from a point, as a wing or a peacock's tail.
func fan(cv *canvas, d dice) {
	background(cv, d)
	first := d.Uint64()
	x, y := cv.size*d.f(0.1, 0.9), cv.size*d.f(0.7, 1.1)
	count := 7 + d.IntN(6)
	long := cv.size * d.f(0.4, 0.6)
	open := d.f(0.9, 2.2)
	for ring := range 2 + d.IntN(2) {
		unit := long * (1 - 0.27*float64(ring))
		for i := range count {
			turn := -math.Pi/2 + open*((float64(i)+0.5*float64(ring&1))/float64(count)-0.5)
			sin, cos := math.Sincos(turn)
			f := frame{x: x + cos*unit*0.95, y: y + sin*unit*0.95, unit: unit, turn: turn, aspect: 1}
			s, reach := feather(seeded(first), 1/unit)
			cv.stamp(f, reach, s)
		}
	}
}

// plume is what a feather looks like.
type plume struct {
	c, c2, tip, shaft, down rgb
	bars, wide              float64
	eye                     bool
	eyes                    [4]rgb
	slant, w                float64
	seed                    int
}

// newPlume chooses the colours of a feather.
func newPlume(d dice, w float64) *plume {
	h := d.Float64()
	f := &plume{c: d.near(h, 0.03, 0.65, 0.75), c2: d.near(h+d.f(0.05, 0.3), 0.05, 0.6, 0.35), tip: d.colour(0, 0.9, 0.2, 1),
		shaft: mix(white, d.near(0.1, 0.05, 0.5, 0.6), d.f(0, 0.6)), wide: d.f(0.2, 0.32), slant: d.f(1, 1.7), w: w, seed: d.seed()}
	f.down = mix(f.c, white, d.f(0.2, 0.7))
	if d.chance(0.5) {
		f.bars = d.f(3, 8)
	}
	if d.chance(0.35) {
		f.eye, f.bars = true, 0
		f.c, f.c2 = d.near(0.3, 0.08, 0.75, 0.6), d.near(0.2, 0.08, 0.7, 0.5)
		f.eyes = [4]rgb{d.near(0.12, 0.04, 0.8, 0.75), d.near(0.47, 0.04, 0.8, 0.85), d.near(0.62, 0.03, 0.9, 0.75), {0.06, 0.04, 0.2}}
	}
	return f
}

// feather makes a feather along x, its quill to the left.
func feather(d dice, w float64) (shader, float64) {
	f := newPlume(d, w)
	curve := d.f(-0.25, 0.25)
	return func(x, y float64) spot {
		return f.at((x+0.98)/1.96, y-curve*x*x+curve*0.5)
	}, 1.05
}

// at is the feather where t goes from 0 at the quill to 1 at the tip.
func (f *plume) at(t, y float64) spot {
	if t < 0 || t > 1 {
		return spot{}
	}
	side := math.Abs(y)
	barb := t - side*f.slant*0.5
	split := noise(barb*4, 3*y/(side+1e-6), f.seed)
	half := f.wide * math.Sqrt(smooth(0.08, 0.35, t)*smooth(1.0, 0.72, t)) * (0.92 + 0.08*split)
	half *= 1 - 0.35*smooth(0.4, 0.55, split)
	d := (side - half) * 0.8
	fine := wave(barb*26 + 0.3*split)
	c := mix(f.c2, f.c, 0.35+0.65*smooth(0, 0.7, side/max(half, 0.01)))
	c = mix(c, f.down, smooth(0.35, 0.1, t))
	if f.bars > 0 {
		c = mix(c, f.tip, smooth(0.35, 0.45, wave(barb*f.bars)))
	}
	if f.eye {
		c = f.eyespot(c, t, y)
	} else {
		c = mix(c, f.tip, smooth(0.8, 0.86, barb+side*0.4))
	}
	c = c.times(0.5 + 0.65*fine)
	in := spot{c: c, a: cover(d, f.w), h: 0.05*fine*smooth(0, 0.04, side) + 0.12*smooth(0, 0.1, side) - 0.5*side*side, gloss: 0.35}
	in.c = in.c.times(0.75 + 0.25*smooth(0, -0.03, d))
	in.place(spot{c: f.shaft, a: line(y, 0.022*(1.15-t), f.w), h: 0.12, gloss: 0.5})
	return in
}

// eyespot paints a peacock's eye near the tip.
func (f *plume) eyespot(c rgb, t, y float64) rgb {
	x := (t - 0.76) * 1.96
	for i, r := range [4]float64{0.27, 0.21, 0.15, 0.085} {
		d := ellipse(x+0.012*float64(i), y, r*1.1, r*0.85)
		c = mix(c, f.eyes[i], cover(d, f.w+0.01))
	}
	return c
}

// plumage weaves feathers that overlap as on a wing.
func plumage(d dice) (t texture, from, to, turn float64) {
	f := newPlume(d, 0)
	f.wide = 0.3
	return func(u, v, w float64) spot {
		var out spot
		left := 1.0
		for j := math.Ceil((v - 1.5) / 0.55); left > 0.01 && j*0.55 <= v; j++ {
			x := u - 0.5*(j-2*math.Floor(j/2))
			x -= math.Floor(x + 0.5)
			g := *f
			g.w = w * 0.7
			y := (v - j*0.55) / 1.5
			p := g.at(0.3+0.7*y, x*0.62)
			p.c = p.c.times(0.35 + 0.8*smooth(0.05, 0.7, y))
			out.c = rgb{out.c.r + p.c.r*p.a*left, out.c.g + p.c.g*p.a*left, out.c.b + p.c.b*p.a*left}
			out.h += (p.h*1.4 + 0.35*y) * p.a * left
			left *= 1 - p.a
		}
		out.c = mix(out.c, f.c2.times(0.2), left)
		out.a, out.gloss = 1, 0.3
		return out
	}, 2.5, 6, math.Pi
}
