package style

import (
	"github.com/reverie-image/reverie/shared/dream"
)

// roughness is weight × the mean square of the differences of neighbouring
// values, as parts of 255, and adds its gradient to out: total variation, which
// keeps speckle away.
func roughness(img, out *dream.Canvas, weight float64) float64 {
	k := weight / float64(len(img.Pix)) / (255 * 255)
	step := float32(2 * k)
	sum := total(img, func(y int, row []float32) float64 {
		g := out.Row(y)
		var s float64
		for i, v := range row {
			var pull float32
			if i+3 < len(row) {
				d := v - row[i+3]
				s += float64(d) * float64(d)
				pull += d
			}
			if i >= 3 {
				pull += v - row[i-3]
			}
			g[i] += float32(step * pull)
		}
		if y > 0 {
			across(g, row, img.Row(y-1), step)
		}
		if y+1 < img.H {
			s += across(g, row, img.Row(y+1), step)
		}
		return s
	})
	return sum * k
}

// across adds the part of a row's gradient that its difference from the next
// row makes, and returns the sum of that difference's squares.
func across(g, row, next []float32, step float32) (sum float64) {
	next = next[:len(row)]
	for i, v := range row {
		d := v - next[i]
		sum += float64(d) * float64(d)
		g[i] += float32(step * d)
	}
	return sum
}
