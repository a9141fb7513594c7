package draw

import "math"

// saloon is a car from the side, its front to the right.
type saloon struct {
	w                                float64
	paint, trim, glass, hub          rgb
	wheelR, wheelX, low              float64
	cabin, cabinFront, cabinBack     float64 // height of the roof, where its ends are
	bonnet, boot                     float64 // heights
	round                            float64
	stripe, chrome, windows, fenders bool
}

// car makes a saloon, a beetle, a van, an old car.
func car(d dice, w float64) (shader, float64) {
	c := &saloon{w: w, paint: d.colour(0.5, 0.95, 0.45, 0.95), trim: pick(d, white, black, rgb{0.75, 0.75, 0.78}), glass: d.near(0.57, 0.05, 0.4, d.f(0.3, 0.85)),
		hub: pick(d, rgb{0.8, 0.8, 0.82}, white), wheelR: d.f(0.18, 0.25), wheelX: d.f(0.5, 0.58), low: 0.3,
		cabin: d.f(-0.55, -0.38), cabinFront: d.f(0.25, 0.4), cabinBack: d.f(-0.7, -0.45), bonnet: d.f(-0.12, 0), boot: d.f(-0.15, 0),
		round: d.f(0.08, 0.3), stripe: d.chance(0.4), chrome: d.chance(0.6), windows: d.chance(0.7), fenders: d.chance(0.4)}
	if d.chance(0.2) { // a van
		c.cabinBack, c.boot, c.cabin = -0.88, c.cabin, -0.55
	}
	return c.at, 1.05
}

func (c *saloon) at(x, y float64) spot {
	var p spot
	shade := ellipse(x, y-c.low-0.22, 0.95, 0.07)
	p.place(spot{c: black, a: 0.7 * smooth(0.03, -0.05, shade), h: -0.1})
	roof := c.cabinAt(x, y, 0)
	body := box(x, y-0.12, 0.96, 0.24, c.round*0.7)
	nose := max(body, c.bonnet-y)
	d := blend(nose, roof, 0.1)
	if c.fenders {
		for _, k := range [2]float64{-c.wheelX, c.wheelX} {
			d = blend(d, max(length(x-k, y-c.low+0.04)-c.wheelR-0.12, y-c.low), 0.06)
		}
	}
	c.body(&p, x, y, d)
	c.window(&p, x, y)
	for _, k := range [2]float64{-c.wheelX, c.wheelX} {
		c.wheel(&p, x-k, y-c.low)
	}
	c.lamps(&p, x, y)
	return p
}

// cabinAt is the distance from the cabin, less by inset.
func (c *saloon) cabinAt(x, y, inset float64) float64 {
	t := clamp((y-c.cabin)/(0.05-c.cabin), 0, 1)
	front := c.cabinFront + 0.28*t
	back := c.cabinBack - 0.12*t
	mid, half := (front+back)/2, (front-back)/2-inset
	r := c.round * 0.6
	return box(x-mid, y-(c.cabin+0.05)/2-inset*0.2, half, (0.05-c.cabin)/2-inset, min(r, half*0.9))
}

// body paints the metal: its curve mirrors a bright sky and a dark ground.
func (c *saloon) body(p *spot, x, y, d float64) {
	sky := smooth(0.05, -0.3, y)
	col := c.paint.times(0.6 + 0.5*sky)
	col = mix(col, c.paint.times(0.3), smooth(0.16, 0.32, y))
	col = mix(col, white, 0.55*smooth(0.035, 0, math.Abs(y+0.02)))
	if c.stripe {
		col = mix(col, c.trim, line(y-0.12, 0.03, c.w))
	}
	if c.chrome {
		col = mix(col, rgb{0.9, 0.9, 0.93}, cover(max(math.Abs(y-0.3)-0.03, 0.8-math.Abs(x)), c.w))
	}
	door := math.Abs(math.Abs(x+0.03)-0.3) - 0.008
	col = mix(col, black, 0.8*cover(max(door, -y-0.02, y-0.28), c.w))
	handle := box(math.Abs(x+0.1)-0.14, y-0.04, 0.05, 0.014, 0.01)
	col = mix(col, white, cover(handle, c.w))
	p.place(spot{c: col.times(0.5 + 0.5*smooth(0, -0.05, d)), a: cover(d, c.w), h: 0.05 + 0.6*dome(d, 0.2), gloss: 0.9})
}

// window draws the glass with its posts.
func (c *saloon) window(p *spot, x, y float64) {
	d := max(c.cabinAt(x, y, 0.055), y+0.03)
	post := math.Abs(x+0.03) - 0.025
	if c.windows {
		post = min(post, math.Abs(x+0.38)-0.02)
	}
	d = max(d, -post)
	glare := smooth(0.12, 0.1, math.Abs(fract(x*1.3+y*0.9)-0.5))
	col := mix(c.glass.times(0.5), mix(c.glass, white, 0.5), smooth(0, -0.4, y)*0.7+0.3*glare)
	p.place(spot{c: col, a: cover(d, c.w), h: p.h - 0.03, gloss: 0.9})
	p.over(c.trim, line(d-0.015, 0.012, c.w)*0.7*p.a)
}

// wheel draws a wheel and its arch about the origin.
func (c *saloon) wheel(p *spot, x, y float64) {
	q := length(x, y)
	p.over(black, cover(max(q-c.wheelR-0.04, -0.4-y), c.w)*p.a)
	d := q - c.wheelR
	in := spot{c: rgb{0.09, 0.09, 0.1}, a: cover(d, c.w), h: 0.25 + dome(d, 0.05), gloss: 0.2}
	sx, sy, _, _ := sector(x, y, 5, 0)
	hub := q - c.wheelR*0.62
	metal := c.hub.times(0.65 + 0.35*smooth(-0.15, 0.15, -y))
	metal = mix(metal, black, cover(box(sx-c.wheelR*0.38, sy, c.wheelR*0.12, c.wheelR*0.1, 0.01), c.w))
	in.over(metal, cover(hub, c.w))
	in.over(c.paint, cover(q-c.wheelR*0.15, c.w))
	p.place(in)
}

// lamps draws the lights at both ends.
func (c *saloon) lamps(p *spot, x, y float64) {
	front := length(x-0.88, y-0.06) - 0.06
	p.over(rgb{0.6, 0.6, 0.62}, cover(front-0.02, c.w)*p.a)
	p.over(rgb{1.2, 1.15, 0.8}, cover(front, c.w)*p.a)
	p.over(rgb{0.9, 0.1, 0.08}, cover(box(x+0.92, y-0.06, 0.04, 0.07, 0.02), c.w)*p.a)
}
