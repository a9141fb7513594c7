package style

import "github.com/reverie-image/reverie/shared/dream"

// total adds up f of every row, in the order of rows.
func total(c *dream.Canvas, f func(y int, row []float32) float64) (sum float64) {
	parts := make([]float64, c.H)
	c.Each(func(y int, row []float32) { parts[y] = f(y, row) })
	for _, p := range parts {
		sum += p
	}
	return sum
}
