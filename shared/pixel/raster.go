package pixel

import (
	"fmt"
	"image"
)

// Raster is where the pixels of a picture, or of one plane of it, lie: N
// interleaved channels of 8 bits, or with Deep of 16 bits, big-endian. N is 1
// (a gray or a plane) or 4 (red, green, blue and an alpha that they are not
// multiplied by).
type Raster struct {
	Pix    []byte
	Stride int // bytes from a row to the next
	W, H   int // pixels
	N      int
	Deep   bool
	Opaque bool // of four channels: alpha is known to be full everywhere
}

// Of is the raster of a Gray, Gray16, NRGBA or NRGBA64, whose pixels it shares.
func Of(m image.Image) Raster {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	switch m := m.(type) {
	case *image.Gray:
		return Raster{Pix: m.Pix, Stride: m.Stride, W: w, H: h, N: 1}
	case *image.Gray16:
		return Raster{Pix: m.Pix, Stride: m.Stride, W: w, H: h, N: 1, Deep: true}
	case *image.NRGBA:
		return Raster{Pix: m.Pix, Stride: m.Stride, W: w, H: h, N: 4, Opaque: m.Opaque()}
	case *image.NRGBA64:
		return Raster{Pix: m.Pix, Stride: m.Stride, W: w, H: h, N: 4, Deep: true, Opaque: m.Opaque()}
	}
	panic(fmt.Sprintf("pixel: no raster of a %T", m))
}

// size is the bytes of a pixel.
func (r *Raster) size() int {
	if r.Deep {
		return 2 * r.N
	}
	return r.N
}

// top is the value of a full channel.
func (r *Raster) top() float32 {
	if r.Deep {
		return 65535
	}
	return 255
}

// row is the bytes of pixels x0 to x1 of row y.
func (r *Raster) row(y, x0, x1 int) []byte {
	s := r.size()
	return r.Pix[y*r.Stride+x0*s:][: (x1-x0)*s : (x1-x0)*s]
}

func be16(b []byte) uint32 { return uint32(b[0])<<8 | uint32(b[1]) }

func put16(b []byte, v uint32) { b[0], b[1] = byte(v>>8), byte(v) }
