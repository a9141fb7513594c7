package dream

import (
	"image"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// Canvas is a picture being worked on: RGB values from 0 to 255, row by row.
type Canvas struct {
	W, H int
	Pix  []float32
}

// NewCanvas is an empty canvas.
func NewCanvas(w, h int) *Canvas { return &Canvas{W: w, H: h, Pix: make([]float32, 3*w*h)} }

// Row is row y: 3·W values.
func (c *Canvas) Row(y int) []float32 { return c.Pix[3*c.W*y : 3*c.W*(y+1) : 3*c.W*(y+1)] }

// FromImage takes the colours of a picture, whatever its transparency, at the
// size w × h.
func FromImage(m *image.NRGBA, w, h int) *Canvas {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	out, across := NewCanvas(w, h), filter(width, w)
	reader := func() func(int, []float32) {
		line := make([]float32, 3*width)
		return func(y int, to []float32) {
			px := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):]
			for x := range width {
				for i := range 3 {
					line[3*x+i] = float32(px[4*x+i])
				}
			}
			if w == width {
				copy(to, line)
			} else {
				across.apply(to, line)
			}
		}
	}
	if h != height {
		stretch(w, height, h, reader, func(y int, row []float32) { copy(out.Row(y), row) })
		return out
	}
	nn.Rows(h, 16, func(from, to int) {
		read := reader()
		for y := from; y < to; y++ {
			read(y, out.Row(y))
		}
	})
	return out
}

// AddTo adds a times the canvas, brought to the picture's size, to the colours
// of a picture, and leaves its transparency as it is.
func (c *Canvas) AddTo(m *image.NRGBA, a float32) {
	c.resize(m.Rect.Dx(), m.Rect.Dy(), func(y int, row []float32) {
		px := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):]
		for x := range m.Rect.Dx() {
			for i := range 3 {
				px[4*x+i] = byteOf(float32(px[4*x+i]) + float32(a*row[3*x+i]))
			}
		}
	})
}

// Image is the canvas as an opaque picture.
func (c *Canvas) Image() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, c.W, c.H))
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 255
	}
	c.AddTo(m, 1)
	return m
}

func byteOf(v float32) byte { return byte(min(max(v, 0), 255) + 0.5) }

// Each calls f for every row on all threads.
func (c *Canvas) Each(f func(y int, row []float32)) {
	nn.Rows(c.H, 8, func(from, to int) {
		for y := from; y < to; y++ {
			f(y, c.Row(y))
		}
	})
}

// total adds up f of every row, in the order of rows.
func (c *Canvas) total(f func(row []float32) float64) (sum float64) {
	parts := make([]float64, c.H)
	c.Each(func(y int, row []float32) { parts[y] = f(row) })
	for _, p := range parts {
		sum += p
	}
	return sum
}

// add adds a·d to the canvas.
func (c *Canvas) add(d *Canvas, a float32) {
	c.Each(func(y int, row []float32) { kernel.Axpy(row, d.Row(y), a) })
}

// scale multiplies the canvas by a.
func (c *Canvas) scale(a float32) {
	c.Each(func(_ int, row []float32) { kernel.Scale(row, row, a) })
}

// mirror is the index in 0 … n−1 that i stands for when the picture goes on
// beyond its edges as in a mirror.
func mirror(i, n int) int {
	period := 2 * n
	i %= period
	if i < 0 {
		i += period
	}
	if i >= n {
		i = period - 1 - i
	}
	return i
}
