package draw

import "math"

// bricks weaves a wall: bricks in bond, ashlar or cobbles.
func bricks(d dice) (t texture, from, to, turn float64) {
	base := d.near(0.03, 0.03, d.f(0.25, 0.7), d.f(0.4, 0.85))
	if d.chance(0.3) {
		base = d.colour(0.1, 0.6, 0.35, 0.85)
	}
	mortar := mix(d.near(0.1, 0.05, 0.1, d.f(0.2, 0.85)), base, 0.15)
	seed, joint, rough := d.seed(), d.f(0.03, 0.07), d.f(0.05, 0.3)
	finish := func(d, w float64, id int, u, v float64) spot {
		tone := 0.7 + 0.55*numbers[id&255]
		grit := noise(u*9, v*9, seed+2)
		c := base.times(tone * (1 + rough*grit))
		c = mix(c, rgb{c.b, c.r, c.g}, 0.18*numbers[(id*7+3)&255])
		k := cover(d, w+0.02)
		return spot{c: mix(mortar.times(0.9+0.2*grit), c, k), a: 1,
			h: dome(d, 0.12) + 0.02*rough*grit*4, gloss: 0.1}
	}
	if d.chance(0.2) {
		return func(u, v, w float64) spot {
			p := cells(u, v, 0.8, seed)
			return finish(0.5*(p.d-p.second)+joint, w, p.id, u, v)
		}, 4, 9, math.Pi
	}
	long, bond := d.f(1.8, 2.6), pick(d, 0.5, 0.5, 0.33)
	return func(u, v, w float64) spot {
		row := math.Floor(v)
		x := u/long + row*bond + 0.1*hash01(3, int(row), seed)
		col := math.Floor(x)
		wob := 0.03 * noise(u*2, v*2, seed+1)
		d := box((x-col-0.5)*long, v-row-0.5, 0.5*long-joint, 0.5-joint, 0.08) + wob
		return finish(d, w, int(place(int(col), int(row), seed)), u, v)
	}, 5, 11, 0.35
}

// arcade is what the arches of one wall share.
type arcade struct {
	stone, stripe, dark, glow rgb
	half, point, ring, floor  float64 // half width, how pointed, width of the voussoirs, where it ends
	seed, wedges              int
	columns                   bool
}

// arches weaves storeys of arches: an aqueduct, a theatre, a cloister, a mosque.
func arches(d dice) (t texture, from, to, turn float64) {
	a := arcade{
		stone: d.near(0.09, 0.05, d.f(0.1, 0.5), d.f(0.5, 0.9)),
		dark:  d.near(0.07, 0.4, 0.5, 0.1),
		half:  d.f(0.26, 0.36), ring: d.f(0.08, 0.15), floor: d.f(0.55, 0.95),
		seed: d.seed(), wedges: 5 + 2*d.IntN(4), columns: d.chance(0.6),
	}
	a.stripe = a.stone.times(d.f(0.75, 0.95))
	if d.chance(0.4) {
		a.stripe = d.near(0.02, 0.03, 0.65, 0.6)
	}
	if d.chance(0.4) {
		a.point = d.f(0.1, 0.35)
	}
	a.glow = mix(a.dark, d.near(0.1, 0.5, 0.6, 0.8), d.f(0, 0.7))
	storey := 0.55 + a.half + a.ring + a.floor - 0.2
	return func(u, v, w float64) spot {
		row := math.Floor(v / storey)
		x := u - math.Floor(u) - 0.5
		y := v - row*storey - 0.35 - a.half - a.ring
		return a.at(x, y, w, storey, u, v)
	}, 1.6, 5.5, 0.25
}

// opening is the distance from an arch's opening; y is 0 where it springs.
func (a *arcade) opening(x, y, half float64) float64 {
	x = math.Abs(x)
	if y > 0 {
		return max(x-half, y-a.floor)
	}
	return length(x+a.point, y) - half - a.point
}

// at is the wall at a point of one bay.
func (a *arcade) at(x, y, w, storey, u, v float64) spot {
	grit := fbm(u*5, v*5, a.seed, 2)
	joint := min(wave(v*3+0.5), 1)
	p := spot{c: a.stone.times(0.9 + 0.16*grit), a: 1, h: 0.02 * grit}
	p.c = p.c.times(0.75 + 0.25*smooth(0.02, 0.12, joint))
	d := a.opening(x, y, a.half)
	if y < 0 {
		turn := math.Atan2(-y, x) / math.Pi * float64(a.wedges)
		c := a.stone.times(1.1)
		if int(turn)%2 == 0 {
			c = a.stripe
		}
		k := cover(d-a.ring, w)
		c = c.times(0.45 + 0.55*smooth(0, 0.14, 0.5-math.Abs(fract(turn)-0.5)))
		p.place(spot{c: c, a: k, h: 0.05 + 0.03*smooth(0, 0.05, -(d-a.ring))})
	} else if a.columns {
		k := cover(d-a.ring, w)
		t := clamp(d/a.ring*2-1, -1, 1)
		round := math.Sqrt(max(0, 1-t*t))
		c := a.stone.times(0.55 + 0.6*round)
		high := 0.08 * round
		if y < 0.1 || y > a.floor-0.09 {
			c, high = a.stone.times(0.8+0.4*wave(y*20)), 0.12
		}
		p.place(spot{c: c, a: k, h: high})
	}
	a.moulding(&p, y+0.35+a.half+a.ring, storey, w, u)
	in := a.opening(x+0.04, y-0.03, a.half-0.06)
	depth := mix(a.stone.times(0.35), mix(a.dark, a.glow, smooth(-0.3, a.floor, y)), cover(in, w+0.02))
	p.place(spot{c: depth, a: cover(d, w), h: -0.15 - 0.2*smooth(0, 0.06, -d)})
	return p
}

// moulding is the cornice between storeys, t below its top.
func (a *arcade) moulding(p *spot, t, storey, w, u float64) {
	t = math.Mod(t+storey, storey)
	k := cover(t-0.2, w)
	c := a.stone.times(0.7 + 0.5*wave(t*11))
	if t > 0.11 && wave(u*9) < 0.45 {
		c = a.stone.times(0.3)
	}
	p.place(spot{c: c, a: k, h: 0.14 - 0.5*t})
}

// honeycomb weaves cells of wax, some full of honey, some closed.
func honeycomb(d dice) (t texture, from, to, turn float64) {
	wax := d.near(0.11, 0.025, 0.7, 0.85)
	honey := d.near(0.08, 0.02, 0.95, d.f(0.35, 0.75))
	seed, wall, full, closed := d.seed(), d.f(0.06, 0.11), d.f(0, 0.9), d.f(0, 0.3)
	return func(u, v, w float64) spot {
		x, y, i, j := hexagon(u, v)
		ax, ay := math.Abs(x), math.Abs(y)
		d := max(ax, 0.5*ax+0.8660254*ay) - 0.5 + wall*(1+0.25*noise(u*3, v*3, seed))
		id := place(i, j, seed)
		deep := clamp(-d/0.4, 0, 1)
		in := spot{c: mix(honey.times(0.75), honey.times(0.18), smooth(0.1, 0.8, deep)), a: cover(d, w), h: -0.5 * smooth(0, 0.35, -d)}
		switch n := numbers[id]; {
		case n < closed:
			in.c = mix(wax, white, 0.3).times(0.8 + 0.2*noise(x*9, y*9, int(id)))
			in.h = -0.05 + 0.12*deep
		case n < closed+full*(1-closed):
			in.c = mix(honey.times(1.3), honey.times(0.5), smooth(-0.35, 0.35, y+0.3*x))
			in.h, in.gloss = -0.12+0.1*deep, 1
			in.c = mix(in.c, white, 0.9*cover(length(x+0.13, y+0.15)-0.06, w+0.04))
		}
		p := spot{c: wax.times(0.85 + 0.25*smooth(0, wall, d)), a: 1, h: 0.06 * smooth(0, wall, d), gloss: 0.4}
		p.place(in)
		return p
	}, 4, 10, math.Pi
}

// hexagon gives a point's place in its hexagon (one unit wide) and which it is.
func hexagon(u, v float64) (x, y float64, i, j int) {
	const tall = 1.7320508
	i0, j0 := math.Floor(u+0.5), math.Floor(v/tall+0.5)
	x0, y0 := u-i0, v-j0*tall
	i1, j1 := math.Floor(u), math.Floor(v/tall)
	x1, y1 := u-i1-0.5, v-(j1+0.5)*tall
	if x0*x0+y0*y0 < x1*x1+y1*y1 {
		return x0, y0, int(i0), 2 * int(j0)
	}
	return x1, y1, int(i1), 2*int(j1) + 1
}
