package draw

import "math"

// backdrops are the textures that things may stand before.
var backdrops = []weaver{bricks, fur, zebra, scales, rosettes, honeycomb}

// background fills the picture with something to stand before.
func background(cv *canvas, d dice) {
	switch v := d.Float64(); {
	case v < 0.22:
		paintGradient(cv, d)
	case v < 0.75:
		paintClouds(cv, d)
	default:
		t, from, to, turn := pick(d, backdrops...)(d)
		cv.cover(d, t, d.log(from, to)*1.1, turn)
		veil, share := d.colour(0.1, 0.7, 0.1, 0.8), d.f(0.2, 0.6)
		for i := range cv.t {
			t := &cv.t[i]
			t.c = mix(t.c, veil, share)
			t.h *= 1 - share
		}
	}
	for i := range cv.t {
		cv.t[i].h -= 0.06 * cv.size
	}
}

// paintSky paints what has nothing in it: gradients, clouds, blurs.
func paintSky(cv *canvas, d dice) {
	switch v := d.Float64(); {
	case v < 0.3:
		paintGradient(cv, d)
	default:
		paintClouds(cv, d)
	}
	if d.chance(0.3) {
		paintSun(cv, d)
	}
}

// paintGradient goes from one colour to another, and a third around a point.
func paintGradient(cv *canvas, d dice) {
	a, b, c := d.colour(0.1, 0.9, 0.1, 0.95), d.colour(0.1, 0.9, 0.1, 0.95), d.colour(0, 0.8, 0.1, 1)
	sin, cos := math.Sincos(d.f(0, 2*math.Pi))
	gx, gy, glow := d.f(-1, 1), d.f(-1, 1), d.f(0.5, 2)
	grain, seed := d.f(0, 0.06), d.seed()
	cv.fill(func(x, y float64) spot {
		t := 0.5 + 0.5*(x*cos+y*sin)
		p := mix(a, b, clamp(t, 0, 1))
		p = mix(p, c, 1/(1+glow*glow*4*((x-gx)*(x-gx)+(y-gy)*(y-gy))))
		k := 1 + grain*noise(x*45, y*45, seed)
		return spot{c: p.times(k)}
	})
}

// paintClouds paints soft billows before a gradient.
func paintClouds(cv *canvas, d dice) {
	top, low, cloud := d.colour(0.1, 0.9, 0.15, 0.9), d.colour(0.1, 0.8, 0.2, 0.95), d.colour(0, 0.35, 0.6, 1)
	if d.chance(0.35) {
		top, low, cloud = d.near(0.6, 0.04, 0.65, 0.6), d.near(0.57, 0.04, 0.35, 0.85), rgb{1, 0.98, 0.95}
	}
	if d.chance(0.25) {
		cloud = d.colour(0.2, 0.9, 0.05, 0.5)
	}
	scale, flat := d.log(0.7, 2.2), d.f(1, 1.9)
	from, soft := d.f(-0.3, 0.25), d.f(0.2, 0.8)
	seed := d.seed()
	cv.fill(func(x, y float64) spot {
		base := mix(top, low, clamp(0.5+0.5*y, 0, 1))
		n := fbm(x*scale, y*scale*flat, seed, 3)
		k := smooth(from, from+soft, n)
		lit := 0.85 + 0.5*(n-from)
		return spot{c: mix(base, cloud.times(min(1.1, lit)), k)}
	})
}

// paintSun lays a soft disc over a sky.
func paintSun(cv *canvas, d dice) {
	c := d.near(0.1, 0.08, 0.4, 1)
	r := d.f(0.05, 0.15)
	f := frame{x: cv.size * d.f(0, 1), y: cv.size * d.f(0, 0.7), unit: cv.size}
	cv.stamp(f, 1.2, func(x, y float64) spot {
		q := length(x, y)
		glow := r / (r + 3*max(0, q-r))
		return spot{c: c, a: clamp(glow*glow+cover(q-r, 0.05), 0, 1), h: -0.11}
	})
}
