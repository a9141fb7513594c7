package draw

import (
	"math"
	"sync"
)

// texel is one pixel before it is lit: its colour, its height above the
// ground in pixels, and how much it shines.
type texel struct {
	c        rgb
	h, gloss float64
}

// spot is what a shader says of one point: its colour, how much of the pixel
// it covers (0 to 1), its height in the shader's own unit, and its shine.
type spot struct {
	c           rgb
	a, h, gloss float64
}

// over paints c over a share a of the spot, at the spot's own height.
func (s *spot) over(c rgb, a float64) { s.c = mix(s.c, c, a) }

// place puts the spot t on top of s, with the part of it that t covers.
func (s *spot) place(t spot) {
	s.c = mix(s.c, t.c, t.a)
	s.h += (t.h - s.h) * t.a
	s.gloss += (t.gloss - s.gloss) * t.a
	s.a += (1 - s.a) * t.a
}

// shader gives the spot at a point in its own coordinates: the thing that it
// shows lies within about 1 of the origin, y runs down.
type shader func(x, y float64) spot

// canvas is a square picture that is drawn flat, with heights, and lit last.
type canvas struct {
	n    int
	size float64
	t    []texel
	top  float64 // the height from which the next thing rises, in pixels
	tube []tubeSpot
}

var canvases sync.Pool

func newCanvas(n int) *canvas {
	cv, _ := canvases.Get().(*canvas)
	if cv == nil || cv.n != n {
		cv = &canvas{n: n, size: float64(n), t: make([]texel, n*n), tube: make([]tubeSpot, n*n)}
	}
	clear(cv.t)
	cv.top = 0
	return cv
}

func (cv *canvas) release() { canvases.Put(cv) }

// frame is where a thing stands: its centre and its unit in pixels, its turn,
// and how wide it is for its height (negative where it is mirrored).
type frame struct {
	x, y, unit, turn, aspect float64
}

// stamp draws a shader into a frame. reach is how far from the origin it can
// show anything.
func (cv *canvas) stamp(f frame, reach float64, s shader) {
	if f.aspect == 0 {
		f.aspect = 1
	}
	sin, cos := math.Sincos(f.turn)
	wide := reach * f.unit * max(1, math.Abs(f.aspect))
	x0, x1 := cv.span(f.x, wide)
	y0, y1 := cv.span(f.y, wide)
	base := cv.top + 0.05*f.unit
	for py := y0; py < y1; py++ {
		dy := (float64(py) + 0.5 - f.y) / f.unit
		row := cv.t[py*cv.n : (py+1)*cv.n]
		for px := x0; px < x1; px++ {
			dx := (float64(px) + 0.5 - f.x) / f.unit
			lx, ly := (cos*dx+sin*dy)/f.aspect, cos*dy-sin*dx
			if math.Abs(lx) > reach || math.Abs(ly) > reach {
				continue
			}
			p := s(lx, ly)
			if p.a > 0 {
				p.h = base + p.h*f.unit
				row[px].put(p)
			}
		}
	}
	cv.top += 0.03 * f.unit
}

// put lays a spot, with its height in pixels, over a texel.
func (t *texel) put(p spot) {
	t.c = mix(t.c, p.c, p.a)
	t.h += (p.h - t.h) * p.a
	t.gloss += (p.gloss - t.gloss) * p.a
}

// span is the range of pixels within wide of a centre.
func (cv *canvas) span(centre, wide float64) (from, to int) {
	return int(clamp(math.Floor(centre-wide), 0, cv.size)), int(clamp(math.Ceil(centre+wide), 0, cv.size))
}

// fill draws every pixel; the shader gets coordinates from -1 to 1 and gives
// heights in half widths of the picture.
func (cv *canvas) fill(s shader) {
	k := 2 / cv.size
	for py := range cv.n {
		y := (float64(py)+0.5)*k - 1
		row := cv.t[py*cv.n : (py+1)*cv.n]
		for px := range row {
			p := s((float64(px)+0.5)*k-1, y)
			p.h *= cv.size / 2
			row[px] = texel{p.c, p.h, p.gloss}
		}
	}
}
