package draw

import "math"

// paintPagodas draws pagodas: storeys with curved roofs.
func paintPagodas(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: 0.2, large: 0.58}, pagoda)
}

// storeys is what a pagoda is built of.
type storeys struct {
	w                            float64
	roof, roof2, wall, post, gap rgb
	count                        int
	wide, shrink, curl, eave     float64
	top, foot                    float64
	tiles, bays                  float64
	lit                          bool
	seed                         int
}

// pagoda makes a pagoda that stands upright.
func pagoda(d dice, w float64) (shader, float64) {
	s := &storeys{w: w, count: 3 + d.IntN(4), wide: d.f(0.5, 0.75), shrink: d.f(0.35, 0.65), curl: d.f(0.06, 0.16), eave: d.f(1.3, 1.55),
		top: -0.72, foot: 0.9, tiles: d.f(10, 18), bays: float64(3 + 2*d.IntN(2)), lit: d.chance(0.5), seed: d.seed()}
	h := pick(d, d.f(0, 0.06), d.f(0.3, 0.5), d.f(0.55, 0.65), d.Float64())
	s.roof, s.roof2 = d.near(h, 0.02, 0.6, 0.55), d.near(h, 0.02, 0.6, 0.25)
	s.wall, s.post = d.near(0.08, 0.05, 0.35, 0.85), d.near(0.01, 0.02, 0.75, 0.6)
	s.gap = rgb{0.12, 0.07, 0.05}
	if s.lit {
		s.gap = d.near(0.12, 0.03, 0.7, 0.95)
	}
	return s.at, 1.05
}

func (s *storeys) at(x, y float64) spot {
	ax := math.Abs(x)
	var p spot
	tall := (s.foot - s.top) / float64(s.count)
	base := max(ax-s.wide*0.95, s.foot-0.02-y, y-1.05)
	p.place(spot{c: s.wall.times(0.5 + 0.3*wave(y*16)), a: cover(base, s.w), h: 0.1})
	for i := s.count - 1; i >= 0; i-- {
		t := float64(i) / float64(s.count)
		half := s.wide * lerp(s.shrink, 1, t) * 0.72
		y0 := s.top + tall*float64(i)
		s.wallAt(&p, x, y, half, y0+tall*0.45, y0+tall)
	}
	for i := s.count - 1; i >= 0; i-- {
		t := float64(i) / float64(s.count)
		half := s.wide * lerp(s.shrink, 1, t) * 0.72
		s.roofAt(&p, x, y, half, s.top+tall*float64(i), tall, i == 0)
	}
	mast := max(ax-0.022, -1.02-y, y-s.top-0.05)
	for k := range 3 {
		mast = min(mast, ellipse(x, y-s.top+0.06+0.08*float64(k), 0.07-0.015*float64(k), 0.025))
	}
	p.place(spot{c: rgb{0.9, 0.7, 0.2}, a: cover(mast, s.w), h: 0.2 + dome(mast, 0.03), gloss: 0.9})
	return p
}

// wallAt draws a storey's wall from y0 to y1: posts, doors and a railing.
func (s *storeys) wallAt(p *spot, x, y, half, y0, y1 float64) {
	d := max(math.Abs(x)-half, y0-y, y-y1)
	if d > s.w {
		return
	}
	t := (y - y0) / (y1 - y0)
	k := fract(x/half*s.bays*0.5 + 0.5)
	c := s.wall.times(0.45 + 0.55*smooth(0, 0.5, t)) // the eaves shade it
	door := max(math.Abs(k-0.5)-0.27, 0.3-t, t-0.98)
	high := 0.0
	in := cover(door*half*0.4, s.w)
	lattice := min(wave(k*8), wave(t*4))
	c = mix(c, s.gap.times(0.6+0.5*smooth(0.1, 0.3, lattice)), in)
	high -= 0.05 * in
	post := 0.5 - math.Abs(k-0.5) - 0.1
	on := cover(post*half*0.5, s.w)
	c = mix(c, s.post.times(0.7+0.5*smooth(0, -0.1, post)), on)
	high += 0.03 * on
	if t > 0.72 {
		rail := smooth(0.35, 0.5, wave(x*18))
		c = mix(c, s.post.times(1.1), max(rail*0.8, smooth(0.78, 0.74, t)))
		high += 0.03
	}
	p.place(spot{c: c, a: cover(d, s.w), h: 0.05 + high})
}

// roofAt draws a roof whose ridge is at y0 and whose eaves turn up.
func (s *storeys) roofAt(p *spot, x, y, half, y0, tall float64, last bool) {
	ax := math.Abs(x)
	wide := half * s.eave
	u := ax / wide
	low := y0 + tall*0.52 - s.curl*u*u*u*1.3
	ridge := half * 0.8
	if last {
		ridge = 0.02
	}
	// The slope of the roof sags: steep at the ridge and flat at the eaves.
	t := clamp((y-y0)/(low-y0), 0, 1)
	side := lerp(ridge, wide, math.Pow(t, 0.6+0.9*t))
	d := max((ax-side)*0.7, y-low, y0-y)
	if d > s.w {
		return
	}
	tile := wave(x / max(side, 0.05) * s.tiles * 0.5)
	c := mix(s.roof2, s.roof, 0.2+0.8*tile).times(0.6 + 0.55*t)
	edge := low - y
	c = mix(c, s.post.times(1.2), smooth(0.035, 0.03, edge))
	c = mix(c, rgb{0.95, 0.8, 0.4}, smooth(0.06, 0.05, edge)*smooth(0.03, 0.035, edge)*0.8)
	c = mix(c, s.roof2.times(0.8), smooth(0.04, 0.02, side-ax)*0.7)
	p.place(spot{c: c, a: cover(d, s.w), h: 0.14 + 0.14*t + 0.03*tile, gloss: 0.3})
}

// paintCars draws cars from the side.
func paintCars(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: 0.2, mirrored: true, large: 0.54}, car)
}
