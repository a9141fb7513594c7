package style

import (
	"image"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// palette is what colours a style has, side by side: means and covariances of
// pixels and of their differences from the next ones. Networks learn to look
// past colours, so layers alone leave them free.
type palette struct {
	weight float64
	mean   []float64
	white  []float64 // takes a pixel's values to uncorrelated ones of variance 1
	now    *moments
	factor []float32
	shift  []float32
}

// traits are the values of a pixel that a palette looks at: red, green and blue,
// and by how much those of others differ from them.
var traits = 3 + 6*len(reaches)

// reaches are how far to the right and below those others are, in pixels.
var reaches = [...]int{1, 4}

func newPalette(style *dream.Canvas, weight float64) *palette {
	p := &palette{weight: weight, now: newMoments(traits), factor: make([]float32, traits*traits), shift: make([]float32, traits)}
	p.measure(style)
	p.mean = p.now.mean()
	c := p.now.about(p.mean)
	for i := range traits {
		c[i*traits+i] += grain
	}
	p.white = power(c, traits, true)
	return p
}

// traitsOf writes a row of traits.
func traitsOf(out []float32, c *dream.Canvas, y int) {
	row := c.Row(y)
	for x := range c.W {
		copy(out[x*traits:][:3], row[3*x:])
	}
	for i, reach := range reaches {
		below := c.Row(min(y+reach, c.H-1))
		for x := range c.W {
			t, px := out[x*traits+3+6*i:][:6], row[3*x:][:3]
			right, under := row[3*min(x+reach, c.W-1):][:3], below[3*x:][:3]
			for j, v := range px {
				t[j], t[3+j] = right[j]-v, under[j]-v
			}
		}
	}
}

// measure takes the moments of a picture.
func (p *palette) measure(c *dream.Canvas) {
	p.now.clear()
	p.now.addRows(image.Rect(0, 0, c.W, c.H), func() func(y int) []float32 {
		line := make([]float32, c.W*traits)
		return func(y int) []float32 {
			traitsOf(line, c, y)
			return line
		}
	})
}

// gradient adds that of a picture to out, and returns the loss:
// weight / traits × (‖W(C − I)W‖² + ‖W(m − μ)‖²), where W whitens the style's
// traits, which have the means μ, and m and C are the picture's means and
// covariances about μ.
func (p *palette) gradient(c, out *dream.Canvas) float64 {
	p.measure(c)
	n := p.now.cells
	mean, d := p.now.mean(), p.now.about(p.mean)
	for i := range traits {
		mean[i] -= p.mean[i]
		d[i*traits+i] += grain
	}
	d = product(product(p.white, d, traits), p.white, traits)
	for i := range traits {
		d[i*traits+i]--
	}
	away := make([]float64, traits)
	for i := range traits {
		for j := range traits {
			away[i] += float64(p.white[i*traits+j] * mean[j])
		}
	}
	loss := p.weight / float64(traits) * (norm(d) + norm(away))
	d = product(product(p.white, d, traits), p.white, traits)
	k := p.weight / float64(traits) / n
	for i := range traits {
		var b float64
		for j := range traits {
			p.factor[i*traits+j] = float32(4 * k * d[i*traits+j])
			b += float64(2*k*p.white[i*traits+j]*away[j]) - float64(4*k*d[i*traits+j]*p.mean[j])
		}
		p.shift[i] = float32(b)
	}
	p.spread(c, out)
	return loss
}

// spread adds the gradient of the traits to that of the pixels that they are
// made of.
func (p *palette) spread(c, out *dream.Canvas) {
	nn.Rows(c.H, 8, func(from, to int) {
		line, g := make([]float32, c.W*traits), make([]float32, c.W*traits)
		of := func(y int) {
			traitsOf(line, c, y)
			kernel.Run(&kernel.Tile{X: line, XP: traits, XK: 1, R: 1, K: traits, W: p.factor, WK: traits,
				Y: g, YP: traits, P: c.W, C: traits, Start: kernel.FromBias, Bias: p.shift})
		}
		for y := from; y < to; y++ {
			row, last := out.Row(y), y == c.H-1
			of(y)
			along(row, g, !last)
			for i, reach := range reaches {
				end := y - reach
				if last { // it is below all those that would reach beyond it
					end = y - 1
				}
				for above := max(0, y-reach); above <= end; above++ {
					of(above)
					for x := 0; x < len(row); x += 3 {
						kernel.AddTo(row[x:x+3], g[x/3*traits+6+6*i:])
					}
				}
			}
		}
	})
}

// along adds what the traits of a row's pixels want of that row. In the last
// one a pixel is the one below itself, and wants nothing for that.
func along(row, g []float32, below bool) {
	w := len(row) / 3
	for x := range w {
		t, px := g[x*traits:][:traits], row[3*x:][:3]
		for j := range px {
			px[j] += t[j]
		}
		for i, reach := range reaches {
			d := t[3+6*i:][:6]
			right := row[3*min(x+reach, w-1):][:3]
			for j := range px {
				px[j] -= d[j]
				right[j] += d[j]
				if below {
					px[j] -= d[3+j]
				}
			}
		}
	}
}
