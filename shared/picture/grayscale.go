package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/jpeg"
	"github.com/reverie-image/reverie/shared/pixel"
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
	p.head.meta.adobe = false
	if p.putOff(jpeg.Op{Kind: jpeg.Grayscale}, p.grayPixels) {
		return ctx.Err()
	}
	return p.grayPixels(ctx)
}

func (p *Picture) grayPixels(ctx context.Context) error {
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
		return p.head.gray || p.coded.gray
	}
	switch p.still.(type) {
	case *image.Gray, *image.Gray16:
		return true
	}
	return p.gray
}

func grayColour(c color.NRGBA) color.NRGBA {
	y := luma8(c.R, c.G, c.B)
	return color.NRGBA{y, y, y, c.A}
}

// lumaOf is a channel's share of the luma of each of its values.
func lumaOf(weight float64) (t [256]float64) {
	for i := range t {
		t[i] = weight * float64(i)
	}
	return t
}

var redLuma, greenLuma, blueLuma = lumaOf(0.299), lumaOf(0.587), lumaOf(0.114)

func luma8(r, g, b uint8) uint8 {
	return uint8(redLuma[r] + greenLuma[g] + blueLuma[b] + 0.5)
}

func (p *Picture) grayNRGBA(ctx context.Context, m *image.NRGBA) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if p.head.Alpha {
		p.gray = true
		return pixel.Rows(ctx, h, func(y int) {
			for row := m.Pix[y*m.Stride:][:4*w]; len(row) >= 4; row = row[4:] {
				v := luma8(row[0], row[1], row[2])
				row[0], row[1], row[2] = v, v, v
			}
		})
	}
	out := image.NewGray(m.Rect)
	p.still = out
	return pixel.Rows(ctx, h, func(y int) {
		row, dst := m.Pix[y*m.Stride:][:4*w], out.Pix[y*out.Stride:][:w]
		for x := range dst {
			px := row[4*x : 4*x+4 : 4*x+4]
			dst[x] = luma8(px[0], px[1], px[2])
		}
	})
}

func (p *Picture) grayNRGBA64(ctx context.Context, m *image.NRGBA64) error {
	w := m.Rect.Dx()
	var out *image.Gray16
	if !p.head.Alpha {
		out = image.NewGray16(m.Rect)
	}
	err := pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
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
