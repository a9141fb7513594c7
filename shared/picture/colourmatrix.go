package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/pixel"
)

// colourMatrix maps the colours of all kinds but grays: palettes change and
// indices stay.
func (p *Picture) colourMatrix(ctx context.Context, m *pixel.Matrix) error {
	onColour := func(c color.NRGBA) color.NRGBA {
		c.R, c.G, c.B = m.Colour(c.R, c.G, c.B)
		return c
	}
	if p.anim != nil {
		return p.mapPalettes(ctx, onColour)
	}
	switch s := p.still.(type) {
	case *image.Paletted:
		s.Palette = mapPalette(s.Palette, onColour)
	case *image.YCbCr:
		return m.ApplyYCbCr(ctx, s)
	case *image.NRGBA, *image.NRGBA64:
		return m.Apply(ctx, pixel.Of(s))
	}
	return ctx.Err()
}
