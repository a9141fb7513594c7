package draw

import (
	"math"
	"sort"
)

// maker makes one thing with random traits; w is the width of a pixel in the
// thing's unit. The thing lies within reach of the origin.
type maker func(d dice, w float64) (s shader, reach float64)

// stance is how a class's things may stand.
type stance struct {
	turn     float64 // at most this far from upright, radians
	mirrored bool    // may face either way
	large    float64 // radius of a thing that fills the frame, in frames
}

// scatter draws a background and things on it: one that fills the frame, a few
// or many.
func scatter(cv *canvas, d dice, st stance, m maker) {
	background(cv, d)
	for _, f := range crowd(cv, d, st) {
		s, reach := m(d, 1/f.unit)
		cv.stamp(f, reach, s)
	}
}

// crowd chooses where the things stand, the smaller first.
func crowd(cv *canvas, d dice, st stance) []frame {
	count, lo, hi := 1, 0.75, 1.25
	switch v := d.Float64(); {
	case v < 0.25:
		count, lo, hi = 2+d.IntN(3), 0.4, 0.7
	case v < 0.42:
		count, lo, hi = 5+d.IntN(9), 0.25, 0.42
	}
	base := d.f(lo, hi)
	frames := make([]frame, 0, count)
	for range count {
		f := st.frame(cv, d, base*d.f(0.85, 1.15))
		for range 6 {
			if clear := !crowded(frames, f); clear {
				break
			}
			f = st.frame(cv, d, base*d.f(0.8, 1.1))
		}
		frames = append(frames, f)
	}
	sort.SliceStable(frames, func(i, j int) bool { return frames[i].unit < frames[j].unit })
	return frames
}

// frame is a place for a thing of a size (1 fills the picture).
func (st stance) frame(cv *canvas, d dice, size float64) frame {
	f := frame{unit: size * st.large * cv.size, turn: d.f(-1, 1) * st.turn, aspect: d.f(0.88, 1.12)}
	if st.mirrored {
		f.aspect *= d.sign()
	}
	slack := 0.5 - 0.36*min(1, size)
	f.x = cv.size * (0.5 + slack*d.f(-1, 1))
	f.y = cv.size * (0.5 + slack*d.f(-1, 1))
	return f
}

// crowded tells whether f lies mostly on one of the others.
func crowded(others []frame, f frame) bool {
	for _, o := range others {
		if length(o.x-f.x, o.y-f.y) < 0.75*(o.unit+f.unit)*0.8 {
			return true
		}
	}
	return false
}

// texture is a pattern that goes on for ever: u and v in motifs, w the width
// of a pixel there.
type texture func(u, v, w float64) spot

// weaver makes a texture with random traits and says how many motifs of it a
// picture's width may show.
type weaver func(d dice) (t texture, from, to, turn float64)

// paintTexture fills the picture with a texture.
func paintTexture(weave weaver) func(cv *canvas, d dice) {
	return func(cv *canvas, d dice) {
		t, from, to, turn := weave(d)
		cv.cover(d, t, d.log(from, to), turn)
	}
}

// cover spreads a texture over the picture: turned, in perspective, bulging
// and lit unevenly.
func (cv *canvas) cover(d dice, t texture, motifs, maxTurn float64) {
	sin, cos := math.Sincos(d.f(-1, 1) * maxTurn)
	tilt, lean, bulge := d.f(-0.28, 0.28), d.f(-0.2, 0.2), d.f(-0.15, 0.3)
	if d.chance(0.3) {
		tilt, lean = 0, 0
	}
	u0, v0 := d.f(0, 40), d.f(0, 40)
	dim, seed := d.f(0, 0.35), d.seed()
	cv.fill(func(x, y float64) spot {
		q := (1 + bulge*(x*x+y*y-1)) / (1 + tilt*y + lean*x)
		rx, ry := rotate(x*q, y*q, sin, cos)
		k := motifs / 2
		w := motifs / cv.size * q
		p := t(rx*k+u0, ry*k+v0, w)
		p.h /= k * q
		shadow := 1 - dim*(0.5+0.5*noise(x*0.8, y*0.8, seed)) - 0.5*max(0, bulge)*(x*x+y*y)*0.5
		p.c = p.c.times(shadow)
		return p
	})
}
