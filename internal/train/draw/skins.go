package draw

import "math"

// scales weaves rows of overlapping scales, round as a fish's or pointed as a
// dragon's.
func scales(d dice) (t texture, from, to, turn float64) {
	return scaleTexture(d, d.near(d.Float64(), 0.02, 0.65, 0.6)), 4, 11, math.Pi
}

// scaleTexture is scales of around a given colour.
func scaleTexture(d dice, base rgb) texture {
	other := mix(base, d.colour(0.4, 0.9, 0.3, 0.9), d.f(0.2, 0.8))
	rim := mix(base, white, d.f(0.3, 0.8))
	if d.chance(0.3) {
		rim = base.times(0.25)
	}
	point, keel, seed := d.f(0, 1), d.f(0, 0.35), d.seed()
	if d.chance(0.4) {
		point = 0
	}
	gloss := d.f(0.1, 0.7)
	one := func(x, y float64, id int, w float64) (p spot, d float64) {
		round := 0.62 + 0.5*math.Sqrt(max(0, 1-4*x*x)) - 0.1
		tip := 1.12 - 1.1*math.Abs(x)
		edge := lerp(round, tip, point)
		d = (y - edge) * 0.75
		p.c = mix(base, other, clamp(0.5+0.7*noise(float64(id)*0.37, 3.3, seed)+0.5*(numbers[id&255]-0.5), 0, 1))
		p.c = p.c.times(0.25 + 0.95*smooth(0.1, 0.95, y))
		p.c = mix(p.c, rim, 0.75*smooth(-0.16, -0.05, d)*(1-smooth(-0.05, 0, d)))
		p.c = p.c.times(1 - keel*(1-smooth(0.02, 0.1, math.Abs(x))))
		p.h = 0.3*y + 0.35*math.Sqrt(max(0, 1-3.4*x*x)) - 0.25*smooth(-0.14, 0, d)
		p.gloss = gloss
		return p, d
	}
	return func(u, v, w float64) spot {
		var out spot
		left := 1.0
		for j := math.Ceil((v - 1.12) / 0.5); left > 0.01 && j*0.5 <= v; j++ {
			shift := 0.5 * (j - 2*math.Floor(j/2))
			x := u - shift
			col := math.Floor(x + 0.5)
			p, d := one(x-col, v-j*0.5, int(place(int(col), int(j), seed)), w)
			a := left * cover(d, w)
			out.c = rgb{out.c.r + p.c.r*a, out.c.g + p.c.g*a, out.c.b + p.c.b*a}
			out.h += p.h * a
			left -= a
		}
		out.gloss, out.a = gloss, 1
		return out
	}
}

// fur weaves hair that flows, in tufts that lie over one another.
func fur(d dice) (t texture, from, to, turn float64) {
	root := d.near(0.07, 0.05, d.f(0.1, 0.7), d.f(0.15, 0.35))
	tip := d.near(0.09, 0.05, d.f(0.1, 0.7), d.f(0.55, 1))
	if d.chance(0.2) {
		tip = d.colour(0.3, 0.8, 0.5, 0.9)
	}
	patch := mix(tip, pick(d, black, white, root), d.f(0.2, 0.8))
	seed, waves, patchy := d.seed(), d.f(0.2, 0.9), d.chance(0.5)
	return func(u, v, w float64) spot {
		sway := waves * noise(u*0.35, v*0.35, seed)
		x := u + sway
		y := v + 0.4*waves*noise(u*0.3+9, v*0.3, seed)
		fine := 0.6*noise(x*7, y*0.9, seed+1) + 0.5*noise(x*15, y*1.7, seed+2)
		tuft := y*0.8 + 0.9*noise(x*1.3, y*0.25, seed+3) + 0.28*fine
		t := fract(tuft)
		c := mix(root, tip, clamp(0.15+0.75*t+0.45*fine, 0, 1))
		if patchy {
			c = mix(c, patch.times(0.7+0.4*fine), smooth(0.05, 0.25, noise(x*0.6, y*0.4, seed+5)+0.1*fine))
		}
		c = c.times(0.55 + 0.6*smooth(0, 0.35, t))
		return spot{c: c, a: 1, h: 0.12*fine + 0.2*t, gloss: 0.15}
	}, 2.5, 6, math.Pi
}

// rosettes weaves a leopard's or a jaguar's coat.
func rosettes(d dice) (t texture, from, to, turn float64) {
	coat := d.near(0.1, 0.025, 0.6, 0.85)
	if d.chance(0.15) {
		coat = d.near(0.12, 0.05, 0.12, 0.9)
	}
	middle := mix(coat, rgb{0.45, 0.22, 0.05}, d.f(0.3, 0.7))
	dark := rgb{0.09, 0.06, 0.04}
	seed, thick, solid := d.seed(), d.f(0.1, 0.15), d.f(0.1, 0.5)
	return func(u, v, w float64) spot {
		fine := noise(u*3+0.4*v, v*14, seed+1)
		wu := u + 0.22*noise(u*1.7, v*1.7, seed+2) + 0.02*fine
		wv := v + 0.22*noise(u*1.7+5, v*1.7, seed+2)
		p := cells(wu, wv, 0.55, seed)
		size := 0.24 + 0.13*numbers[p.id]
		c := coat.times(0.85 + 0.2*fine)
		c = mix(c, white, 0.25*smooth(0.2, 0.7, noise(u*0.4, v*0.4, seed+3)))
		gap := noise(p.dx*5+float64(p.id), p.dy*5, seed+4)
		if numbers[p.id^37] < solid {
			c = mix(c, dark, cover(p.d-size*0.75, w))
		} else {
			c = mix(c, middle.times(0.9+0.2*fine), cover(p.d-size, w+0.06))
			ring := math.Abs(p.d-size) - thick*(0.75+0.9*gap)
			c = mix(c, dark, cover(ring, w+0.03))
		}
		return spot{c: c, a: 1, h: 0.05 * fine, gloss: 0.08}
	}, 3, 7.5, math.Pi
}

// zebra weaves stripes that fork, a zebra's or a tiger's.
func zebra(d dice) (t texture, from, to, turn float64) {
	light, dark := white, black
	switch {
	case d.chance(0.4):
		light = d.near(0.075, 0.02, 0.85, 0.95)
	case d.chance(0.2):
		light = d.colour(0.1, 0.4, 0.8, 1)
	}
	type fork struct{ u, v, n float64 }
	forks := make([]fork, 5)
	for i := range forks {
		forks[i] = fork{d.f(-4, 4), d.f(-4, 4), d.sign()}
	}
	seed, wild, share := d.seed(), d.f(0.4, 1.2), d.f(-0.2, 0.25)
	return func(u, v, w float64) spot {
		fine := noise(u*4, v*16, seed+1)
		phase := u + wild*noise(u*0.4, v*0.4, seed) + 0.03*fine
		for _, f := range forks {
			phase += f.n * math.Atan2(math.Mod(v, 8)-f.v-4, math.Mod(u, 8)-f.u-4) / (2 * math.Pi)
		}
		stripe := wave(phase)*2 - 1 + share + 0.45*noise(u*0.9, v*0.9, seed+3)
		k := cover(-stripe*0.3, w+0.02)
		belly := light.times(0.9 + 0.18*fine)
		c := mix(dark.times(1+2*max(0, fine)), belly, k)
		return spot{c: c, a: 1, h: 0.06*fine + 0.05*k, gloss: 0.1}
	}, 3.5, 9, math.Pi
}
