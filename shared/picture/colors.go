package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/pixel"
)

// MapColors replaces each colour by f of it; alpha stays. f is given and gives
// encoded 8-bit values, must depend on nothing but them, and is called from
// several goroutines at once. Palettes change and indices stay. A 16-bit
// picture becomes an 8-bit one; a gray one stays gray if f keeps all grays
// gray. For a function of single channels, MapChannels is faster and keeps 16
// bits.
func (p *Picture) MapColors(ctx context.Context, f func(r, g, b uint8) (uint8, uint8, uint8)) (err error) {
	defer guardOperation(&err)
	if err := p.pixels(ctx); err != nil {
		return err
	}
	onColour := func(c color.NRGBA) color.NRGBA {
		r, g, b := f(c.R, c.G, c.B)
		return color.NRGBA{r, g, b, c.A}
	}
	if p.anim != nil {
		return p.mapPalettes(ctx, onColour)
	}
	switch m := p.still.(type) {
	case *image.Paletted:
		m.Palette = mapPalette(m.Palette, onColour)
		return ctx.Err()
	case *image.YCbCr:
		return mapPlanes(ctx, m, f)
	case *image.Gray:
		if table, ok := grayTable(f); ok {
			return p.applyCurve(ctx, curve{b: table})
		}
	}
	m, err := p.nrgba(ctx)
	if err != nil {
		return err
	}
	if _, ok := grayTable(f); !ok {
		p.coloured()
	}
	p.still = m
	return pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
		for row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]; len(row) >= 4; row = row[4:] {
			row[0], row[1], row[2] = f(row[0], row[1], row[2])
		}
	})
}

// coloured notes that a picture of grays may hold colours from here on.
func (p *Picture) coloured() {
	p.gray = false
	if p.head.gray {
		p.head.meta.forColour()
		p.head.meta.pngICC = nil
	}
}

// grayTable is f as a function of grays, if it is one.
func grayTable(f func(r, g, b uint8) (uint8, uint8, uint8)) (table [256]uint8, ok bool) {
	for i := range table {
		r, g, b := f(uint8(i), uint8(i), uint8(i))
		if r != g || g != b {
			return table, false
		}
		table[i] = r
	}
	return table, true
}
