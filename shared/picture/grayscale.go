package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/disintegration/imaging"
)

// Grayscale leaves Rec. 601 luma of the encoded values: 0.299 R + 0.587 G +
// 0.114 B, rounded; alpha stays.
//
// A YCbCr JPEG keeps its Y plane alone and becomes one component. Palettes
// change and indices stay. 16 bits stay 16 bits. A PNG becomes gray or gray
// with alpha. A profile for colours is dropped.
func (p *Picture) Grayscale(ctx context.Context) (err error) {
	defer guardOperation(&err)
	wasGray := p.isGray()
	p.head.meta.forGray(wasGray)
	if wasGray {
		return ctx.Err()
	}
	if err := p.pixels(ctx); err != nil {
		return err
	}
	p.head.meta.adobe = false
	if p.anim != nil {
		return p.mapPalettes(ctx, grayColour)
	}
	switch m := p.still.(type) {
	case *image.YCbCr:
		p.still = &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect}
	case *image.Paletted:
		m.Palette = mapPalette(m.Palette, grayColour)
	case *image.NRGBA:
		return p.grayNRGBA(ctx, m)
	case *image.NRGBA64:
		return p.grayNRGBA64(ctx, m)
	}
	return ctx.Err()
}

// isGray says that the pixels are grays by their very type.
func (p *Picture) isGray() bool {
	if p.coded != nil {
		return p.head.gray
	}
	switch p.still.(type) {
	case *image.Gray, *image.Gray16:
		return true
	}
	return p.gray
}

func grayColour(c color.NRGBA) color.NRGBA {
	y := uint8(0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B) + 0.5)
	return color.NRGBA{y, y, y, c.A}
}

// grayNRGBA goes in strips, so that the context is heard between them and
// little memory is taken besides.
func (p *Picture) grayNRGBA(ctx context.Context, m *image.NRGBA) error {
	var out *image.Gray
	if !p.head.Alpha {
		out = image.NewGray(m.Rect)
	}
	err := strips(ctx, m, func(y int, strip *image.NRGBA) {
		g := imaging.Grayscale(strip)
		if out == nil {
			copyRows(strip, g)
			return
		}
		for i := range g.Rect.Dy() {
			src, dst := g.Pix[i*g.Stride:], out.Pix[(y+i)*out.Stride:][:out.Stride]
			for x := range dst {
				dst[x] = src[4*x]
			}
		}
	})
	if out != nil {
		p.still = out
	} else {
		p.gray = true
	}
	return err
}

func (p *Picture) grayNRGBA64(ctx context.Context, m *image.NRGBA64) error {
	w := m.Rect.Dx()
	var out *image.Gray16
	if !p.head.Alpha {
		out = image.NewGray16(m.Rect)
	}
	err := eachRow(ctx, m.Rect.Dy(), func(y int) {
		row := m.Pix[y*m.Stride:][:8*w]
		for i := 0; i < len(row); i += 8 {
			r, g, b := be16(row[i:]), be16(row[i+2:]), be16(row[i+4:])
			v := (299*r + 587*g + 114*b + 500) / 1000
			hi, lo := byte(v>>8), byte(v)
			if out != nil {
				dst := out.Pix[y*out.Stride+i/4:]
				dst[0], dst[1] = hi, lo
				continue
			}
			row[i], row[i+2], row[i+4] = hi, hi, hi
			row[i+1], row[i+3], row[i+5] = lo, lo, lo
		}
	})
	if out != nil {
		p.still = out
	} else {
		p.gray = true
	}
	return err
}

func be16(b []byte) uint32 { return uint32(b[0])<<8 | uint32(b[1]) }
