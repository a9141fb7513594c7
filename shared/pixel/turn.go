package pixel

import (
	"context"
	"math"
)

// Turn is a rotation by any angle about the middle of a picture, onto a canvas
// that holds all of it.
type Turn struct {
	Width, Height int // of the canvas, pixels
	w, h          int
	sin, cos      float64
}

// NewTurn turns w × h pixels clockwise by degrees.
func NewTurn(w, h int, degrees float64) Turn {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	// A hundredth of a pixel of a corner is not worth a row.
	side := func(a, b float64) int { return max(int(math.Ceil(math.Abs(a)+math.Abs(b)-0.01)), 1) }
	return Turn{
		Width: side(float64(w)*cos, float64(h)*sin), Height: side(float64(w)*sin, float64(h)*cos),
		w: w, h: h, sin: sin, cos: cos,
	}
}

// line is where the samples of a row of the canvas lie in the source: at x, y
// and then dx, dy further for each, in samples, whole numbers being middles.
type line struct{ x, y, dx, dy float64 }

// line is that of row y of a plane with sx × sy pixels to a sample, on both
// sides.
func (t *Turn) line(row, sx, sy int) line {
	fx, fy := float64(sx), float64(sy)
	x := 0.5*fx - float64(t.Width)/2
	y := (float64(row)+0.5)*fy - float64(t.Height)/2
	return line{
		x:  (t.cos*x+t.sin*y+float64(t.w)/2)/fx - 0.5,
		y:  (t.cos*y-t.sin*x+float64(t.h)/2)/fy - 0.5,
		dx: t.cos * fx / fx, dy: -t.sin * fx / fy,
	}
}

// inside is the stretch of 0…n in which lo ≤ start + i × step ≤ hi.
func inside(start, step, lo, hi float64, from, to int) (int, int) {
	if math.Abs(step) < 1e-12 {
		if start < lo || start > hi {
			return from, from
		}
		return from, to
	}
	a, b := (lo-start)/step, (hi-start)/step
	if a > b {
		a, b = b, a
	}
	from = int(min(max(math.Ceil(a+1e-6), float64(from)), float64(to)))
	to = int(min(max(math.Floor(b-1e-6)+1, float64(from)), float64(to)))
	return from, to
}

// touching is the stretch of a row of n samples that can see a plane of w × h
// at all; within is the stretch that sees nothing else.
func (l line) touching(w, h, n int) (from, to int) {
	from, to = inside(l.x, l.dx, -1, float64(w), 0, n)
	from, to = inside(l.y, l.dy, -1, float64(h), from, to)
	return max(from-1, 0), min(to+1, n)
}

func (l line) within(w, h, n int) (from, to int) {
	from, to = inside(l.x, l.dx, 0, float64(w-1), 0, n)
	return inside(l.y, l.dy, 0, float64(h-1), from, to)
}

// fixed is v in 1/65536.
func fixed(v float64) int { return int(math.Floor(v*65536 + 0.5)) }

// Opaque turns a raster of 8 bits that nothing can be seen through, a plane or
// one of four channels, onto another with as many, by bilinear interpolation.
// sx × sy pixels share a sample; outside lies background.
func (t *Turn) Opaque(ctx context.Context, dst, src Raster, sx, sy int, background [3]uint8) error {
	return Rows(ctx, dst.H, func(y int) {
		l := t.line(y, sx, sy)
		out := dst.row(y, 0, dst.W)
		far0, far1 := l.touching(src.W, src.H, dst.W)
		near0, near1 := l.within(src.W, src.H, dst.W)
		if near0 >= near1 {
			near0, near1 = far0, far0
		}
		for _, part := range [2][2]int{{0, near0}, {near1, dst.W}} {
			for x := part[0]; x < part[1]; x++ {
				c := background
				if x >= far0 && x < far1 {
					c = src.sample(fixed(l.x+float64(x)*l.dx), fixed(l.y+float64(x)*l.dy), background)
				}
				if dst.N == 1 {
					out[x] = c[0]
				} else {
					copy(out[4*x:], []byte{c[0], c[1], c[2], 255})
				}
			}
		}
		src.stretch(out, near0, near1, l)
	})
}

// stretch is the inner loop: all four neighbours are there.
func (r *Raster) stretch(out []byte, from, to int, l line) {
	x, y := fixed(l.x+float64(from)*l.dx), fixed(l.y+float64(from)*l.dy)
	dx, dy := fixed(l.dx), fixed(l.dy)
	pix, stride, n := r.Pix, r.Stride, r.N
	maxX, maxY := (r.W-1)<<16, (r.H-1)<<16
	for i := from; i < to; i++ {
		// The sum of rounded steps may end a hair outside.
		cx, cy := min(max(x, 0), maxX), min(max(y, 0), maxY)
		at := cy>>16*stride + cx>>16*n
		right, below := n, stride
		if cx == maxX { // the last column and row have no neighbour, and need none
			right = 0
		}
		if cy == maxY {
			below = 0
		}
		fx, fy := cx>>8&255, cy>>8&255
		if n == 1 {
			out[i] = between4(pix[at], pix[at+right], pix[at+below], pix[at+below+right], fx, fy)
		} else {
			a, b, c, d := pix[at:][:4], pix[at+right:][:4], pix[at+below:][:4], pix[at+below+right:][:4]
			o := out[4*i:][:4]
			o[0] = between4(a[0], b[0], c[0], d[0], fx, fy)
			o[1] = between4(a[1], b[1], c[1], d[1], fx, fy)
			o[2] = between4(a[2], b[2], c[2], d[2], fx, fy)
			o[3] = 255
		}
		x, y = x+dx, y+dy
	}
}

// between4 is the value at fx, fy in 1/256 of the way from a to b and c.
func between4(a, b, c, d byte, fx, fy int) byte {
	top, bottom := int(a)<<8+(int(b)-int(a))*fx, int(c)<<8+(int(d)-int(c))*fx
	return byte((top<<8 + (bottom-top)*fy + 32768) >> 16)
}

// sample is stretch for one pixel, any of whose neighbours may lie outside.
func (r *Raster) sample(x, y int, background [3]uint8) (out [3]uint8) {
	ix, iy, fx, fy := x>>16, y>>16, x>>8&255, y>>8&255
	var p [4][3]uint8
	for i := range p {
		p[i] = background
		if nx, ny := ix+i&1, iy+i>>1; nx >= 0 && ny >= 0 && nx < r.W && ny < r.H {
			copy(p[i][:], r.row(ny, nx, nx+1))
		}
	}
	for k := range out {
		out[k] = between4(p[0][k], p[1][k], p[2][k], p[3][k], fx, fy)
	}
	return out
}
