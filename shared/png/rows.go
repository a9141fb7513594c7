package png

import (
	"image"
	"image/color"
)

// canvas is a picture being decoded: pixels of a fixed size, row by row.
type canvas struct {
	img    image.Image
	pix    []byte
	stride int
	size   int // bytes a pixel
	// expand makes pixels of a row of stored samples; nil where they are the same.
	expand func(dst, src []byte)
}

// newCanvas allocates a picture of w × h pixels for what a header says.
func newCanvas(h Header, w, height int, pal color.Palette, key []uint16) *canvas {
	r := image.Rect(0, 0, w, height)
	deep := h.Depth == 16
	switch {
	case h.Color == Palette:
		m := image.NewPaletted(r, pal)
		c := &canvas{img: m, pix: m.Pix, stride: m.Stride, size: 1}
		if h.Depth < 8 {
			c.expand = func(dst, src []byte) { unpack(dst, src, h.Depth, 1) }
		}
		return c
	case h.Color == Gray && key == nil && deep:
		m := image.NewGray16(r)
		return &canvas{img: m, pix: m.Pix, stride: m.Stride, size: 2}
	case h.Color == Gray && key == nil:
		m := image.NewGray(r)
		c := &canvas{img: m, pix: m.Pix, stride: m.Stride, size: 1}
		if h.Depth < 8 {
			c.expand = func(dst, src []byte) { unpack(dst, src, h.Depth, 255/(1<<h.Depth-1)) }
		}
		return c
	case deep:
		m := image.NewNRGBA64(r)
		return &canvas{img: m, pix: m.Pix, stride: m.Stride, size: 8, expand: expand16(h.Color, key)}
	}
	m := image.NewNRGBA(r)
	return &canvas{img: m, pix: m.Pix, stride: m.Stride, size: 4, expand: expand8(h, key)}
}

// from is what of a canvas lies at y and below.
func (c *canvas) from(y int) *canvas {
	part := *c
	part.pix = c.pix[y*c.stride:]
	return &part
}

// Part is r of a picture of a kind that Decode gives, with its origin at 0, 0; it
// shares its pixels. It is nil of other kinds.
func Part(img image.Image, r image.Rectangle) image.Image {
	at := image.Rect(0, 0, r.Dx(), r.Dy())
	switch m := img.(type) {
	case *image.Gray:
		return &image.Gray{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}
	case *image.Gray16:
		return &image.Gray16{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}
	case *image.NRGBA:
		return &image.NRGBA{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}
	case *image.NRGBA64:
		return &image.NRGBA64{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at}
	case *image.Paletted:
		return &image.Paletted{Pix: m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], Stride: m.Stride, Rect: at, Palette: m.Palette}
	}
	return nil
}

func (c *canvas) row(y, w int) []byte { return c.pix[y*c.stride:][:w*c.size] }

// unpack makes bytes of samples of less than 8 bits, times scale.
func unpack(dst, src []byte, depth, scale int) {
	per, mask := 8/depth, byte(1<<depth-1)
	for i := range dst {
		dst[i] = src[i/per] >> (8 - depth - i%per*depth) & mask * byte(scale)
	}
}

// expand8 is for types whose pixels become four bytes.
func expand8(h Header, key []uint16) func(dst, src []byte) {
	switch {
	case h.Color == RGBA:
		return nil
	case h.Color == GrayAlpha:
		return func(dst, src []byte) {
			for ; len(dst) >= 4 && len(src) >= 2; dst, src = dst[4:], src[2:] {
				dst[0], dst[1], dst[2], dst[3] = src[0], src[0], src[0], src[1]
			}
		}
	case h.Color == Gray:
		scale := 255 / (1<<h.Depth - 1)
		return func(dst, src []byte) {
			line := make([]byte, len(dst)/4)
			unpack(line, src, h.Depth, 1)
			for i, v := range line {
				s, a := v*byte(scale), byte(255)
				if uint16(v) == key[0] {
					a = 0
				}
				dst[4*i], dst[4*i+1], dst[4*i+2], dst[4*i+3] = s, s, s, a
			}
		}
	}
	return func(dst, src []byte) {
		for ; len(dst) >= 4 && len(src) >= 3; dst, src = dst[4:], src[3:] {
			dst[0], dst[1], dst[2], dst[3] = src[0], src[1], src[2], 255
			if key != nil && uint16(src[0]) == key[0] && uint16(src[1]) == key[1] && uint16(src[2]) == key[2] {
				dst[3] = 0
			}
		}
	}
}

// expand16 is for types whose pixels become four times two bytes.
func expand16(t ColorType, key []uint16) func(dst, src []byte) {
	n := t.Channels()
	if n == 4 {
		return nil
	}
	at := [4]int{0, 2, 4, 6}
	if t.IsGray() {
		at = [4]int{0, 0, 0, 2}
	}
	return func(dst, src []byte) {
		for ; len(dst) >= 8 && len(src) >= 2*n; dst, src = dst[8:], src[2*n:] {
			for k, from := range at[:3] {
				dst[2*k], dst[2*k+1] = src[from], src[from+1]
			}
			dst[6], dst[7] = 255, 255
			if t == GrayAlpha {
				dst[6], dst[7] = src[2], src[3]
			}
			hit := key != nil
			for k, v := range key {
				hit = hit && be16(src[2*k:]) == v
			}
			if hit {
				dst[6], dst[7] = 0, 0
			}
		}
	}
}
