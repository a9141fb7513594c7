package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/jpeg"
	"github.com/reverie-image/reverie/shared/pixel"
)

// rowReader writes row y of a picture to dst as NRGBA.
type rowReader func(y int, dst []byte)

// readRows reads the kinds that a Picture holds, but YCbCr, 16 bits as 8.
func readRows(img image.Image) rowReader {
	w := img.Bounds().Dx()
	switch m := img.(type) {
	case *image.NRGBA:
		return func(y int, dst []byte) { copy(dst, m.Pix[y*m.Stride:][:4*w]) }
	case *image.Gray:
		return func(y int, dst []byte) {
			for x, v := range m.Pix[y*m.Stride:][:w] {
				dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = v, v, v, 255
			}
		}
	case *image.Gray16:
		return func(y int, dst []byte) {
			row := m.Pix[y*m.Stride:][:2*w]
			for x := range w {
				v := narrow(row[2*x:])
				dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = v, v, v, 255
			}
		}
	case *image.NRGBA64:
		return func(y int, dst []byte) {
			row := m.Pix[y*m.Stride:][:8*w]
			for i := range 4 * w {
				dst[i] = narrow(row[2*i:])
			}
		}
	case *image.Paletted:
		var table [256]color.NRGBA
		for i, c := range m.Palette {
			table[i&255] = color.NRGBAModel.Convert(c).(color.NRGBA)
		}
		return func(y int, dst []byte) {
			for x, i := range m.Pix[y*m.Stride:][:w] {
				c := table[i]
				dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = c.R, c.G, c.B, c.A
			}
		}
	}
	return func(int, []byte) {}
}

// narrow is a big-endian 16-bit value as the nearest 8-bit one.
func narrow(b []byte) uint8 { return uint8((be16(b)*255 + 32895) >> 16) }

// toNRGBA is a copy of img, which is of a kind that a Picture holds. Pixels that
// have a chroma sample in common all get it: a JPEG made of them has it again.
func toNRGBA(ctx context.Context, img image.Image) (*image.NRGBA, error) {
	if m, ok := img.(*image.YCbCr); ok {
		return jpeg.NRGBA(ctx, m, false)
	}
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	read := readRows(img)
	return out, pixel.Rows(ctx, b.Dy(), func(y int) { read(y, out.Pix[y*out.Stride:][:out.Stride]) })
}

// nrgba is the still as an NRGBA, itself if it is one. It is for results that are
// not written as a JPEG again: chroma is smoothed, as those who show one do.
func (p *Picture) nrgba(ctx context.Context) (*image.NRGBA, error) {
	switch m := p.still.(type) {
	case *image.NRGBA:
		return m, nil
	case *image.YCbCr:
		return jpeg.NRGBA(ctx, m, true)
	}
	return toNRGBA(ctx, p.still)
}
