package picture

import (
	"context"
	"fmt"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/pixel"
)

// normalise makes what a decoder returned one of the six kinds that Picture
// holds. An opaque RGBA is an NRGBA as it stands.
func normalise(ctx context.Context, img image.Image) (image.Image, error) {
	switch m := img.(type) {
	case *image.Gray, *image.Gray16, *image.NRGBA, *image.NRGBA64, *image.YCbCr:
		return m, nil
	case *image.Paletted:
		return m, safePalette(m)
	case *image.RGBA:
		out := &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		if m.Opaque() {
			return out, nil
		}
		return out, pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
			row := out.Pix[y*out.Stride:][:4*m.Rect.Dx()]
			for i := 0; i < len(row); i += 4 {
				c := color.NRGBAModel.Convert(color.RGBA{row[i], row[i+1], row[i+2], row[i+3]}).(color.NRGBA)
				row[i], row[i+1], row[i+2] = c.R, c.G, c.B
			}
		})
	case *image.RGBA64:
		out := &image.NRGBA64{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		if m.Opaque() {
			return out, nil
		}
		return out, pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
			for x := range m.Rect.Dx() {
				c := color.NRGBA64Model.Convert(m.RGBA64At(x, y)).(color.NRGBA64)
				out.SetNRGBA64(x, y, c)
			}
		})
	case *image.CMYK:
		out := image.NewNRGBA(m.Rect)
		return out, pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
			src, dst := m.Pix[y*m.Stride:][:4*m.Rect.Dx()], out.Pix[y*out.Stride:]
			for i := 0; i < len(src); i += 4 {
				dst[i], dst[i+1], dst[i+2] = color.CMYKToRGB(src[i], src[i+1], src[i+2], src[i+3])
				dst[i+3] = 255
			}
		})
	}
	return nil, fmt.Errorf("unknown pixel type %T", img)
}

// safePalette refuses an index without a colour, so that nothing after it
// needs to look.
func safePalette(m *image.Paletted) error {
	if len(m.Palette) >= 256 {
		return nil
	}
	for y := range m.Rect.Dy() {
		for _, i := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			if int(i) >= len(m.Palette) {
				return fmt.Errorf("palette index %d of %d", i, len(m.Palette))
			}
		}
	}
	return nil
}

// fromWebP makes pixels of VP8's planes. They are BT.601 in video range
// (RFC 9649, 2.5), which image.YCbCr and its converters take for full range;
// the factors are libwebp's.
func fromWebP(ctx context.Context, img image.Image) (image.Image, error) {
	var planes *image.YCbCr
	var alpha []byte
	stride := 0
	switch m := img.(type) {
	case *image.YCbCr:
		planes = m
	case *image.NYCbCrA:
		planes, alpha, stride = &m.YCbCr, m.A, m.AStride
	default:
		return img, nil
	}
	w, h := planes.Rect.Dx(), planes.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	return out, pixel.Rows(ctx, h, func(y int) {
		luma := planes.Y[y*planes.YStride:][:w]
		cb, cr := planes.Cb[y/2*planes.CStride:], planes.Cr[y/2*planes.CStride:]
		dst := out.Pix[y*out.Stride:][:4*w]
		for x, yy := range luma {
			v, u, t := 19077*int(yy)>>8, int(cb[x/2]), int(cr[x/2])
			dst[4*x] = clip6(v + 26149*t>>8 - 14234)
			dst[4*x+1] = clip6(v - 6419*u>>8 - 13320*t>>8 + 8708)
			dst[4*x+2] = clip6(v + 33050*u>>8 - 17685)
			dst[4*x+3] = 255
			if alpha != nil {
				dst[4*x+3] = alpha[y*stride+x]
			}
		}
	})
}

// clip6 is v/64, within 0…255.
func clip6(v int) uint8 { return uint8(min(max(v>>6, 0), 255)) }
