package draw

import "math"

// paintTowers draws a tower, or a castle's or a town's many.
func paintTowers(cv *canvas, d dice) {
	scatter(cv, d, stance{turn: 0.2, large: 0.58}, tower)
}

// keep is what a tower is built of.
type keep struct {
	w                      float64
	stone, roof, dark, lit rgb
	half, taper            float64 // half width at the foot, and what it loses to the top
	head, over, cap        float64 // where the head begins, how far it juts, height of the roof
	kind                   int
	rows, windows          float64
	round                  bool
	stripes                bool
	seed                   int
}

// The kinds of heads that a tower may have.
const (
	battlements = iota
	spire
	onion
	lantern
	headKinds
)

// tower makes a castle's tower, a minaret, a lighthouse, a belfry.
func tower(d dice, w float64) (shader, float64) {
	k := &keep{w: w, stone: d.near(0.08, 0.06, d.f(0.08, 0.5), d.f(0.5, 0.9)), roof: d.near(pick(d, 0.02, 0.6, 0.4, 0.08), 0.03, 0.6, 0.5),
		dark: rgb{0.08, 0.06, 0.07}, half: d.f(0.24, 0.4), taper: d.f(0, 0.12), head: d.f(-0.5, -0.3), over: d.f(0.03, 0.1), cap: d.f(0.35, 0.55),
		kind: d.IntN(headKinds), rows: d.f(9, 15), windows: d.f(2.2, 4), round: d.chance(0.65), seed: d.seed()}
	k.lit = mix(k.dark, d.near(0.12, 0.03, 0.7, 1), d.f(0, 1))
	k.stripes = k.kind == lantern && d.chance(0.6)
	return k.at, 1.08
}

func (k *keep) at(x, y float64) spot {
	var p spot
	t := (1 - y) / 2
	half := k.half - k.taper*t
	k.wall(&p, x, y, half, k.head, 1.1, 0.05)
	k.wall(&p, x, y, half+0.07, 0.88, 1.1, 0.1)
	for i := range 4 {
		row := k.head + 0.3 + float64(i)*1.3/k.windows
		k.window(&p, x-half*0.4*float64(i%2*2-1)*0.6, y-row, 0.075, 0.12)
	}
	top := k.half - k.taper*0.75 + k.over
	k.crown(&p, x, y, top)
	return p
}

// wall draws courses of stone around a tower.
func (k *keep) wall(p *spot, x, y, half, y0, y1, high float64) {
	d := max(math.Abs(x)-half, y0-y, y-y1)
	if d > k.w {
		return
	}
	u := clamp(x/half, -1, 1)
	round := 1.0
	across := u
	if k.round {
		round = math.Sqrt(1 - u*u)
		across = math.Asin(u) / (math.Pi / 2)
	}
	v := y*k.rows + 0.9*(round-1)
	j := math.Floor(v)
	s := across*2.2 + 0.5*(j-2*math.Floor(j/2))
	joint := min(0.5-math.Abs(v-j-0.5), (0.5-math.Abs(fract(s)-0.5))*2.2)
	tone := 0.8 + 0.4*hash01(int(math.Floor(s)), int(j), k.seed)
	grit := noise(x*14, y*14, k.seed)
	c := k.stone
	if k.stripes && int(math.Floor(v/4))&1 == 0 {
		c = k.roof.times(1.3)
	}
	c = c.times(tone * (1 + 0.12*grit) * (0.35 + 0.65*smooth(0, 0.14, joint)) * (0.4 + 0.6*round))
	c = c.times(0.7 + 0.3*smooth(0, 0.25, y-y0))
	p.place(spot{c: c, a: cover(d, k.w), h: high + 0.45*half*round + 0.025*smooth(0, 0.2, joint)})
}

// window draws a slit with a round top.
func (k *keep) window(p *spot, x, y, half, tall float64) {
	d := max(math.Abs(x)-half, y-tall)
	if y < 0 {
		d = length(x, y) - half
	}
	p.place(spot{c: k.stone.times(1.15), a: cover(d-0.035, k.w) * p.a, h: p.h + 0.03})
	p.place(spot{c: mix(k.dark, k.lit, smooth(-half, tall, y)), a: cover(d, k.w) * p.a, h: p.h - 0.1})
	bar := min(math.Abs(x), math.Abs(y-tall*0.3)) - 0.01
	p.over(k.dark, cover(max(bar, d), k.w))
}

// crown draws the head of the tower.
func (k *keep) crown(p *spot, x, y, half float64) {
	ax := math.Abs(x)
	corbel := smooth(0.3, 0.45, wave(x/half*4))
	d := max(ax-half, k.head-0.02-y, y-k.head-0.09)
	p.place(spot{c: k.stone.times(0.5 + 0.6*corbel), a: cover(d, k.w), h: 0.14 + 0.45*half*math.Sqrt(max(0, 1-(x/half)*(x/half))) + 0.05*corbel})
	y0 := k.head - 0.2
	switch k.kind {
	case battlements:
		tooth := wave(x/half*1.75+0.25) - 0.5
		k.wall(p, x, y, half, y0+0.12*clamp(0.5-tooth*6, 0, 1), k.head, 0.12)
	case spire:
		k.wall(p, x, y, half*0.92, y0, k.head, 0.1)
		t := clamp((y-(y0-k.cap))/k.cap, 0, 1)
		side := half * 1.25 * t * (0.72 + 0.28*t)
		k.roofAt(p, x, y, side, max(ax-side, y-y0)*0.85, t)
	case onion:
		k.wall(p, x, y, half*0.9, y0, k.head, 0.1)
		t := clamp((y-(y0-k.cap))/k.cap, 0, 1)
		side := half * 1.1 * math.Sin(math.Pi*0.5*math.Pow(t, 0.6)) * (1 + 0.22*math.Sin(math.Pi*t))
		side *= 1 - math.Exp(-t*5)*0.8
		k.roofAt(p, x, y, side, max(ax-side, y-y0)*0.8, t)
	default:
		pane := max(ax-half*0.62, y0-0.06-y, y-k.head)
		bars := cover(wave(x/half*2.5)*0.2-0.04, k.w)
		c := mix(mix(k.lit, white, 0.5), k.dark, bars)
		p.place(spot{c: c, a: cover(pane, k.w), h: 0.1, gloss: 0.8})
		t := clamp((y-(y0-0.06-k.cap*0.6))/(k.cap*0.6), 0, 1)
		side := half * 0.9 * math.Sqrt(t)
		k.roofAt(p, x, y, side, max(ax-side, y-y0+0.06)*0.8, t)
	}
}

// roofAt draws a round roof, side wide at this height, with its ball.
func (k *keep) roofAt(p *spot, x, y, side, d, t float64) {
	u := clamp(x/max(side, 0.01), -1, 1)
	round := math.Sqrt(1 - u*u)
	v := t * 9
	s := math.Asin(u)*2.5 + 0.5*math.Floor(v)
	tile := 0.5 + 0.5*fract(v) - 0.35*smooth(0.3, 0.5, math.Abs(fract(s)-0.5))
	c := k.roof.times((0.35 + 0.75*round) * (0.55 + 0.6*tile))
	p.place(spot{c: c, a: cover(d, k.w), h: 0.2 + 0.5*side*round + 0.03*tile, gloss: 0.4})
}
