package draw

import "math"

// knot is a point of a tube's middle line with the radius there, in pixels.
type knot struct{ x, y, r float64 }

// tubeSpot is what a pixel knows of the tube that passes it: z is the height
// of the tube's surface there (0 where there is none), s how far along its
// middle it is and t where across it (-1 to 1).
type tubeSpot struct{ z, s, t, r float64 }

// skin gives the look of a tube at s along it (in mean radii), t across it
// (-1 to 1), with a pixel w wide in radii.
type skin func(s, t, w float64) spot

// stroke draws a tube along knots. It rises by climb pixels from end to end,
// so that its later loops lie over its earlier ones.
func (cv *canvas) stroke(path []knot, climb float64, look skin) {
	clear(cv.tube)
	most := 0.0
	for _, k := range path {
		most = max(most, k.r)
	}
	s := 0.0
	for i := 1; i < len(path); i++ {
		z := 1 + climb*float64(i)/float64(len(path))
		s += cv.segment(path[i-1], path[i], z, s)
	}
	mean := most * 0.75
	base := cv.top + 0.1*most
	for i := range cv.tube {
		b := &cv.tube[i]
		if b.z == 0 {
			continue
		}
		p := look(b.s/mean, b.t, 1/b.r)
		p.a *= clamp((1-math.Abs(b.t))*b.r+0.3, 0, 1)
		p.h = base + b.z + p.h*b.r
		cv.t[i].put(p)
	}
	cv.top += climb + 0.2*most
}

// segment draws one straight part into the buffer and gives its length.
func (cv *canvas) segment(a, b knot, z, s float64) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	long := length(dx, dy)
	if long == 0 {
		return 0
	}
	wide := max(a.r, b.r)
	x0, x1 := cv.span((a.x+b.x)/2, math.Abs(dx)/2+wide)
	y0, y1 := cv.span((a.y+b.y)/2, math.Abs(dy)/2+wide)
	for py := y0; py < y1; py++ {
		for px := x0; px < x1; px++ {
			x, y := float64(px)+0.5-a.x, float64(py)+0.5-a.y
			t := clamp((x*dx+y*dy)/(long*long), 0, 1)
			r := lerp(a.r, b.r, t)
			ex, ey := x-t*dx, y-t*dy
			q := (ex*ex + ey*ey) / (r * r)
			if q >= 1 {
				continue
			}
			high := z + r*math.Sqrt(1-q)
			if spot := &cv.tube[py*cv.n+px]; high > spot.z {
				across := math.Sqrt(q)
				if ex*dy-ey*dx < 0 {
					across = -across
				}
				*spot = tubeSpot{high, s + t*long, across, r}
			}
		}
	}
	return long
}

// wander makes a path from (x, y) in direction turn that bends at random,
// bends more towards its end and winds up there; its radius goes from r to a
// tenth of it.
func wander(d dice, x, y, turn, r, long float64) []knot {
	const steps = 60
	seed, phase, sway := d.seed(), d.f(0, 9), d.f(0.5, 1.3)
	way := d.sign()
	winds := d.f(0.4, 1.6) * 2 * math.Pi
	path := make([]knot, steps+1)
	for i := range path {
		t := float64(i) / steps
		path[i] = knot{x, y, r * (1 - 0.9*t)}
		sin, cos := math.Sincos(turn)
		step := long / steps * 1.5 * (1 - 0.66*t) // shorter as it winds up
		x, y = x+cos*step, y+sin*step
		turn += sway*noise(t*4+phase, 0.5, seed)*0.16 + way*winds*2.5/steps*math.Pow(t, 1.5)
	}
	return path
}

// paintTentacles draws arms with suckers that wind over each other, from the
// edges or from one body.
func paintTentacles(cv *canvas, d dice) {
	background(cv, d)
	h := d.Float64()
	first := d.Uint64()
	count := pick(d, 2, 3, 4, 6, 8)
	r := cv.size * d.f(0.24, 0.36) / math.Sqrt(float64(count))
	cx, cy, star := cv.size*d.f(0.25, 0.75), cv.size*d.f(0.3, 0.9), d.chance(0.4)
	side := d.f(0, 2*math.Pi)
	for i := range count {
		turn := side + (float64(i)+d.f(-0.3, 0.3))*2*math.Pi/float64(count)
		x, y := cx, cy
		if !star {
			sin, cos := math.Sincos(turn)
			off := d.f(-0.3, 0.3)
			x, y = cv.size*(0.5-cos*0.72-sin*off), cv.size*(0.5-sin*0.72+cos*off)
		}
		path := wander(d, x, y, turn, r*d.f(0.85, 1.15), cv.size*d.f(0.9, 1.5))
		cv.stroke(path, r, tentacle(seeded(first), d, h))
	}
}

// tentacle is an arm's skin: mottled above, with two rows of suckers.
func tentacle(k, d dice, h float64) skin {
	c, c2 := d.near(h, 0.03, 0.65, 0.7), d.near(h+k.f(0.05, 0.2), 0.03, 0.7, 0.35)
	pale := mix(c, d.near(h+0.1, 0.08, 0.25, 1), k.f(0.4, 0.8))
	side, row := d.f(-0.3, 0.7), k.f(0.75, 1.1)
	seed, gloss, banded := k.seed(), k.f(0.3, 0.9), k.chance(0.4)
	return func(s, t, w float64) spot {
		lean := math.Asin(t) / (math.Pi / 2) // equal steps around the arm
		n := noise(s*0.9, lean*2, seed) + 0.5*noise(s*2.2, lean*4, seed+1)
		p := spot{c: mix(c, c2, smooth(-0.1, 0.35, n)), a: 1, gloss: gloss}
		if banded {
			p.c = mix(p.c, c2.times(0.7), smooth(0.6, 0.75, wave(s*0.3)))
		}
		p.c = p.c.times(0.45 + 0.55*math.Sqrt(1-t*t))
		under := lean - side
		p.c = mix(p.c, pale.times(0.8), smooth(0.58, 0.48, math.Abs(under)))
		for k := range 2 {
			x := fract(s/row+0.5*float64(k)) - 0.5
			y := under - 0.24 + 0.48*float64(k)
			q := length(x, y*1.75)
			p.over(c2.times(0.5), cover(q-0.44, w))
			p.over(pale.times(1.15), cover(q-0.38, w))
			p.over(c2.times(0.3), cover(q-0.17, w))
			p.h += 0.16*smooth(0.42, 0.3, q) - 0.2*smooth(0.24, 0.12, q)
		}
		return p
	}
}
