package style

import (
	"github.com/reverie-image/reverie/shared/dream"
)

// grain is the variance of a colour that counts as none, in squares of values.
const grain = 4

// tint is the mean and the covariance of a picture's colours.
func tint(c *dream.Canvas) (mean, covariance []float64) {
	n := float64(c.W) * float64(c.H)
	sums := make([][9]float64, c.H)
	c.Each(func(y int, row []float32) {
		for i := 0; i < len(row); i += 3 {
			sums[y][0] += float64(row[i])
			sums[y][1] += float64(row[i+1])
			sums[y][2] += float64(row[i+2])
		}
	})
	mean = make([]float64, 3)
	for _, s := range sums {
		for i := range mean {
			mean[i] += s[i] / n
		}
	}
	c.Each(func(y int, row []float32) {
		sums[y] = [9]float64{}
		for x := 0; x < len(row); x += 3 {
			for i := range 3 {
				for j := range 3 {
					sums[y][3*i+j] += float64((float64(row[x+i]) - mean[i]) * (float64(row[x+j]) - mean[j]))
				}
			}
		}
	})
	covariance = make([]float64, 9)
	for _, s := range sums {
		for i := range covariance {
			covariance[i] += s[i] / n
		}
	}
	for i := range 3 {
		covariance[4*i] += grain
	}
	return mean, covariance
}

// recolour gives a picture the mean and the covariance of another's colours and
// changes each as little as that allows: the linear map of optimal transport
// (Pitié and Kokaram, The linear Monge-Kantorovitch linear colour mapping for
// example-based colour transfer, 2007).
func recolour(c, like *dream.Canvas) *dream.Canvas {
	from, a := tint(c)
	to, b := tint(like)
	root, inverse := power(a, 3, false), power(a, 3, true)
	middle := power(product(product(root, b, 3), root, 3), 3, false)
	m := product(product(inverse, middle, 3), inverse, 3)
	out := dream.NewCanvas(c.W, c.H)
	out.Each(func(y int, row []float32) {
		px := c.Row(y)
		for x := 0; x < len(row); x += 3 {
			for i := range 3 {
				v := to[i]
				for j := range 3 {
					v += float64(m[3*i+j] * (float64(px[x+j]) - from[j]))
				}
				row[x+i] = float32(min(max(v, 0), 255))
			}
		}
	})
	return out
}

// luma takes the differences of two pictures' luma (Rec. 601) to the first's
// colours: what the second would be with them.
func luma(colours, lights *dream.Canvas) *dream.Canvas {
	out := dream.NewCanvas(colours.W, colours.H)
	out.Each(func(y int, row []float32) {
		a, b := colours.Row(y), lights.Row(y)
		for x := 0; x < len(row); x += 3 {
			d := float32(0.299*(b[x]-a[x])) + float32(0.587*(b[x+1]-a[x+1])) + float32(0.114*(b[x+2]-a[x+2]))
			for i := range 3 {
				row[x+i] = a[x+i] + d
			}
		}
	})
	return out
}
