package draw

import "math"

// The functions here give the distance of a point from a shape's edge:
// negative within, exact or nearly so close to the edge.

// cover is how much of a pixel of width w lies within a shape whose edge is d
// away.
func cover(d, w float64) float64 { return clamp(0.5-d/w, 0, 1) }

// line is how much of a pixel a line of half width half covers.
func line(d, half, w float64) float64 { return cover(math.Abs(d)-half, w) }

// length of a vector.
func length(x, y float64) float64 { return math.Sqrt(x*x + y*y) }

// ellipse about the origin with radii a and b.
func ellipse(x, y, a, b float64) float64 {
	px, py := x/a, y/b
	k := length(px, py)
	g := length(px/a, py/b)
	if g < 1e-9 {
		return -min(a, b)
	}
	return k * (k - 1) / g
}

// box about the origin with half sides a and b, its corners rounded by r.
func box(x, y, a, b, r float64) float64 {
	x, y = math.Abs(x)-a+r, math.Abs(y)-b+r
	return length(max(x, 0), max(y, 0)) + min(0, max(x, y)) - r
}

// taper is a straight stroke from (x0, y0) to (x1, y1) that goes from radius
// r0 to r1; along is 0 at its beginning and 1 at its end.
func taper(x, y, x0, y0, x1, y1, r0, r1 float64) (d, along float64) {
	dx, dy := x1-x0, y1-y0
	along = clamp(((x-x0)*dx+(y-y0)*dy)/(dx*dx+dy*dy), 0, 1)
	return length(x-x0-along*dx, y-y0-along*dy) - lerp(r0, r1, along), along
}

// blend is the lesser of two distances, with the corner between them rounded
// by about k.
func blend(a, b, k float64) float64 {
	h := max(k-math.Abs(a-b), 0) / k
	return min(a, b) - h*h*k*0.25
}

// dome is the height of a cushion whose edge is d away and which is flat from
// depth r inwards.
func dome(d, r float64) float64 {
	t := clamp(-d/r, 0, 1)
	return r * math.Sqrt(t*(2-t))
}

// rotate turns a point by an angle given by its sine and cosine.
func rotate(x, y, sin, cos float64) (rx, ry float64) {
	return x*cos + y*sin, y*cos - x*sin
}

// wave goes from 0 to 1 and back once a unit, in straight lines.
func wave(v float64) float64 { return math.Abs(2*fract(v) - 1) }

// sector folds a point into one of n equal sectors about the origin. It gives
// the point with the sector's middle along x, the sector's number, and the
// radius.
func sector(x, y float64, n int, phase float64) (sx, sy float64, k int, r float64) {
	r = length(x, y)
	turn := math.Atan2(y, x)/(2*math.Pi)*float64(n) + phase
	whole := math.Floor(turn + 0.5)
	sin, cos := math.Sincos((turn - whole) * 2 * math.Pi / float64(n))
	k = (int(whole)%n + n) % n
	return r * cos, r * sin, k, r
}
