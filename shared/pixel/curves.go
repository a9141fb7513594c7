package pixel

import (
	"context"
	"image"
)

// Table is a function of an 8-bit channel.
type Table [256]uint8

// Tables are those of red, green and blue.
type Tables [3]Table

func (t *Table) wide() *wide {
	w := new(wide)
	for i := range w {
		w[i] = t[min(max(i-reach, 0), 255)]
	}
	return w
}

// Curves maps the channels of a YCbCr picture in place: pixels go to RGB with
// their chroma sample, through the tables, and back; the chroma sample becomes
// the mean of what its pixels give. That is what an encoder would make of the
// mapped pixels.
func Curves(ctx context.Context, m *image.YCbCr, t *Tables) error {
	w := [3]*wide{t[0].wide(), t[1].wide(), t[2].wide()}
	return eachStrip(ctx, m, func(s *strip) {
		s.expand(&w)
		s.contract()
	})
}
