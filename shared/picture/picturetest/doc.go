// Package picturetest makes pictures for tests: good ones, hostile ones and
// damaged ones, all in code, and compares results. It is for tests only.
package picturetest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
)

// Photo is a w × h picture much like a photograph: smooth shades, a few edges
// and a little noise, the same each time.
func Photo(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		fy := float64(y) / float64(h)
		for x := range w {
			fx := float64(x) / float64(w)
			red := 128 + 90*math.Sin(5*fx+2*fy)
			green := 120 + 80*math.Cos(4*fy-3*fx)
			blue := 200 - 140*fy
			if (fx-0.6)*(fx-0.6)+(fy-0.4)*(fy-0.4) < 0.04 {
				red, green = red*0.6+80, green*0.5
			}
			n := r.Float64()*6 - 3
			m.SetNRGBA(x, y, color.NRGBA{clip(red + n), clip(green + n), clip(blue + n), 255})
		}
	}
	return m
}

// Translucent is Photo with an alpha that runs from 0 to 255.
func Translucent(w, h int) *image.NRGBA {
	m := Photo(w, h)
	for y := range h {
		for x := range w {
			m.Pix[y*m.Stride+4*x+3] = uint8(255 * x / max(w-1, 1))
		}
	}
	return m
}

// Deep is a 16-bit picture that no 8-bit one can hold.
func Deep(w, h int) *image.NRGBA64 {
	m := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint16((x*h + y) * 65535 / max(w*h-1, 1))
			m.SetNRGBA64(x, y, color.NRGBA64{v, 65535 - v, v/2 + 77, 65535})
		}
	}
	return m
}

// JPEG encodes m as 4:2:0, or as one component if it is a Gray.
func JPEG(m image.Image, quality int) []byte {
	var b bytes.Buffer
	if n, ok := m.(*image.NRGBA); ok && n.Opaque() {
		m = &image.RGBA{Pix: n.Pix, Stride: n.Stride, Rect: n.Rect}
	}
	must(jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}))
	return b.Bytes()
}

// PNG encodes m.
func PNG(m image.Image) []byte {
	var b bytes.Buffer
	must((&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m))
	return b.Bytes()
}

// TruncatedJPEG is a good JPEG less the last of its picture data.
func TruncatedJPEG() []byte {
	b := JPEG(Photo(320, 240), 90)
	return b[:len(b)*2/3]
}

// PatchedJPEG is a JPEG cut in the middle of its data and closed again with an
// end marker, so that only decoding finds out.
func PatchedJPEG() []byte { return append(TruncatedJPEG(), 0xff, 0xd9) }

// TruncatedPNG is a good PNG less the last of its picture data.
func TruncatedPNG() []byte {
	b := PNG(Photo(320, 240))
	return b[:len(b)*2/3]
}

// PSNR compares two pictures of one size over red, green, blue and alpha, in
// dB; equal ones give +Inf, different sizes 0. Colours that cannot be seen do
// not count.
func PSNR(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 0
	}
	var sum float64
	s, oa, ob := a.Bounds().Size(), a.Bounds().Min, b.Bounds().Min
	for y := range s.Y {
		for x := range s.X {
			p, q := At(a, oa.X+x, oa.Y+y), At(b, ob.X+x, ob.Y+y)
			if p.A == 0 && q.A == 0 {
				continue
			}
			for _, d := range [4]float64{
				float64(p.R) - float64(q.R), float64(p.G) - float64(q.G),
				float64(p.B) - float64(q.B), float64(p.A) - float64(q.A),
			} {
				sum += d * d / (257 * 257)
			}
		}
	}
	if sum == 0 {
		return math.Inf(1)
	}
	return 10 * math.Log10(255*255*4*float64(s.X)*float64(s.Y)/sum)
}

// At is a pixel with all of its colour: the color package's models lose some
// where alpha is low.
func At(m image.Image, x, y int) color.NRGBA64 {
	switch c := m.At(x, y).(type) {
	case color.NRGBA:
		return color.NRGBA64{uint16(c.R) * 257, uint16(c.G) * 257, uint16(c.B) * 257, uint16(c.A) * 257}
	case color.NRGBA64:
		return c
	default:
		return color.NRGBA64Model.Convert(c).(color.NRGBA64)
	}
}

func clip(v float64) uint8 { return uint8(min(max(v, 0), 255)) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}
