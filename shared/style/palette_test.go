package style

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/dream"
)

// slopes holds a gradient against central differences of a loss.
func slopes(t *testing.T, c *dream.Canvas, at []int, step float64, loss func(*dream.Canvas) float64, gradient *dream.Canvas) {
	t.Helper()
	var off, size float64
	for _, i := range at {
		was := c.Pix[i]
		c.Pix[i] = was + float32(step)
		up := loss(c)
		c.Pix[i] = was - float32(step)
		down := loss(c)
		c.Pix[i] = was
		want := (up - down) / (2 * step)
		off += (float64(gradient.Pix[i]) - want) * (float64(gradient.Pix[i]) - want)
		size += want * want
	}
	if !(off <= 1e-4*size) || size == 0 {
		t.Errorf("%d × %d: the gradient is off by %.2g of its size", c.W, c.H, math.Sqrt(off/size))
	}
}

func TestPaletteGradient(t *testing.T) {
	for _, s := range [][2]int{{13, 11}, {3, 2}, {1, 9}} {
		p := newPalette(waves(30, 20, 3), 2)
		c, g := waves(s[0], s[1], 5), dream.NewCanvas(s[0], s[1])
		p.gradient(c, g)
		var at []int
		for i := range c.Pix {
			at = append(at, i)
		}
		slopes(t, c, at, 0.1, func(c *dream.Canvas) float64 {
			return p.gradient(c, dream.NewCanvas(c.W, c.H))
		}, g)
	}
}
