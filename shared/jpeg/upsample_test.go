package jpeg

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

// randomPlanes are smooth enough that interpolation matters and noisy enough
// that an error shows.
func randomPlanes(r image.Rectangle, sub image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(r, sub)
	g := rand.New(rand.NewPCG(8, 9))
	for _, p := range [][]byte{m.Y, m.Cb, m.Cr} {
		for i := range p {
			p[i] = byte(g.Uint32())
		}
	}
	return m
}

func TestNRGBA(t *testing.T) {
	for _, sub := range subsamplings {
		for _, r := range []image.Rectangle{image.Rect(0, 0, 1, 1), image.Rect(0, 0, 70, 9), image.Rect(4, 2, 101, 40), image.Rect(3, 5, 80, 20)} {
			m := randomPlanes(image.Rect(0, 0, 110, 50), sub).SubImage(r).(*image.YCbCr)
			for _, smooth := range []bool{false, true} {
				got, err := NRGBA(context.Background(), m, smooth)
				if err != nil {
					t.Fatal(err)
				}
				for y := range r.Dy() {
					for x := range r.Dx() {
						want := m.YCbCrAt(r.Min.X+x, r.Min.Y+y)
						if smooth {
							want.Cb, want.Cr = triangle(m, m.Cb, r.Min.X+x, r.Min.Y+y), triangle(m, m.Cr, r.Min.X+x, r.Min.Y+y)
						}
						var c color.NRGBA
						c.R, c.G, c.B = color.YCbCrToRGB(want.Y, want.Cb, want.Cr)
						c.A = 255
						if g := got.NRGBAAt(x, y); g != c {
							t.Fatalf("%v %v, smooth %v, at %d,%d: %v, want %v", sub, r, smooth, x, y, g, c)
						}
					}
				}
			}
		}
	}
}

// triangle interpolates as libjpeg does: h2v1 and h2v2 with its alternating
// rounding; where there is a quarter it repeats.
func triangle(m *image.YCbCr, plane []byte, x, y int) byte {
	var f [2]int
	for factors, ratio := range ratios {
		if ratio == m.SubsampleRatio {
			f = factors
		}
	}
	at := func(x, y int) int {
		x, y = min(max(x, m.Rect.Min.X), m.Rect.Max.X-1), min(max(y, m.Rect.Min.Y), m.Rect.Max.Y-1)
		return int(plane[m.COffset(x, y)])
	}
	column := func(x int) int { // four times the value
		if f[1] == 1 {
			return 4 * at(x, y)
		}
		return 3*at(x, y) + at(x, y-2+y%2*4)
	}
	switch {
	case f[0] == 4 || f == [2]int{1, 1}:
		return byte(at(x, y))
	case f == [2]int{1, 2}:
		return byte((column(x) + 1 + y%2) / 4)
	}
	mix := 3*column(x) + column(x-2+x%2*4)
	if f[1] == 1 {
		return byte((mix/4 + 1 + x%2) / 4)
	}
	return byte((mix + 8 - x%2) / 16)
}

func TestNRGBAErrors(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	m := randomPlanes(image.Rect(0, 0, 10, 10), image.YCbCrSubsampleRatio420)
	if _, err := NRGBA(ended, m, true); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	m.Rect.Min.X = -4
	if _, err := NRGBA(context.Background(), m, true); err == nil {
		t.Error("negative bounds are taken")
	}
	if got, err := NRGBA(context.Background(), &image.YCbCr{}, true); err != nil || !got.Rect.Empty() {
		t.Errorf("%v, %v", got, err)
	}
}
