package picture

import (
	"context"
	"image"
	"image/color"
	"math"
	"sync"

	"github.com/reverie-image/reverie/shared/pixel"
)

// curve is a function of one channel as tables, for 8 and for 16 bits.
type curve struct {
	b [256]uint8
	w func() *[65536]uint16
}

// newCurve tabulates f, which maps 0…1 to 0…1; results outside are clipped
// and rounded to the nearest.
func newCurve(f func(float64) float64) curve {
	at := func(i int, top float64) float64 {
		v := f(float64(i)/top) * top
		if math.IsNaN(v) {
			return 0
		}
		return math.Floor(min(max(v, 0), top) + 0.5)
	}
	c := curve{w: sync.OnceValue(func() *[65536]uint16 {
		t := new([65536]uint16)
		for i := range t {
			t[i] = uint16(at(i, 65535))
		}
		return t
	})}
	for i := range c.b {
		c.b[i] = uint8(at(i, 255))
	}
	return c
}

// MapChannels replaces each of red, green and blue by f of it; alpha stays. f
// is given the encoded value (not linear light) as 0…1 and gives one; it is
// called once for each possible value, not for each pixel. Palettes change and
// indices stay, 16 bits stay 16 bits, YCbCr stays YCbCr.
func (p *Picture) MapChannels(ctx context.Context, f func(v float64) float64) error {
	return p.applyCurve(ctx, newCurve(f))
}

func (p *Picture) applyCurve(ctx context.Context, c curve) (err error) {
	defer guardOperation(&err)
	if err := p.pixels(ctx); err != nil {
		return err
	}
	onColour := func(n color.NRGBA) color.NRGBA { return color.NRGBA{c.b[n.R], c.b[n.G], c.b[n.B], n.A} }
	if p.anim != nil {
		return p.mapPalettes(ctx, onColour)
	}
	w, h := p.still.Bounds().Dx(), p.still.Bounds().Dy()
	switch m := p.still.(type) {
	case *image.Paletted:
		m.Palette = mapPalette(m.Palette, onColour)
	case *image.Gray:
		return pixel.Rows(ctx, h, func(y int) {
			row := m.Pix[y*m.Stride:][:w]
			for i, v := range row {
				row[i] = c.b[v]
			}
		})
	case *image.NRGBA:
		return pixel.Rows(ctx, h, func(y int) {
			for row := m.Pix[y*m.Stride:][:4*w]; len(row) >= 4; row = row[4:] {
				row[0], row[1], row[2] = c.b[row[0]], c.b[row[1]], c.b[row[2]]
			}
		})
	case *image.Gray16:
		return curve16(ctx, m.Pix, m.Stride, w, h, 1, c)
	case *image.NRGBA64:
		return curve16(ctx, m.Pix, m.Stride, w, h, 4, c)
	case *image.YCbCr:
		return pixel.Curves(ctx, m, &pixel.Tables{c.b, c.b, c.b})
	}
	return ctx.Err()
}

// curve16 works on rows of w pixels of n big-endian channels; of four, the
// last is alpha.
func curve16(ctx context.Context, pix []byte, stride, w, h, n int, c curve) error {
	t := c.w()
	return pixel.Rows(ctx, h, func(y int) {
		row := pix[y*stride:][:2*n*w]
		for i := 0; i < len(row); i += 2 {
			if n == 4 && i%8 == 6 {
				continue
			}
			v := t[be16(row[i:])]
			row[i], row[i+1] = byte(v>>8), byte(v)
		}
	})
}
