package png

import (
	"image"
	"image/color"
)

func (r *reader) readPalette(b []byte) error {
	n := len(b) / 3
	switch {
	case len(b)%3 != 0 || n == 0 || n > 256 || r.palette != nil || len(r.idat) > 0:
		return damaged("a wrong palette")
	case r.Color == Palette && n > 1<<r.Depth:
		return damaged("a palette of %d colours for %d bits", n, r.Depth)
	case r.Color.IsGray():
		return damaged("a palette of grays")
	case r.Color != Palette:
		r.palette = color.Palette{} // a suggestion to those who have few colours
		return nil
	}
	r.palette = make(color.Palette, n)
	for i := range r.palette {
		r.palette[i] = color.RGBA{b[3*i], b[3*i+1], b[3*i+2], 255}
	}
	return nil
}

func (r *reader) readTransparency(b []byte) error {
	if r.trns || len(r.idat) > 0 {
		return damaged("misplaced transparency")
	}
	r.trns = true
	switch n := r.Color.Channels(); {
	case r.Color == Palette:
		if len(b) > 256 || len(r.palette) == 0 {
			return damaged("misplaced transparency")
		}
		r.palette = extended(r.palette, len(b))
		for i, a := range b {
			c := r.palette[i].(color.RGBA)
			r.palette[i] = color.NRGBA{c.R, c.G, c.B, a}
		}
	case r.Color.HasAlpha():
		return damaged("transparency besides alpha")
	case len(b) != 2*n:
		return damaged("transparency of %d bytes", len(b))
	default:
		for i := range n {
			r.key = append(r.key, be16(b[2*i:])&(1<<r.Depth-1))
		}
	}
	return nil
}

// extended is a palette of at least n colours; what was missing is black, as
// other decoders have it.
func extended(pal color.Palette, n int) color.Palette {
	for len(pal) < n {
		pal = append(pal, color.RGBA{A: 255})
	}
	return pal
}

// completePalettes gives every index in use a colour, in all frames the same.
func completePalettes(im *Image) {
	if m, ok := im.Pixels.(*image.Paletted); !ok || len(m.Palette) == 256 {
		return
	}
	all := []*image.Paletted{im.Pixels.(*image.Paletted)}
	if a := im.Animation; a != nil {
		all = append(all, a.Strip.(*image.Paletted))
		for _, f := range a.Frames {
			all = append(all, f.Pixels.(*image.Paletted))
		}
	}
	most := byte(0)
	whole := all[min(1, len(all)-1)] // the strip, where there is one
	for _, v := range whole.Pix {
		most = max(most, v)
	}
	pal := extended(all[0].Palette, int(most)+1)
	for _, m := range all {
		m.Palette = pal
	}
}
