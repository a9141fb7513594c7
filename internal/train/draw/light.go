package draw

import "math"

// light turns the heights into light and shade and writes the picture into
// pix, four bytes a pixel: a lamp from above with its highlights, the shadows
// that high things cast on low ones, and a tint for each.
func (cv *canvas) light(d dice, pix []uint8) {
	l := newLamp(d)
	for y := range cv.n {
		for x := range cv.n {
			i := y*cv.n + x
			c := l.shade(cv, x, y, &cv.t[i]).nrgba()
			pix[4*i], pix[4*i+1], pix[4*i+2], pix[4*i+3] = c.R, c.G, c.B, 255
		}
	}
}

// lamp is a far light: its direction (z towards the viewer), its colour, the
// colour of what is in the shade, and how strong relief and shadow are.
type lamp struct {
	x, y, z        float64
	hx, hy, hz     float64 // half way between the lamp and the viewer
	lit, shaded    rgb
	relief, shadow float64
	steps          [5]int // offsets towards the lamp, in pixels
	stepY          [5]int
	rise           [5]float64 // how high the ray is there
}

func newLamp(d dice) *lamp {
	angle := -math.Pi/2 + d.f(-1.1, 1.1)
	z := d.f(0.55, 0.8)
	flat := math.Sqrt(1 - z*z)
	l := &lamp{x: flat * math.Cos(angle), y: flat * math.Sin(angle), z: z}
	n := math.Sqrt(l.x*l.x + l.y*l.y + (z+1)*(z+1))
	l.hx, l.hy, l.hz = l.x/n, l.y/n, (z+1)/n
	hue := d.f(0, 1)
	l.lit = mix(rgb{1, 1, 1}, hsv(hue, 0.5, 1), d.f(0, 0.3))
	l.shaded = mix(rgb{1, 1, 1}, hsv(hue+0.5, 0.6, 1), d.f(0, 0.5))
	l.relief = d.f(0.8, 1.3)
	l.shadow = d.f(0.3, 0.6)
	for k := range l.steps {
		far := float64(k+1) * 1.3
		l.steps[k] = int(math.Round(far * l.x / flat))
		l.stepY[k] = int(math.Round(far * l.y / flat))
		l.rise[k] = far * z / flat
	}
	return l
}

// shade lights the texel t at (x, y).
func (l *lamp) shade(cv *canvas, x, y int, t *texel) rgb {
	nx := l.slope(cv.height(x-1, y) - cv.height(x+1, y))
	ny := l.slope(cv.height(x, y-1) - cv.height(x, y+1))
	n := 1 / math.Sqrt(1+nx*nx+ny*ny)
	direct := max(0, (nx*l.x+ny*l.y+l.z)*n/l.z)
	direct *= 1 - l.shadow*l.blocked(cv, x, y, t.h)
	c := t.c
	k := 0.66 * direct
	out := rgb{
		c.r * (0.34*l.shaded.r + k*l.lit.r),
		c.g * (0.34*l.shaded.g + k*l.lit.g),
		c.b * (0.34*l.shaded.b + k*l.lit.b),
	}
	if t.gloss > 0 {
		s := max(0, (nx*l.hx+ny*l.hy+l.hz)*n)
		s *= s
		s *= s
		s *= s
		s *= s
		s *= s * s * t.gloss
		out = rgb{out.r + s*l.lit.r, out.g + s*l.lit.g, out.b + s*l.lit.b}
	}
	return out
}

// slope softens a difference of heights two pixels apart, so that the edge of
// a thing is a crisp line and no more.
func (l *lamp) slope(diff float64) float64 {
	s := diff * 0.5 * l.relief
	return s / (1 + 0.45*math.Abs(s))
}

// blocked is how much (0 to 1) of the lamp a point at height h does not see.
func (l *lamp) blocked(cv *canvas, x, y int, h float64) float64 {
	most := 0.0
	for k := range l.steps {
		most = max(most, cv.height(x+l.steps[k], y+l.stepY[k])-h-l.rise[k])
	}
	return min(1, most*0.4)
}

// height at a pixel; beyond the edge it is that of the edge.
func (cv *canvas) height(x, y int) float64 {
	x, y = min(max(x, 0), cv.n-1), min(max(y, 0), cv.n-1)
	return cv.t[y*cv.n+x].h
}
