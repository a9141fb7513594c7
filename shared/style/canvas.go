package style

import (
	"image"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// each calls f for every row on all threads.
func each(c *dream.Canvas, f func(y int, row []float32)) {
	nn.Rows(c.H, 8, func(from, to int) {
		for y := from; y < to; y++ {
			f(y, c.Row(y))
		}
	})
}

// total adds up f of every row, in the order of rows.
func total(c *dream.Canvas, f func(y int, row []float32) float64) (sum float64) {
	parts := make([]float64, c.H)
	each(c, func(y int, row []float32) { parts[y] = f(y, row) })
	for _, p := range parts {
		sum += p
	}
	return sum
}

// show is the canvas as a picture of at most side pixels a side.
func show(c *dream.Canvas, side int) *image.NRGBA {
	f := min(1, float64(side)/float64(max(c.W, c.H)))
	return c.Resize(max(1, int(float64(c.W)*f)), max(1, int(float64(c.H)*f))).Image()
}
