package draw

import "math"

// paintLeaves draws leaves of one tree, one large or many.
func paintLeaves(cv *canvas, d dice) {
	background(cv, d)
	first := d.Uint64()
	frames := crowd(cv, d, stance{turn: math.Pi, mirrored: true, large: 0.56})
	if d.chance(0.35) {
		frames = litter(cv, d, 16, 0.26, 0.45)
	}
	for _, f := range frames {
		k := seeded(first)
		s, reach := leaf(k, d, 1/f.unit)
		cv.stamp(f, reach, s)
	}
}

// litter is places all over the picture, for things that lie over each other.
func litter(cv *canvas, d dice, count int, lo, hi float64) []frame {
	frames := make([]frame, count)
	base := d.f(lo, hi)
	for i := range frames {
		frames[i] = frame{x: d.f(0, cv.size), y: d.f(0, cv.size), unit: cv.size * base * d.f(0.8, 1.2),
			turn: d.f(-math.Pi, math.Pi), aspect: d.f(0.8, 1.1)}
	}
	return frames
}

// blade is the form of a leaf.
type blade struct {
	c, c2, vein  rgb
	wide, belly  float64 // half width, where it is widest (0 to 1 from the stalk)
	teeth, depth float64 // how many teeth a side and how deep
	veins, slant float64
	w            float64
	seed         int
	shine        float64
}

// leaf makes a leaf that lies along x: k decides its kind, d what differs
// from leaf to leaf.
func leaf(k, d dice, w float64) (shader, float64) {
	h := pick(k, k.f(0.22, 0.38), k.f(0.22, 0.38), k.f(0, 0.13), k.Float64())
	b := &blade{wide: k.f(0.25, 0.5), belly: k.f(0.3, 0.5), w: w, seed: k.seed(), veins: k.f(6, 11), slant: k.f(0.7, 1.2), shine: k.f(0.1, 0.6)}
	b.c, b.c2 = d.near(h, 0.03, 0.75, 0.6), d.near(h+0.05, 0.03, 0.7, 0.35)
	b.vein = mix(b.c, rgb{0.95, 1, 0.7}, 0.65)
	if k.chance(0.5) {
		b.teeth, b.depth = k.f(7, 13), k.f(0.05, 0.12)
	}
	if k.chance(0.35) {
		return maple(b, k.f(0.35, 0.6), 5+2*k.IntN(2)), 1.05
	}
	return func(x, y float64) spot { return b.at((x+0.9)/1.8, y/1.8*1.9) }, 1.05
}

// at is a blade whose stalk is at t = 0 and whose tip is at t = 1.
func (b *blade) at(t, y float64) spot {
	stalk := cover(max(math.Abs(y)-0.02, -t-0.05, t-0.1), b.w)
	p := spot{c: b.vein.times(0.7), a: stalk}
	if t < 0 || t > 1 {
		return p
	}
	u := t / b.belly
	if t > b.belly {
		u = 1 - (t-b.belly)/(1-b.belly)
	}
	half := b.wide * math.Sqrt(max(0, u*(2-u)))
	if t > b.belly {
		half = b.wide * u * (1.6 - 0.6*u)
	}
	side := math.Abs(y)
	along := t*b.veins - b.slant*side*b.veins*0.8
	if b.teeth > 0 {
		half *= 1 - b.depth*4*fract(t*b.teeth)*u*0.5
	}
	d := (side - half) * 0.75
	rib := side - 0.018*(1.2-t)
	v := wave(along)
	c := mix(b.c2, b.c, smooth(0, 0.5, v)*0.7+0.3*noise(t*5, y*5, b.seed))
	c = mix(c, b.vein, 0.8*cover((v-0.1)*0.1, b.w))
	c = c.times(0.7 + 0.4*smooth(0, -0.1, d))
	c = mix(c, b.vein, cover(rib, b.w))
	in := spot{c: c, a: cover(d, b.w), gloss: b.shine}
	in.h = 0.16*smooth(0, 0.12, side) - 0.3*side*side + 0.06*v*smooth(0, 0.1, side)
	p.place(in)
	return p
}

// maple makes a leaf of lobes from one point.
func maple(b *blade, wide float64, lobes int) shader {
	b.wide, b.belly = wide*0.55, 0.45
	turns := make([]float64, lobes)
	for i := range turns {
		turns[i] = (float64(i) - float64(lobes-1)/2) * 4.2 / float64(lobes)
	}
	return func(x, y float64) spot {
		x += 0.35
		p := spot{}
		for i := range turns {
			k := turns[(i*2)%lobes]
			sin, cos := math.Sincos(k)
			lx, ly := rotate(x, y, sin, cos)
			size := 1.25 * (1 - 0.2*math.Abs(k))
			in := b.at(lx/size+0.05, ly/size)
			in.h *= 0.7
			p.place(in)
		}
		return p
	}
}

// paintFlowers draws flowers, one large or a bed of them.
func paintFlowers(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: math.Pi, large: 0.53}, flower)
}

// whorl is one ring of petals.
type whorl struct {
	n                int
	long, wide, turn float64
	c, base          rgb
}

// flower makes a daisy, a dahlia, a sunflower, a poppy.
func flower(d dice, w float64) (shader, float64) {
	h := pick(d, d.Float64(), d.f(0.82, 1.05), d.f(0.1, 0.16))
	n := pick(d, 5, 6, 8, 11, 13, 17)
	rings := 1 + d.IntN(3)
	if d.chance(0.25) {
		rings = 5
	}
	heart := d.f(0.14, 0.34)
	base := pick(d, d.near(h+0.1, 0.1, 0.8, 0.45), rgb{0.95, 0.9, 0.7}, d.near(h, 0.02, 0.9, 0.3))
	whorls := make([]whorl, rings)
	for i := range whorls {
		long := 1 - (1-heart*1.2)*float64(i)/float64(rings)
		whorls[i] = whorl{n, long, d.f(0.85, 1.15), 0.5 * float64(i), d.near(h, 0.015, 0.7, 0.85), base}
	}
	seed, pointed, notch := d.seed(), d.f(0.5, 2), d.chance(0.3)
	disc := d.near(0.12, 0.05, 0.85, d.f(0.3, 0.9))
	return func(x, y float64) spot {
		var p spot
		for i := range whorls {
			whorls[i].at(&p, x, y, w, pointed, notch, seed)
		}
		q := length(x, y)
		if q < heart+0.05 {
			p.place(florets(x, y, q, heart, w, disc))
		}
		return p
	}, 1.03
}

// at draws the petals.
func (o *whorl) at(p *spot, x, y, w, pointed float64, notch bool, seed int) {
	sx, sy, k, r := sector(x, y, o.n, o.turn)
	if r > o.long {
		return
	}
	// Neighbours overlap: the petal of the next sector lies under this one.
	sin, cos := math.Sincos(2 * math.Pi / float64(o.n))
	if sy < 0 {
		sin = -sin
	}
	ox, oy := rotate(sx, sy, sin, cos)
	o.petal(p, ox, oy, w*1.2, pointed, notch, k+seed+7, 0.75)
	o.petal(p, sx, sy, w, pointed, notch, k+seed, 1)
}

// petal draws one petal along x.
func (o *whorl) petal(p *spot, x, y, w, pointed float64, notch bool, seed int, dim float64) {
	t := x / o.long
	if t <= 0 {
		return
	}
	long := o.long * (0.95 + 0.05*numbers[seed&255])
	if notch {
		long -= 0.1 * smooth(0.1, 0, math.Abs(y))
	}
	half := o.wide * o.long * math.Pi / float64(o.n) * math.Pow(t, 0.75) * 1.55
	half *= math.Pow(max(0, 1-math.Pow(x/long, 3)), 0.35*pointed)
	d := max(math.Abs(y)-half, x-long)
	streak := noise(y*30/o.long, x*2, seed)
	c := mix(o.base, o.c, smooth(0.15, 0.75, t+0.15*streak))
	c = c.times(dim * (0.75 + 0.3*t + 0.15*streak))
	c = c.times(0.55 + 0.45*smooth(0, -0.04, d))
	u := y / max(half, 0.02)
	p.place(spot{c: c, a: cover(d, w), gloss: 0.15,
		h: 0.1*dim + 0.25*(1-o.long) + 0.12*u*u*t + 0.15*math.Sin(t*3) + 0.015*streak})
}

// florets are the heart of a flower, set as a sunflower's seeds are.
func florets(x, y, q, heart, w float64, c rgb) spot {
	const golden = 2.399963
	n := math.Floor(q * q / (heart * heart) * 60)
	best := 9.0
	for i := max(0, n-14); i < n+14; i++ {
		sin, cos := math.Sincos(i * golden)
		r := heart * math.Sqrt(i/60)
		best = min(best, length(x-r*cos, y-r*sin))
	}
	bump := smooth(heart*0.14, 0, best)
	return spot{c: c.times(0.35 + 0.8*bump).times(0.75 + 0.4*q/heart), a: cover(q-heart, w),
		h: 0.3 + 0.35*math.Sqrt(max(0, heart*heart-q*q)) + 0.05*bump, gloss: 0.2}
}
