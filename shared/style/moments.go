package style

import (
	"image"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// moments are the sums of a layer's channels over its cells, and of the products
// of each two channels: the Gram matrix, which says which features go together
// and not where.
type moments struct {
	channels int
	cells    float64
	sum      []float64 // by channel
	gram     []float64 // channels × channels
	parts    [][]float32
}

func newMoments(channels int) *moments {
	return &moments{channels: channels, sum: make([]float64, channels), gram: make([]float64, channels*channels)}
}

func (m *moments) clear() {
	m.cells = 0
	clear(m.sum)
	clear(m.gram)
}

// Rows are added up in so many parts at most, whatever the number of threads,
// and the parts in their order.
const mostParts = 16

// add adds the cells of an area.
func (m *moments) add(v nn.View, area image.Rectangle) {
	c := m.channels
	m.addRows(area, func() func(y int) []float32 {
		return func(y int) []float32 { return v.Row(0, y)[area.Min.X*c : area.Max.X*c] }
	})
}

// addRows adds rows of cells. reader makes a function that gives them, for one
// thread.
func (m *moments) addRows(area image.Rectangle, reader func() func(y int) []float32) {
	c, rows := m.channels, area.Dy()
	share := (rows + mostParts - 1) / mostParts
	n := (rows + share - 1) / share
	for len(m.parts) < n {
		m.parts = append(m.parts, make([]float32, c*(c+1)))
	}
	nn.Rows(n, 1, func(from, to int) {
		row := reader()
		for i := from; i < to; i++ {
			clear(m.parts[i])
			for y := area.Min.Y + i*share; y < min(area.Min.Y+(i+1)*share, area.Max.Y); y++ {
				m.row(m.parts[i], row(y))
			}
		}
	})
	for _, p := range m.parts[:n] {
		for i, s := range p[:c] {
			m.sum[i] += float64(s)
		}
		for i := range c {
			for j := i; j < c; j++ { // the other half is the same
				m.gram[i*c+j] += float64(p[c+i*c+j])
			}
		}
	}
	m.cells += float64(rows) * float64(area.Dx())
}

var unit = []float32{1}

// row adds a row of cells to a part: the sums, and then the products on and
// above the diagonal.
func (m *moments) row(part, row []float32) {
	const entries, width = 28, 32 // whole register tiles; see package kernel
	c := m.channels
	cells := len(row) / c
	for j := 0; j < c; j += width {
		w := min(width, c-j)
		kernel.Run(&kernel.Tile{X: unit, R: 1, K: cells, W: row[j:], WK: c,
			Y: part[j:], YP: c, P: 1, C: w, Start: kernel.FromY})
		for i := 0; i < min(c, j+w); i += entries {
			kernel.Run(&kernel.Tile{X: row[i:], XP: 1, XK: c, R: 1, K: cells, W: row[j:], WK: c,
				Y: part[c+i*c+j:], YP: c, P: min(entries, c-i), C: w, Start: kernel.FromY})
		}
	}
}

// mean is the mean of every channel.
func (m *moments) mean() []float64 {
	out := make([]float64, m.channels)
	for i, s := range m.sum {
		out[i] = s / m.cells
	}
	return out
}

// about is the mean of the products of each two channels about the centres: the
// covariances, where the centres are the means.
func (m *moments) about(centre []float64) []float64 {
	c, mean := m.channels, m.mean()
	out := make([]float64, c*c)
	for i := range c {
		for j := i; j < c; j++ {
			v := m.gram[i*c+j]/m.cells - float64(mean[i]*centre[j]) - float64(centre[i]*mean[j]) + float64(centre[i]*centre[j])
			out[i*c+j], out[j*c+i] = v, v
		}
	}
	return out
}
