package picture

import (
	"context"
	"encoding/binary"
	"image"
	"slices"

	"github.com/reverie-image/reverie/shared/jpeg"
	"github.com/reverie-image/reverie/shared/pixel"
)

// FlipHorizontal mirrors the picture left to right, as it is shown: where the
// EXIF orientation turns it on its side (5 to 8), the stored pixels are
// mirrored top to bottom, and the orientation stays. A GIF's frames are
// mirrored, and so are their places.
//
// Planes of a YCbCr JPEG stay planes; where the width is no multiple of the
// chroma subsampling, a chroma sample is the mean of those it comes to cover.
func (p *Picture) FlipHorizontal(ctx context.Context) (err error) {
	defer guardOperation(&err)
	return p.mirrored(ctx, p.head.Orientation >= 5)
}

// mirrored mirrors what is stored left to right, or top to bottom.
func (p *Picture) mirrored(ctx context.Context, over bool) error {
	kind, onPixels := jpeg.FlipHorizontal, p.flipColumns
	if over {
		kind, onPixels = jpeg.FlipVertical, p.flipRows
	}
	if p.putOff(jpeg.Op{Kind: kind}, onPixels) {
		return ctx.Err()
	}
	return onPixels(ctx)
}

// flipColumns mirrors the stored pixels left to right.
func (p *Picture) flipColumns(ctx context.Context) error {
	if p.anim != nil {
		return p.flipFrames(ctx)
	}
	if p.film != nil {
		return p.flipFilm(ctx, false)
	}
	w, h := p.bounds().Dx(), p.bounds().Dy()
	switch m := p.still.(type) {
	case *image.NRGBA:
		return pixel.Rows(ctx, h, func(y int) { mirror32(m.Pix[y*m.Stride:][:4*w]) })
	case *image.Gray:
		return mirror(ctx, m.Pix, m.Stride, w, h, 1)
	case *image.Gray16:
		return mirror(ctx, m.Pix, m.Stride, w, h, 2)
	case *image.NRGBA64:
		return mirror(ctx, m.Pix, m.Stride, w, h, 8)
	case *image.Paletted:
		return mirror(ctx, m.Pix, m.Stride, w, h, 1)
	case *image.YCbCr:
		return mirrorPlanes(ctx, m)
	}
	return ctx.Err()
}

func (p *Picture) flipFrames(ctx context.Context) error {
	for _, m := range p.anim.Image {
		if err := mirror(ctx, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 1); err != nil {
			return err
		}
		m.Rect.Min.X, m.Rect.Max.X = p.anim.Config.Width-m.Rect.Max.X, p.anim.Config.Width-m.Rect.Min.X
	}
	return nil
}

// mirror reverses each of h rows of w pixels of size bytes.
func mirror(ctx context.Context, pix []byte, stride, w, h, size int) error {
	return pixel.Rows(ctx, h, func(y int) {
		row := pix[y*stride:][:w*size]
		if size == 1 {
			slices.Reverse(row)
			return
		}
		for i, j := 0, len(row)-size; i < j; i, j = i+size, j-size {
			for k := range size {
				row[i+k], row[j+k] = row[j+k], row[i+k]
			}
		}
	})
}

// mirror32 reverses a row of pixels of four bytes.
func mirror32(row []byte) {
	for len(row) >= 8 {
		end := row[len(row)-4:]
		a, b := binary.NativeEndian.Uint32(row), binary.NativeEndian.Uint32(end)
		binary.NativeEndian.PutUint32(row, b)
		binary.NativeEndian.PutUint32(end, a)
		row = row[4 : len(row)-4]
	}
}

// subsampling is how many pixels share a chroma sample across and down.
func subsampling(r image.YCbCrSubsampleRatio) (h, v int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

func mirrorPlanes(ctx context.Context, m *image.YCbCr) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if err := mirror(ctx, m.Y, m.YStride, w, h, 1); err != nil {
		return err
	}
	sx, sy := subsampling(m.SubsampleRatio)
	cw, ch := (w+sx-1)/sx, (h+sy-1)/sy
	for _, plane := range [][]byte{m.Cb, m.Cr} {
		var err error
		if w%sx == 0 {
			err = mirror(ctx, plane, m.CStride, cw, ch, 1)
		} else {
			err = pixel.Rows(ctx, ch, func(y int) {
				row := plane[y*m.CStride:][:cw]
				mirrorUneven(row, slices.Clone(row), w, sx)
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mirrorUneven mirrors chroma samples that cover s of w pixels each, the last
// of them fewer: each becomes the mean over the pixels it covers afterwards.
func mirrorUneven(dst, src []byte, w, s int) {
	for c := range dst {
		sum, n := 0, min(s, w-c*s)
		for i := range n {
			sum += int(src[(w-1-c*s-i)/s])
		}
		dst[c] = byte((sum + n/2) / n)
	}
}
