package main

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
	"golang.org/x/image/vector"
)

// whirl is a light that strokes go around.
type whirl struct{ x, y, radius, turn float64 }

var whirls = []whirl{{250, 200, 120, 1}, {640, 180, 150, -1}, {450, 480, 170, 1}, {130, 520, 110, -1}, {800, 520, 120, 1}}

// night are its colours from the dark to the lights.
var night = [][3]float64{{14, 26, 84}, {24, 58, 140}, {46, 104, 182}, {110, 160, 196}, {206, 206, 140}, {244, 206, 74}, {238, 162, 38}}

// painting is a picture in the manner of which others are painted: 20,000 strokes
// along a field of whirls. It is drawn, so that it is nobody's.
func painting() *image.NRGBA {
	const w, h, strokes = 900, 675, 20000
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{16, 24, 60, 255}), image.Point{}, draw.Src)
	r := rand.New(rand.NewPCG(4, 0))
	for range strokes {
		x, y := float64(r.IntN(w+20)-10), float64(r.IntN(h+20)-10)
		line := [][2]float64{{x, y}}
		for range 8 {
			a := direction(x, y)
			x, y = x+3*math.Cos(a), y+3*math.Sin(a)
			line = append(line, [2]float64{x, y})
		}
		stroke(m, line[:4+r.IntN(5)], 2+1.5*r.Float64(), light(line[0][0], line[0][1], r))
	}
	return m
}

// direction is where a stroke goes at a point: to the right, and around whirls.
func direction(x, y float64) float64 {
	vx, vy := 1.0, 0.15*math.Sin(x/90)
	for _, o := range whirls {
		dx, dy := x-o.x, y-o.y
		d := math.Hypot(dx, dy) + 1e-6
		f := 5 * o.turn * math.Exp(-d*d/(o.radius*o.radius)) / d
		vx, vy = vx-dy*f, vy+dx*f
	}
	return math.Atan2(vy, vx)
}

// light is a colour at a point, about as far from the dark as a whirl is near.
func light(x, y float64, r *rand.Rand) color.NRGBA {
	near := 0.0
	for _, o := range whirls {
		d := math.Hypot(x-o.x, y-o.y) / (0.6 * o.radius)
		near = max(near, math.Exp(-d*d))
	}
	at := min(max(near+0.36*(r.Float64()-0.5), 0), 0.999) * float64(len(night)-1)
	i, part := int(at), at-math.Floor(at)
	shade := 28 * (r.Float64() - 0.5)
	var c [3]uint8
	for j := range c {
		c[j] = uint8(min(max(night[i][j]+part*(night[i+1][j]-night[i][j])+shade, 0), 255))
	}
	return color.NRGBA{c[0], c[1], c[2], 255}
}

// stroke draws a line with round ends.
func stroke(m *image.NRGBA, line [][2]float64, radius float64, c color.NRGBA) {
	box := image.Rectangle{Min: image.Pt(math.MaxInt32, math.MaxInt32), Max: image.Pt(math.MinInt32, math.MinInt32)}
	for _, p := range line {
		box.Min = image.Pt(min(box.Min.X, int(p[0]-radius)-1), min(box.Min.Y, int(p[1]-radius)-1))
		box.Max = image.Pt(max(box.Max.X, int(p[0]+radius)+2), max(box.Max.Y, int(p[1]+radius)+2))
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p [2]float64, angle float64, to func(x, y float32)) {
		to(float32(p[0]+radius*math.Cos(angle))-float32(box.Min.X), float32(p[1]+radius*math.Sin(angle))-float32(box.Min.Y))
	}
	to := z.MoveTo
	side := func(from, step int) {
		for i := from; i >= 0 && i < len(line); i += step {
			next := min(max(i+step, 0), len(line)-1)
			a := math.Atan2(line[next][1]-line[i][1], line[next][0]-line[i][0])
			if next == i { // the end: half a circle around it
				a = math.Atan2(line[i][1]-line[i-step][1], line[i][0]-line[i-step][0])
				for k := range 7 {
					at(line[i], a-math.Pi/2+float64(k)*math.Pi/6, z.LineTo)
				}
				return
			}
			at(line[i], a-math.Pi/2, to)
			to = z.LineTo
		}
	}
	side(0, 1)
	side(len(line)-1, -1)
	z.ClosePath()
	z.Draw(m, box, image.NewUniform(c), image.Point{})
}
