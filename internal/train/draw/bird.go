package draw

import "math"

// paintBirds draws birds that perch or fly, and heads of birds.
func paintBirds(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: 0.35, mirrored: true, large: 0.55}, func(d dice, w float64) (shader, float64) {
		switch d.IntN(5) {
		case 0, 1:
			return birdHead(d, w)
		default:
			return songbird(d, w)
		}
	})
}

// fowl is a bird's colours and build.
type fowl struct {
	w                                    float64
	back, wing, breast, cap, beak, bars  rgb
	plump, beakLong, hook, tail, tailTip float64
	crest                                bool
	masked                               bool
	eyes                                 eyeball
	eyeR                                 float64
	seed                                 int
}

func newFowl(d dice, w float64) *fowl {
	h := d.Float64()
	b := &fowl{w: w, back: d.near(h, 0.04, 0.65, 0.6), wing: d.near(h+d.f(-0.1, 0.3), 0.05, 0.65, 0.55), breast: d.near(h+d.f(0.2, 0.6), 0.1, 0.5, 0.85),
		cap: d.near(h+d.f(-0.2, 0.5), 0.1, 0.7, 0.6), beak: d.near(0.1, 0.05, 0.8, 0.8), bars: pick(d, white, black, d.colour(0.5, 0.9, 0.6, 1)),
		plump: d.f(0.36, 0.46), beakLong: d.f(0.2, 0.42), hook: d.f(-0.05, 0.3), tail: d.f(-0.15, 0.35), tailTip: d.f(0.08, 0.2),
		crest: d.chance(0.3), masked: d.chance(0.5), seed: d.seed()}
	b.eye(d, 0.085)
	if d.chance(0.3) {
		b.beak = black.times(3)
	}
	return b
}

// eye gives the bird an eye of radius r.
func (b *fowl) eye(d dice, r float64) {
	b.eyes, b.eyeR = newEyeball(d, b.w, r*0.95), r
	b.eyes.pupil = r * d.f(0.45, 0.65)
}

// songbird makes a bird from the side, its beak to the right.
func songbird(d dice, w float64) (shader, float64) {
	b := newFowl(d, w)
	wing := d.f(-0.1, 0.5)
	size := 1.0
	if d.chance(0.4) {
		wing, size = d.f(1.2, 2.1), 0.68 // raised: it flies
	}
	legs := wing < 1
	return func(x, y float64) spot {
		var p spot
		b.tailAt(&p, x, y)
		if legs {
			b.legs(&p, x, y)
		}
		b.body(&p, x, y)
		b.head(&p, x-0.4, y+0.36, 0.27)
		b.wingAt(&p, (x-0.1)*size, (y+0.02)*size, wing)
		return p
	}, 1.05
}

// tailAt draws the feathers of the tail.
func (b *fowl) tailAt(p *spot, x, y float64) {
	for i := range 3 {
		k := float64(i-1) * b.tailTip
		d, t := taper(x, y, -0.4, 0.18, -0.95, b.tail+0.2+k, 0.1, 0.07)
		c := mix(b.wing, b.bars, 0.5*smooth(0.5, 0.6, wave(t*4))).times(0.8 + 0.2*float64(i))
		p.place(spot{c: c.times(0.6 + 0.4*smooth(0, -0.04, d)), a: cover(d, b.w), h: 0.05*float64(i) + dome(d, 0.08)})
	}
}

// legs draws two legs with toes on a twig.
func (b *fowl) legs(p *spot, x, y float64) {
	for i := range 2 {
		k := 0.05 + 0.16*float64(i)
		d, _ := taper(x, y, k, 0.5, k+0.04, 0.84, 0.03, 0.02)
		p.place(spot{c: b.beak.times(0.8), a: cover(d, b.w), h: 0.05})
	}
	d, _ := taper(x, y, -0.55, 0.9, 0.75, 0.82, 0.06, 0.04)
	d += 0.02 * noise(x*9, y*9, b.seed)
	p.place(spot{c: rgb{0.35, 0.22, 0.12}, a: cover(d, b.w), h: dome(d, 0.06)})
}

// body draws the trunk with small feathers.
func (b *fowl) body(p *spot, x, y float64) {
	d := blend(ellipse(x-0.02, y-0.15, 0.54, b.plump), ellipse(x-0.3, y+0.1, 0.27, 0.32), 0.3)
	low, _ := taper(x, y, 0, 0.2, -0.5, 0.2, 0.25, 0.08)
	d = blend(d, low, 0.15)
	fine := noise(x*13-y*6, y*13, b.seed)
	c := mix(b.back, b.breast, smooth(-0.05, 0.12, y-0.08+0.25*x+0.05*fine))
	row := wave(y*9+2*x*x) + wave((x-y)*9)
	c = c.times(0.8 + 0.15*row + 0.1*fine)
	p.place(spot{c: c.times(0.6 + 0.4*smooth(0, -0.12, d)), a: cover(d-0.02*fine, b.w), h: 0.1 + 0.8*dome(d, 0.35) + 0.02*fine})
}

// head draws a head of radius r about the origin, beak to the right.
func (b *fowl) head(p *spot, x, y, r float64) {
	x, y = x/r, y/r
	w := b.w / r
	fine := noise(x*5, y*5, b.seed+1)
	if b.crest {
		for i := range 3 {
			k := float64(i) * 0.35
			d, _ := taper(x, y, -0.2, -0.6, -0.9-k*0.5, -1.5+k, 0.25, 0.03)
			p.place(spot{c: b.cap.times(0.8 + 0.15*float64(i)), a: cover(d, w), h: p.h * 0.5})
		}
	}
	b.bill(p, x, y, w, r)
	d := length(x, y) - 1
	c := mix(b.cap, b.breast, smooth(-0.1, 0.1, y-0.25+0.1*fine))
	c = mix(c, b.back, smooth(-0.3, -0.6, x))
	if b.masked {
		c = mix(c, black, smooth(0.06, -0.06, ellipse(x-0.35, y+0.12-0.12*x, 0.85, 0.32+0.05*fine)))
	}
	down := wave((x*0.6+y)*4.5+0.4*fine) + wave((x*0.6-y)*4.5)
	c = c.times(0.7 + 0.16*down + 0.2*fine)
	p.place(spot{c: c.times(0.6 + 0.4*smooth(0, -0.25, d)), a: cover(d-0.05*fine, w), h: 0.15 + r*dome(d, 1) + 0.02*r*down})
	ex, ey := x-0.3, y+0.15
	q := length(ex, ey) * r
	p.over(mix(b.bars, white, 0.4), cover(q-b.eyeR*1.3, b.w))
	p.over(black, cover(q-b.eyeR*1.12, b.w))
	ball := b.eyes.at(ex*r, ey*r)
	ball.a, ball.h = cover(q-b.eyeR, b.w), p.h+0.6*dome(q-b.eyeR, b.eyeR)
	p.place(ball)
}

// bill draws the beak; x and y are in radii of the head.
func (b *fowl) bill(p *spot, x, y, w, r float64) {
	long := b.beakLong * 3
	t := clamp((x-0.6)/(0.3+long), 0, 1)
	mid := b.hook * 2.2 * t * t
	half := 0.42 * (1 - t*t) * (0.6 + b.hook)
	d := max(math.Abs(y-0.05-mid)-half, 0.5-x, x-0.9-long)
	c := b.beak.times(1.1 - 0.5*smooth(0, 0.3, y-mid))
	c = mix(c, black, 0.8*cover(math.Abs(y-0.12-mid)-0.03, w))
	p.place(spot{c: c, a: cover(d*0.8, w), h: 0.12 + r*0.8*dome(d, 0.4), gloss: 0.7})
}

// wingAt draws a wing of long and short feathers, turned by angle.
func (b *fowl) wingAt(p *spot, x, y, turn float64) {
	for row := range 2 {
		count := 6 - row
		for i := range count {
			k := float64(i) / float64(count-1)
			long := (0.85 - 0.35*float64(row)) * (0.65 + 0.35*k)
			sin, cos := math.Sincos(math.Pi - 0.5 + turn + 0.75*(1-k) - 0.15)
			if row == 1 {
				sin, cos = math.Sincos(math.Pi - 0.45 + turn + 0.6*(1-k) - 0.15)
			}
			u, v := rotate(x, y, sin, cos)
			d, t := taper(u, v, 0.1, 0, long, 0, 0.1, 0.075)
			if d > 0.1 {
				continue
			}
			c := mix(b.wing, b.back, 0.6*float64(row))
			c = mix(c, b.bars, 0.85*smooth(0.72, 0.8, t))
			c = c.times(0.7 + 0.3*wave((t*9+math.Abs(v)*12))).times(0.75 + 0.25*k)
			c = mix(c, c.times(0.4), cover(math.Abs(v)-0.008, b.w))
			p.place(spot{c: c.times(0.45 + 0.55*smooth(0, -0.05, d)), a: cover(d, b.w),
				h: 0.38 + 0.05*float64(row) + 0.03*k + dome(d, 0.08) - 0.1*t, gloss: 0.3})
		}
	}
}

// birdHead makes a head close up: an eagle, a parrot, a finch.
func birdHead(d dice, w float64) (shader, float64) {
	b := newFowl(d, w)
	b.beakLong, b.hook = d.f(0.12, 0.3), d.f(-0.05, 0.5)
	b.eye(d, d.f(0.12, 0.17))
	return func(x, y float64) spot {
		var p spot
		fine := noise(x*10, y*14, b.seed)
		neck, _ := taper(x, y, -0.12, 0, -0.28, 0.5, 0.5, 0.5)
		neck -= 0.04 * fine
		v := y*8 + 3*x*x
		j := math.Floor(v)
		u := fract(x*6 + 0.5*j)
		tile := v - j - 1.2*(u-0.5)*(u-0.5)
		c := mix(b.back, b.breast, smooth(-0.3, 0.3, x+0.2)).times(0.55 + 0.6*fract(tile) + 0.1*fine)
		p = spot{c: c, a: cover(neck, w), h: 0.8*dome(neck, 0.5) + 0.05*fract(tile)}
		b.head(&p, x+0.1, y+0.15, 0.55)
		return p
	}, 1.05
}
