package draw

import "math"

// paintFaces draws animals' faces: one that fills the picture, or several.
func paintFaces(cv *canvas, d dice) {
	background(cv, d)
	kinds := []maker{dog, dog, cat, cat, owl, fox, bear, monkey, tiger, lion, rabbit}
	m := pick(d, kinds...)
	mixed := d.chance(0.25)
	for _, f := range crowd(cv, d, stance{turn: 0.4, mirrored: true, large: 0.62}) {
		if mixed {
			m = pick(d, kinds...)
		}
		s, reach := m(d, 1/f.unit)
		cv.stamp(f, reach, s)
	}
}

// ear is a pair of ears: strokes that taper from (x0, y0) to (x1, y1).
type ear struct {
	x0, y0, x1, y1, r0, r1 float64
	over                   bool    // hangs before the head
	inner                  float64 // how large the inside is; 0 is none
}

// face is an animal's head seen from before, about the origin.
type face struct {
	w, yaw, pitch       float64
	seed                int
	coat, pale, dark    rgb
	skin, nose          rgb
	wide, tall          float64 // of the skull
	jawY, jawW, jawH    float64
	ears                ear
	snoutY, snoutW      float64 // the muzzle
	snoutH, snoutUp     float64 // how far it stands out
	noseY, noseW, noseH float64
	eyeX, eyeY, eyeR    float64
	slant               float64 // how far the outer corners lie above the inner
	eyes                eyeball
	mane                rgb
	maned               bool
	mark                func(f *face, x, y float64, c rgb, strand float64) rgb
	whiskers, tongue    bool
	shaggy              float64
	brow                float64
}

// newFace is a face with the traits that all kinds share.
func newFace(d dice, w float64) *face {
	f := &face{w: w, yaw: d.f(-0.16, 0.16), pitch: d.f(-0.05, 0.07), seed: d.seed(), nose: rgb{0.07, 0.05, 0.06}}
	f.shaggy = d.f(0.03, 0.08)
	f.brow = d.f(0.2, 0.8)
	return f
}

// round sets the eyes.
func (f *face) round(d dice, x, y, r float64) {
	f.eyeX, f.eyeY, f.eyeR = x, y, r
	f.eyes = newEyeball(d, f.w, r*0.92)
	f.eyes.pupil = r * d.f(0.4, 0.62)
	f.eyes.gx, f.eyes.gy = r*d.f(-0.08, 0.08), r*d.f(-0.08, 0.08)
}

// at is the face at a point. Parts that stand out move further as it turns.
func (f *face) at(x, y float64) spot {
	var p spot
	mx, my := x-f.yaw*f.snoutUp*1.6, y-f.snoutY-f.pitch
	r := length(mx, my) + 1e-6
	strand := noise(7*mx/r+r*1.2, 7*my/r-r*1.2, f.seed) + 0.7*noise(15*mx/r-r*2, 15*my/r+r*2, f.seed+1)
	strand *= smooth(0.02, 0.5, r)
	if f.maned {
		f.maneAt(&p, x, y, strand)
	}
	if !f.ears.over {
		f.ear(&p, x, y, strand)
	}
	f.head(&p, x, y, strand)
	if f.ears.over {
		f.ear(&p, x, y, strand)
	}
	if p.a < 0.02 {
		return p
	}
	f.muzzle(&p, mx, my, strand)
	f.eye(&p, x-f.yaw*0.55, y-f.pitch*0.5)
	f.snout(&p, mx, my)
	return p
}

// ear draws both ears.
func (f *face) ear(p *spot, x, y, strand float64) {
	e := &f.ears
	ax := math.Abs(x + f.yaw*0.25)
	d, t := taper(ax, y, e.x0, e.y0, e.x1, e.y1, e.r0, e.r1)
	d -= 0.35 * f.shaggy * strand
	c := mix(f.coat, f.dark, 0.3+0.3*t).times(0.85 + 0.25*strand)
	in := spot{c: c.times(0.6 + 0.4*smooth(0, -0.08, d)), a: cover(d, f.w), h: 0.05 + dome(d, 0.15)}
	if e.over {
		in.h += 0.4
	}
	if e.inner > 0 {
		k, _ := taper(ax, y+0.02, e.x0, e.y0, e.x1, lerp(e.y0, e.y1, 0.85), e.r0*e.inner, e.r1*e.inner)
		in.over(mix(f.skin, f.pale, clamp(0.3+0.5*strand, 0, 1)).times(0.6+0.5*smooth(0, -0.1, k)), cover(k, f.w+0.05))
		in.h -= 0.15 * cover(k, f.w+0.05)
	}
	p.place(in)
}

// maneAt draws the hair around a lion's face.
func (f *face) maneAt(p *spot, x, y, strand float64) {
	d := ellipse(x, y, 0.96, 0.98) - 0.09*strand
	r := length(x, y)
	c := mix(f.mane, f.coat, smooth(0.95, 0.6, r)*0.7).times(0.7 + 0.5*strand)
	c = c.times(0.55 + 0.45*smooth(0, -0.12, d)).times(0.5 + 0.5*smooth(0.55, 0.75, r))
	p.place(spot{c: c, a: cover(d, f.w), h: 0.1 + 0.3*dome(d, 0.3) + 0.06*strand})
}

// head draws the skull, its coat and its marks.
func (f *face) head(p *spot, x, y, strand float64) {
	d := blend(ellipse(x, y+0.08, f.wide, f.tall), ellipse(x-f.yaw*0.3, y-f.jawY, f.jawW, f.jawH), 0.3)
	d -= f.shaggy * strand * 0.5
	c := f.coat
	if f.mark != nil {
		c = f.mark(f, x-f.yaw*0.6*(1-x*x), y-f.pitch*0.4, c, strand)
	}
	c = c.times(0.92 + 0.28*strand)
	c = c.times(0.5 + 0.5*smooth(0.02, -0.28, d))
	in := spot{c: c, a: cover(d, f.w), h: 0.15 + 0.8*dome(d, 0.6) + 0.035*strand}
	p.place(in)
}

// muzzle raises the part around the nose.
func (f *face) muzzle(p *spot, x, y, strand float64) {
	if f.snoutW == 0 {
		return
	}
	cheeks := blend(ellipse(math.Abs(x)-f.snoutW*0.42, y-f.snoutH*0.2, f.snoutW*0.62, f.snoutH*0.85), ellipse(x, y+f.snoutH*0.3, f.snoutW*0.5, f.snoutH), 0.1)
	chin := ellipse(x, y-f.snoutH*1.05, f.snoutW*0.5, f.snoutH*0.4)
	k := cover(chin, f.w+0.06)
	p.over(f.pale.times(0.7+0.2*strand), k)
	k = cover(cheeks, f.w+0.08)
	shade := 0.85 + 0.2*strand + 0.15*smooth(0, -0.15, cheeks)
	p.over(f.pale.times(shade), k)
	p.h += f.snoutUp * dome(cheeks-0.04, 0.3) * 1.2
}

// snout draws the nose, the mouth, and what grows around them.
func (f *face) snout(p *spot, x, y float64) {
	ax := math.Abs(x)
	ny := y - f.noseY
	lip := f.noseY + f.noseH + f.snoutH*0.45
	bend := y - lip - 0.1*math.Sin(min(ax/(f.snoutW*0.75+1e-6), 1.2)*math.Pi)*f.snoutW*1.2
	ink := mix(f.nose, f.dark, 0.2)
	if f.tongue {
		d := box(x, y-lip-0.13, f.snoutW*0.28, 0.15, 0.1)
		t := spot{c: rgb{0.9, 0.4, 0.45}.times(1 - 0.4*smooth(0.025, 0, ax)), a: cover(max(d, -bend), f.w), h: p.h + 0.03, gloss: 0.6}
		p.place(t)
	}
	p.over(ink, cover(max(math.Abs(bend)-0.022, ax-f.snoutW*0.8), f.w))
	p.over(ink, cover(max(ax-0.018, -ny, y-lip), f.w))
	if f.whiskers {
		f.whisker(p, ax, y)
	}
	nose := blend(ellipse(ax-f.noseW*0.3, ny+f.noseH*0.15, f.noseW*0.7, f.noseH*0.8), ellipse(x, ny-f.noseH*0.3, f.noseW*0.55, f.noseH*0.75), 0.05)
	n := spot{c: f.nose.times(0.8 + 1.2*smooth(0.3, -1, ny/f.noseH)), a: cover(nose, f.w), gloss: 1}
	n.h = p.h + dome(nose, 0.1)
	n.over(black.times(0.3), cover(ellipse(ax-f.noseW*0.42, ny-f.noseH*0.15, f.noseW*0.24, f.noseH*0.25), f.w))
	n.over(rgb{1.1, 1.1, 1.15}, 0.75*cover(ellipse(x+f.noseW*0.2, ny+f.noseH*0.42, f.noseW*0.3, f.noseH*0.14), f.w+0.02))
	p.place(n)
}

// whisker draws the roots of the whiskers and the whiskers.
func (f *face) whisker(p *spot, ax, y float64) {
	root := y - f.noseY - f.noseH - 0.02
	rows := wave(root*9) - 0.5
	p.over(f.dark.times(0.5), 0.7*cover(length((wave(ax*9)-0.5)*0.11, rows*0.11)-0.022, f.w)*cover(math.Abs(ax-f.snoutW*0.55)-0.12, 0.05)*cover(math.Abs(root)-0.1, 0.03))
	for i := range 3 {
		slope := 0.25*float64(i) - 0.3
		d := root - 0.03*float64(i-1) - slope*(ax-f.snoutW*0.5) - 0.12*(ax-0.3)*(ax-0.3)
		p.over(white, 0.8*cover(max(math.Abs(d)-0.008, f.snoutW*0.55-ax), f.w))
	}
}

// eye draws both eyes, their dark rims and their lids.
func (f *face) eye(p *spot, x, y float64) {
	side := 1.0
	if x < 0 {
		side = -1
	}
	ex, ey := math.Abs(x)-f.eyeX, y-f.eyeY
	if length(ex, ey) > f.eyeR*2.2 {
		return
	}
	turnX := ex
	ey += f.slant * ex
	d := length(ex, ey*1.05) - f.eyeR
	lid := -ey - f.eyeR*(0.78-0.25*ex/f.eyeR)
	d = max(d, lid*0.9)
	p.over(f.dark.times(0.6), 0.75*smooth(f.eyeR*0.7, 0, d))
	p.over(rgb{0.04, 0.03, 0.03}, cover(d-f.eyeR*0.2, f.w))
	p.over(f.pale.times(1.05), f.brow*0.6*cover(ellipse(ex-f.eyeR*0.1, ey+f.eyeR*1.75, f.eyeR*0.75, f.eyeR*0.4), f.w+0.07))
	ball := f.eyes.at(turnX*side, ey)
	ball.a = cover(d, f.w)
	ball.c = ball.c.times(0.6 + 0.4*smooth(0, f.eyeR*0.5, -lid))
	ball.h = p.h - 0.05 + 0.6*dome(length(ex, ey)-f.eyeR, f.eyeR)
	p.place(ball)
}
