package draw

import "math"

// paintShells draws snails, nautili, scallops and whelks.
func paintShells(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: math.Pi, mirrored: true, large: 0.54}, func(d dice, w float64) (shader, float64) {
		switch v := d.Float64(); {
		case v < 0.6:
			return nautilus(d, w)
		case v < 0.82:
			return scallop(d, w)
		default:
			return whelk(d, w)
		}
	})
}

// conch is what a shell looks like.
type conch struct {
	c, c2, band rgb
	ribs, deep  float64
	gloss       float64
	seed        int
	w           float64
	flames      bool
}

func newConch(d dice, w float64) *conch {
	h := pick(d, d.f(0.02, 0.13), d.f(0.02, 0.13), d.Float64())
	s := &conch{c: d.near(h, 0.02, 0.5, 0.85), c2: d.near(h-0.03, 0.02, 0.7, 0.4), band: mix(white, d.near(h, 0.05, 0.3, 0.9), 0.5),
		ribs: math.Floor(d.f(12, 30)), deep: d.f(0.3, 1), gloss: d.f(0.3, 0.9), seed: d.seed(), w: w, flames: d.chance(0.5)}
	return s
}

// nautilus makes a shell that winds in a plane: each turn is wider than the
// one within it by the same ratio.
func nautilus(d dice, w float64) (shader, float64) {
	s := newConch(d, w)
	growth := d.log(1.9, 3.2)
	perTurn := math.Log(growth)
	open := d.f(-0.4, 0.6)
	return func(x, y float64) spot {
		x, y = x+0.12, y+0.06
		r, turn := length(x, y)+1e-9, math.Atan2(y, x)
		if turn < open {
			turn += 2 * math.Pi
		}
		a := (turn - open) / (2 * math.Pi) // 0 to 1 from behind the mouth to the mouth
		// The outermost whorl's edge at this angle, and how many whorls in.
		outer := 0.93 * math.Exp(perTurn*(a-1))
		n := math.Log(outer/r) / perTurn
		if n < 0 {
			d := (r - outer) * 0.95
			return spot{c: s.c2.times(0.4), a: cover(d, w), h: 0.02}
		}
		whorl := math.Floor(n)
		t := n - whorl // 0 at a whorl's outer edge, 1 at its inner
		size := outer * math.Exp(-perTurn*whorl)
		return s.whorl(a-whorl, t, size, n, outer-r)
	}, 1.05
}

// whorl is a point of a coil: along in turns, t across it.
func (s *conch) whorl(along, t, size, n, edge float64) spot {
	u := 2*t - 1
	u += 0.25 * (1 - u*u)
	round := math.Sqrt(max(0, 1-u*u))
	rib := wave(along*s.ribs + 0.35*t)
	c := mix(s.c2, s.c, 0.25+0.75*smooth(0.1, 0.6, rib)*s.deep+0.3*(1-s.deep))
	if s.flames {
		k := noise(along*9, t*1.5, s.seed) + 0.6*wave(along*7+0.5*t) - 0.35
		c = mix(c, s.c2, 0.8*smooth(0.1, 0.3, k))
	}
	c = mix(c, s.band, 0.6*smooth(0.2, 0.05, math.Abs(t-0.35)))
	c = c.times(0.25 + 0.85*round)
	soft := s.w/size*2 + 0.03
	c = c.times(0.4 + 0.6*smooth(0, soft, min(t, 1-t)))
	p := spot{c: c, a: cover(-edge, s.w), gloss: s.gloss}
	p.h = size * (0.3*round + 0.05*s.deep*rib*round)
	p.h += 0.12 * min(n, 2.5)
	return p
}

// scallop makes a fan of ribs.
func scallop(d dice, w float64) (shader, float64) {
	s := newConch(d, w)
	half := d.f(0.95, 1.25)
	ribs := math.Floor(d.f(9, 17))
	return func(x, y float64) spot {
		y = 0.72 - y
		r, a := length(x, y), math.Atan2(x, y)
		k := a / half
		rib := wave(k*ribs/2 + 0.5)
		edge := 1.6*math.Pow(max(0, math.Cos(a*0.62)), 0.8) - 0.06*rib
		d := max(r-edge, (math.Abs(k)-1)*r*0.9)
		t := r / 1.6
		hinge := box(x, y-0.08, 0.36, 0.12, 0.05)
		p := spot{c: s.c2.times(0.8 + 0.5*wave(x*12)), a: cover(hinge, w), h: 0.05 + dome(hinge, 0.05)}
		growth := wave(t*9 + 0.3*noise(k*2, t*3, s.seed))
		c := mix(s.c2, s.c, 0.3+0.7*rib)
		c = mix(c, s.band, 0.6*smooth(0.6, 0.8, growth))
		c = c.times(0.45 + 0.55*rib).times(0.7 + 0.3*smooth(0, 0.2, t))
		in := spot{c: c.times(0.6 + 0.4*smooth(0, -0.06, d)), a: cover(d, w), gloss: s.gloss}
		in.h = 0.1 + 0.4*math.Sqrt(max(0, t*(1.3-t))) + 0.06*rib*t + 0.02*growth
		p.place(in)
		return p
	}, 1.05
}

// whelk makes a spire of whorls, its tip up.
func whelk(d dice, w float64) (shader, float64) {
	s := newConch(d, w)
	wide, slant := d.f(0.38, 0.56), d.f(0.15, 0.4)
	ratio := d.f(0.62, 0.74)
	return func(x, y float64) spot {
		t := (y + 0.95) / 1.8 // 0 at the tip, 1 at the foot
		v := t - slant*x*0.35
		if v <= 0.005 || t > 1.1 {
			return spot{}
		}
		n := math.Log(v) / math.Log(ratio)
		k := n - math.Floor(n) // 0 at a whorl's foot, 1 at its top
		bulge := 1 + 0.22*math.Sin(math.Pi*k)
		half := wide * v * bulge * smooth(1.12, 0.85, t)
		u := x / max(half, 0.01)
		d := (math.Abs(x) - half) * 0.9
		round := math.Sqrt(max(0, 1-u*u))
		rib := wave(math.Asin(clamp(u, -1, 1))*s.ribs*0.18 + math.Floor(n)*0.3)
		c := mix(s.c2, s.c, 0.3+0.7*rib)
		c = mix(c, s.band, 0.7*smooth(0.16, 0.06, math.Abs(k-0.5)))
		c = c.times((0.35 + 0.65*round) * (0.45 + 0.55*smooth(0, 0.15, min(k, 1-k))))
		p := spot{c: c, a: cover(d, s.w), h: 0.1 + 0.6*half*round + 0.2*v*math.Sin(math.Pi*k) + 0.03*rib, gloss: s.gloss}
		mouth := ellipse(x-0.1, y-0.62, 0.17, 0.27)
		p.place(spot{c: mix(s.band, rgb{0.8, 0.4, 0.35}, 0.6).times(0.5 + 0.6*smooth(-0.15, 0, mouth)), a: cover(mouth, w) * p.a, h: 0.1, gloss: 0.9})
		return p
	}, 1.05
}

// paintBubbles draws balls of soap or glass.
func paintBubbles(cv *canvas, d dice) {
	background(cv, d)
	frames := crowd(cv, d, stance{turn: 0, large: 0.46})
	if d.chance(0.6) {
		frames = litter(cv, d, 6+d.IntN(18), 0.08, 0.3)
		for i := range frames {
			frames[i].turn, frames[i].aspect = 0, 1
			frames[i].unit *= d.log(0.5, 1.4)
		}
	}
	solid := d.chance(0.35)
	for _, f := range frames {
		f.aspect = 1
		s, reach := bubble(d, 1/f.unit, solid)
		cv.stamp(f, reach, s)
	}
}

// bubble makes a ball that one can see through, or a solid one.
func bubble(d dice, w float64, solid bool) (shader, float64) {
	c, film, seed := d.colour(0.3, 0.9, 0.5, 1), d.Float64(), d.seed()
	lx, ly := d.f(-0.5, -0.3)*d.sign(), d.f(-0.55, -0.35)
	thick := d.f(0.5, 1.5)
	return func(x, y float64) spot {
		q := length(x, y)
		if q > 1.02 {
			return spot{}
		}
		z := math.Sqrt(max(0, 1-q*q))
		fresnel := (1 - z) * (1 - z)
		hue := film + thick*(0.5*fresnel+0.12*noise(x*1.6, y*1.6, seed))
		sheen := hsv(fract(hue+1), 0.55, 1)
		shine := smooth(0.24, 0.08, length((x-lx)*1.2, y-ly))
		back := 0.7 * smooth(0.3, 0, math.Abs(length(x+lx*0.4, y+ly*0.4)-0.62)) * smooth(0.1, 0.6, -(x*lx+y*ly))
		if solid {
			k := 0.25 + 0.85*max(0, (x*lx+y*ly)*1.1+z*0.75) + 0.4*fresnel*smooth(-0.2, 0.6, y)
			p := spot{c: c.times(k), a: cover(q-1, w), h: 0.15 * z, gloss: 0.3}
			p.over(rgb{1.2, 1.2, 1.2}, shine)
			return p
		}
		p := spot{c: mix(sheen, white, 0.3*back), gloss: 0}
		p.a = cover(q-1, w) * clamp(0.12+0.85*fresnel+back*0.5+0.35*smooth(0.85, 0.97, q), 0, 0.95)
		p.c = mix(p.c, sheen.times(0.35), smooth(0.04+w, 0, math.Abs(q-0.98)))
		p.c, p.a = mix(p.c, rgb{1.3, 1.3, 1.3}, shine), max(p.a, shine)
		p.h = 0.12*z - 0.05
		return p
	}, 1.02
}
