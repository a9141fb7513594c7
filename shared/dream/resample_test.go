package dream

import (
	"image"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// inOne is Resize with all rows of the one width in memory.
func inOne(c *Canvas, w, h int) *Canvas {
	narrow, out := NewCanvas(w, c.H), NewCanvas(w, h)
	across, down := filter(c.W, w), filter(c.H, h)
	for y := range c.H {
		across.apply(narrow.Row(y), c.Row(y))
	}
	for y := range h {
		for j, k := range down[y].weight {
			kernel.Axpy(out.Row(y), narrow.Row(down[y].from+j), k)
		}
	}
	return out
}

// TestStrips: what is resampled row by row is the same, bit for bit.
func TestStrips(t *testing.T) {
	for _, size := range [][4]int{
		{300, 200, 100, 70}, {300, 200, 300, 70}, {300, 200, 100, 200}, {300, 200, 700, 450}, {1, 1, 5, 5}, {5, 5, 1, 1},
		{1, 400, 1, 13}, {400, 1, 13, 1}, {33, 77, 34, 76}, {16383, 1, 500, 3}, {100, 1000, 77, 999},
	} {
		m := image.NewNRGBA(image.Rect(0, 0, size[0], size[1]))
		for i := range m.Pix {
			m.Pix[i] = byte(i*i*7 + i/3)
		}
		whole, w, h := FromImage(m, size[0], size[1]), size[2], size[3]
		want := inOne(whole, w, h)
		if got := whole.Resize(w, h); !slices.Equal(got.Pix, want.Pix) {
			t.Errorf("%v: another canvas", size)
		}
		if got := FromImage(m, w, h); !slices.Equal(got.Pix, want.Pix) {
			t.Errorf("%v: another canvas from the picture", size)
		}
		for i := range m.Pix {
			m.Pix[i] = 100
		}
		want.AddTo(m, 0.25)
		back := inOne(want, size[0], size[1])
		for i, v := range back.Pix {
			if got := m.Pix[i/3*4+i%3]; got != byteOf(100+float32(0.25*v)) {
				t.Fatalf("%v: value %d of the picture is %d", size, i, got)
			}
		}
	}
}
