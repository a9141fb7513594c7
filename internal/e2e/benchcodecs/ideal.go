package main

import (
	"fmt"
	"image"
	"os"
)

// ideal is an operation without any error: the colour that the result has at a
// place, given the source.
type ideal func(src *pixels, x, y int) [3]float64

// pixels is a decoded picture, decoded in the same way for all contenders.
type pixels struct {
	w, h int
	at   func(x, y int) [3]float64
}

func perPixel(f func([3]float64) [3]float64) ideal {
	return func(src *pixels, x, y int) [3]float64 { return f(src.at(x, y)) }
}

func mirrored(src *pixels, x, y int) [3]float64 { return src.at(src.w-1-x, y) }

func turned(src *pixels, x, y int) [3]float64 { return src.at(y, src.h-1-x) }

func load(path string) (*pixels, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &pixels{m.Bounds().Dx(), m.Bounds().Dy(), reader(m)}, nil
}

// reader is m's pixels without the detour over 16 bits where that is slow. The
// planes of a JPEG are converted as ITU-T T.871 says, without rounding.
func reader(m image.Image) func(x, y int) [3]float64 {
	switch m := m.(type) {
	case *image.Gray:
		return func(x, y int) [3]float64 {
			v := float64(m.Pix[y*m.Stride+x])
			return [3]float64{v, v, v}
		}
	case *image.YCbCr:
		return func(x, y int) [3]float64 {
			c := m.COffset(x, y)
			l, b, r := float64(m.Y[m.YOffset(x, y)]), float64(m.Cb[c])-128, float64(m.Cr[c])-128
			return clipped([3]float64{l + 1.402*r, l - 0.344136*b - 0.714136*r, l + 1.772*b})
		}
	}
	min := m.Bounds().Min
	return func(x, y int) [3]float64 {
		r, g, b, _ := m.At(min.X+x, min.Y+y).RGBA()
		return [3]float64{float64(r) / 257, float64(g) / 257, float64(b) / 257}
	}
}

func clipped(c [3]float64) [3]float64 {
	for i, v := range c {
		c[i] = min(max(v, 0), 255)
	}
	return c
}

// fidelity is the PSNR in decibels of the file out against the ideal result.
func fidelity(f ideal, src *pixels, out string) (string, error) {
	got, err := load(out)
	if err != nil {
		return "", err
	}
	if got.w*got.h != src.w*src.h {
		return "size!", nil
	}
	var squares float64
	for y := range got.h {
		for x := range got.w {
			want, is := f(src, x, y), got.at(x, y)
			for i := range want {
				d := want[i] - is[i]
				squares += d * d
			}
		}
	}
	return decibel(squares, 3*got.w*got.h), nil
}
