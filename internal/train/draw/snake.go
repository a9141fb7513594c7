package draw

import "math"

// paintSnakes draws snakes: coiled, winding, or knotted together.
func paintSnakes(cv *canvas, d dice) {
	background(cv, d)
	count := pick(d, 1, 1, 2, 3)
	first := d.Uint64()
	for range count {
		r := cv.size * d.f(0.08, 0.14) / math.Sqrt(float64(count)*0.7+0.3)
		path := coil(cv, d, r)
		if d.chance(0.5) {
			path = sine(cv, d, r)
		}
		k := seeded(first)
		h := k.Float64()
		if k.chance(0.5) {
			h = k.f(0.05, 0.4)
		}
		cv.stroke(path, r*1.5, snakeskin(k, h))
		end, before := path[len(path)-1], path[len(path)-3]
		turn := math.Atan2(end.y-before.y, end.x-before.x)
		f := frame{x: end.x + math.Cos(turn)*r*0.8, y: end.y + math.Sin(turn)*r*0.8, unit: r * d.f(2.3, 2.8), turn: turn, aspect: 1}
		s, reach := snakeHead(seeded(first), d, 1/f.unit, h)
		cv.stamp(f, reach, s)
	}
}

// coil winds inwards to a head near the middle.
func coil(cv *canvas, d dice, r float64) []knot {
	const steps = 90
	cx, cy := cv.size*d.f(0.35, 0.65), cv.size*d.f(0.35, 0.65)
	turns, phase, way := d.f(1.6, 2.6), d.f(0, 2*math.Pi), d.sign()
	flat := d.f(0.65, 1)
	path := make([]knot, steps+1)
	for i := range path {
		t := float64(i) / steps
		far := r*0.9 + (1-t)*turns*r*2.1
		sin, cos := math.Sincos(phase + way*t*turns*2*math.Pi)
		path[i] = knot{cx + far*cos, cy + far*sin*flat, r * smooth(-0.05, 0.35, t) * (1 - 0.25*smooth(0.8, 1, t))}
	}
	return path
}

// sine winds from edge to edge.
func sine(cv *canvas, d dice, r float64) []knot {
	const steps = 80
	turn := d.f(0, 2*math.Pi)
	sin, cos := math.Sincos(turn)
	swing, bends := cv.size*d.f(0.12, 0.3), d.f(1.2, 2.6)
	phase, end := d.f(0, 6), cv.size*d.f(0.1, 0.4)
	off := cv.size * d.f(-0.2, 0.2)
	path := make([]knot, steps+1)
	for i := range path {
		t := float64(i) / steps
		along := lerp(-0.75*cv.size, end, t)
		side := off + swing*math.Sin(phase+t*bends*2*math.Pi)
		path[i] = knot{cv.size/2 + along*cos - side*sin, cv.size/2 + along*sin + side*cos,
			r * smooth(-0.15, 0.3, t) * (1 - 0.25*smooth(0.85, 1, t))}
	}
	return path
}

// snakeskin is scales in a net with bands, diamonds or blotches over them.
func snakeskin(d dice, h float64) skin {
	c, c2, c3 := d.near(h, 0.03, 0.65, 0.75), d.near(h+d.f(0.05, 0.5), 0.05, 0.6, 0.2), d.near(h+d.f(-0.1, 0.2), 0.1, 0.5, 0.9)
	kind, pitch := d.IntN(4), d.f(2, 4)
	rows, gloss := d.f(7, 11), d.f(0.4, 0.9)
	return func(s, t, w float64) spot {
		lean := math.Asin(t) / (math.Pi / 2)
		u, v := s*rows*0.32, lean*rows*0.5
		// Diamonds: a square lattice turned by an eighth of a circle.
		a, b := u+v, u-v
		edge := min(0.5-math.Abs(fract(a)-0.5), 0.5-math.Abs(fract(b)-0.5))
		su, sv := (math.Floor(a)+math.Floor(b)+1)/2/rows/0.32, (math.Floor(a)-math.Floor(b))/rows
		var k float64
		switch kind {
		case 0:
			k = smooth(0.45, 0.6, wave(su/pitch))
		case 1:
			k = smooth(-0.05, 0.1, 0.62-math.Abs(sv)-1.1*wave(su/pitch))
		case 2:
			k = smooth(0.3, 0.45, math.Abs(wave(su/pitch+0.25)-0.5)+0.5-math.Abs(sv))
		default:
			k = smooth(0.05, 0.2, noise(su*0.8, sv*2, 5)+0.2-0.4*math.Abs(sv))
		}
		rim := 4 * k * (1 - k)
		p := spot{c: mix(mix(c, c2, k), c3, 0.8*rim), a: 1, gloss: gloss}
		p.c = mix(p.c, c3.times(0.9), smooth(0.75, 0.9, math.Abs(lean)))
		p.c = p.c.times((0.4 + 0.75*smooth(0, 0.2+w, edge)) * (0.45 + 0.55*math.Sqrt(1-t*t)))
		p.h = 0.09 * smooth(0, 0.3, edge)
		return p
	}
}

// snakeHead makes a head seen from above, its snout along x.
func snakeHead(k, d dice, w, h float64) (shader, float64) {
	c, c2 := k.near(h, 0.03, 0.65, 0.7), k.near(h+0.1, 0.05, 0.6, 0.25)
	e := newEyeball(d, w, 0.13)
	e.slit, e.pupil = 0.3, 0.12
	e.iris, e.sclera = k.near(0.13, 0.1, 0.9, 0.95), c2
	seed, tongue := k.seed(), d.chance(0.7)
	return func(x, y float64) spot {
		ay := math.Abs(y)
		var p spot
		if tongue && x > 0.5 {
			fork := ay - max(0, x-0.8)*0.5
			p = spot{c: rgb{0.8, 0.1, 0.15}, a: cover(max(math.Abs(fork)-0.022, x-1), w), h: -0.05}
		}
		head, _ := taper(x, ay, -0.2, 0.08, 0.42, 0.02, 0.36, 0.2)
		plates := cells(x*5, ay*5, 0.7, seed)
		in := spot{c: mix(c, c2, smooth(0.05, -0.05, ay-0.1-0.12*math.Sin(x*7))), a: cover(head, w), gloss: 0.6}
		in.c = in.c.times((0.6 + 0.55*smooth(0, 0.25, plates.second-plates.d)) * (0.55 + 0.45*smooth(0, -0.15, head)))
		in.h = 0.2 + 0.9*dome(head, 0.3) + 0.05*smooth(0, 0.25, plates.second-plates.d)
		ex, ey := x-0.12, ay-0.22
		q := length(ex, ey)
		in.over(black, cover(q-0.15, w))
		ball := e.at(ey, ex)
		ball.a, ball.h = cover(q-0.13, w), in.h+0.1+0.8*dome(q-0.13, 0.13)
		in.place(ball)
		in.over(black, cover(length(x-0.55, ay-0.07)-0.025, w))
		p.place(in)
		return p
	}, 1.02
}
