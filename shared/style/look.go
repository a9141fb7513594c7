package style

import (
	"image"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// look is what a layer is to look like: the means and covariances of its
// channels in the style's picture. Gatys and others compare Gram matrices of the
// activations as they are, which are mostly the product of the means; about the
// style's means they tell textures apart better (compare Novak and Nikulin,
// Improving the Neural Algorithm of Artistic Style, 2016).
type look struct {
	node       int
	weight     float64
	mean       []float64
	covariance []float64
	spread     float64 // square norm of the covariance
	variance   float64 // its trace

	now    *moments
	factor []float32 // of the gradient: channels × channels
	shift  []float32
}

// newLook takes the style's moments.
func newLook(node int, weight float64, m *moments) *look {
	l := &look{node: node, weight: weight, mean: m.mean(), now: newMoments(m.channels)}
	l.covariance = m.about(l.mean)
	// Even a style of one colour has a scale to compare with.
	const floor = 1e-3
	raw := m.about(make([]float64, m.channels))
	l.spread, l.variance = norm(l.covariance)+float64(floor*norm(raw))+1e-12, 1e-12
	for i := range m.channels {
		l.variance += l.covariance[i*m.channels+i] + float64(floor*raw[i*m.channels+i])
	}
	l.factor, l.shift = make([]float32, len(raw)), make([]float32, m.channels)
	return l
}

func norm(m []float64) (sum float64) {
	for _, v := range m {
		sum += float64(v * v)
	}
	return sum
}

// loss is weight × (‖G − Σ‖² / ‖Σ‖² + ‖m − μ‖² / tr Σ), where μ and Σ are the
// style's means and covariances, m the picture's means and G the mean products
// of its channels about μ. It prepares the gradient with respect to a cell a,
// which is a·factor + shift.
func (l *look) loss() float64 {
	c, mean := l.now.channels, l.now.mean()
	d := l.now.about(l.mean)
	for i, v := range l.covariance {
		d[i] -= v
	}
	away := make([]float64, c)
	for i := range away {
		away[i] = mean[i] - l.mean[i]
	}
	k := 4 * l.weight / float64(l.now.cells*l.spread)
	for i := range c {
		var b float64
		for j := range c {
			l.factor[i*c+j] = float32(float64(k * d[i*c+j]))
			b += float64(d[i*c+j] * l.mean[j])
		}
		l.shift[i] = float32(float64(2*l.weight/float64(l.now.cells*l.variance)*away[i]) - float64(k*b))
	}
	return float64(l.weight * (norm(d)/l.spread + norm(away)/l.variance))
}

// seed writes the gradient with respect to all cells of a layer, or adds it.
func (l *look) seed(act, gradient nn.View, add bool) {
	const width = 32
	c := act.C
	nn.Rows(act.H, 1, func(from, to int) {
		for y := from; y < to; y++ {
			row, g := act.Row(0, y), gradient.Row(0, y)
			t := kernel.Tile{X: row, XP: c, XK: 1, R: 1, K: c, WK: c, YP: c, P: act.W, Start: kernel.FromBias}
			if add {
				for i := 0; i < len(g); i += c {
					kernel.AddTo(g[i:i+c], l.shift)
				}
				t.Start = kernel.FromY
			}
			for j := 0; j < c; j += width {
				t.C, t.W, t.Y, t.Bias = min(width, c-j), l.factor[j:], g[j:], l.shift[j:]
				kernel.Run(&t)
			}
		}
	})
}

// scene is what a layer is to show, and where: its activations on the content's
// picture, by tile.
type scene struct {
	node   int
	weight float64
	tiles  [][]float32
	energy float64 // of the activations about their mean
}

// keep notes the activations of one more tile.
func (s *scene) keep(act nn.View) {
	row := act.W * act.C
	t := make([]float32, act.H*row)
	for y := range act.H {
		copy(t[y*row:], act.Row(0, y))
	}
	s.tiles = append(s.tiles, t)
}

// scale sets what differences are compared with, from the content's moments.
// Even a picture of one colour has a scale.
func (s *scene) scale(m *moments) {
	const floor = 0.05
	var total, spread float64
	for i, mean := range m.mean() {
		square := m.gram[i*m.channels+i]
		total += square
		spread += square - float64(float64(mean*mean)*m.cells)
	}
	s.energy = max(spread, 0) + float64(floor*total) + 1e-12
}

// loss is weight × Σ (a − content)² / energy over the cells of an area.
func (s *scene) loss(tile int, act nn.View, area image.Rectangle) float64 {
	sums := make([]float64, act.H)
	row := act.W * act.C
	nn.Rows(area.Dy(), 1, func(from, to int) {
		for y := area.Min.Y + from; y < area.Min.Y+to; y++ {
			want := s.tiles[tile][y*row:][area.Min.X*act.C : area.Max.X*act.C]
			for i, v := range act.Row(0, y)[area.Min.X*act.C:][:len(want)] {
				d := float64(v) - float64(want[i])
				sums[y] += float64(d * d)
			}
		}
	})
	var sum float64
	for _, v := range sums {
		sum += v
	}
	return s.weight * sum / s.energy
}

// seed writes the gradient with respect to all cells, or adds it.
func (s *scene) seed(tile int, act, gradient nn.View, add bool) {
	k := float32(2 * s.weight / s.energy)
	row := act.W * act.C
	nn.Rows(act.H, 1, func(from, to int) {
		for y := from; y < to; y++ {
			g, want := gradient.Row(0, y), s.tiles[tile][y*row:][:row]
			if !add {
				clear(g)
			}
			kernel.Axpy(g, act.Row(0, y), k)
			kernel.Axpy(g, want, -k)
		}
	})
}
