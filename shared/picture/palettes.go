package picture

import (
	"context"
	"image/color"
)

// mapPalette is a new palette of mapped colours. Entries that cannot be seen
// stay as they are: the GIF encoder knows them by that.
func mapPalette(pal color.Palette, f func(color.NRGBA) color.NRGBA) color.Palette {
	out := make(color.Palette, len(pal))
	for i, c := range pal {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		switch n.A {
		case 0:
			out[i] = c
		case 255:
			n = f(n)
			out[i] = color.RGBA{n.R, n.G, n.B, 255}
		default:
			a := n.A
			n = f(n)
			n.A = a
			out[i] = n
		}
	}
	return out
}

// mapPalettes maps the palettes of all frames. Frames that share the global
// one go on sharing it, so that it is written once.
func (p *Picture) mapPalettes(ctx context.Context, f func(color.NRGBA) color.NRGBA) error {
	global, _ := p.anim.Config.ColorModel.(color.Palette)
	var mapped color.Palette
	if len(global) > 0 {
		mapped = mapPalette(global, f)
		p.anim.Config.ColorModel = mapped
	}
	for _, m := range p.anim.Image {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(global) > 0 && len(m.Palette) == len(global) && &m.Palette[0] == &global[0] {
			m.Palette = mapped
		} else {
			m.Palette = mapPalette(m.Palette, f)
		}
	}
	return ctx.Err()
}
