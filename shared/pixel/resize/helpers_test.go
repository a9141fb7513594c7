package resize

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

// scene has slopes, edges, fine stripes and, if noisy, noise.
func scene(x, y int, r *rand.Rand) (c [3]float64) {
	fx, fy := float64(x), float64(y)
	for i := range c {
		c[i] = 128 + 90*math.Sin(fx/(7+3*float64(i)))*math.Cos(fy/11)
	}
	if x/23%3 == 0 {
		c[0], c[1] = 255, 0
	}
	if y/31%4 == 0 {
		c[2] = float64(x%2) * 255
	}
	for i := range c {
		c[i] = min(max(c[i]+r.Float64()*8, 0), 255)
	}
	return c
}

// picture makes a scene of a type; alpha is whether it is transparent in places.
func picture(kind string, w, h int, alpha bool) image.Image {
	r := rand.New(rand.NewPCG(3, 4))
	rect := image.Rect(2, 4, 2+w, 4+h) // not at the origin
	var m interface {
		image.Image
		Set(x, y int, c color.Color)
	}
	switch kind {
	case "Gray":
		m = image.NewGray(rect)
	case "Gray16":
		m = image.NewGray16(rect)
	case "NRGBA":
		m = image.NewNRGBA(rect)
	case "NRGBA64":
		m = image.NewNRGBA64(rect)
	}
	for y := range h {
		for x := range w {
			c, a := scene(x, y, r), 65535.0
			if alpha {
				a = 65535 * min(max(float64(x%40)/20-0.3, 0), 1)
			}
			m.Set(2+x, 4+y, color.NRGBA64{uint16(c[0] * 257), uint16(c[1] * 257), uint16(c[2] * 257), uint16(a)})
		}
	}
	return m
}

// channels are the colours of a picture, weighted by alpha, and alpha, in 0…1.
func channels(m image.Image) (c [4][]float64) {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			v := color.NRGBA64Model.Convert(m.At(x, y)).(color.NRGBA64)
			a := float64(v.A) / 65535
			for i, s := range []uint16{v.R, v.G, v.B} {
				c[i] = append(c[i], float64(s)/65535*a)
			}
			c[3] = append(c[3], a)
		}
	}
	return c
}

// exact resamples one channel as the definition says, in float64.
func exact(src []float64, sw, sh, w, h int, f Filter) []float64 {
	pass := func(src []float64, n, step, other, otherStep, out int, dst []float64, dstStep, dstOther int) {
		scale := float64(n) / float64(out)
		stretch := max(scale, 1)
		for i := range out {
			centre := (float64(i)+0.5)*scale - 0.5
			weights, sum := make([]float64, n), 0.0
			for k := range weights {
				if x := math.Abs(float64(k)-centre) / stretch; x < f.support || f.support < 1 && x == f.support {
					weights[k] = f.weight(x)
					sum += weights[k]
				}
			}
			for o := range other {
				v := 0.0
				for k, wt := range weights {
					if wt != 0 {
						v += wt / sum * src[k*step+o*otherStep]
					}
				}
				dst[i*dstStep+o*dstOther] = v
			}
		}
	}
	mid, out := make([]float64, sw*h), make([]float64, w*h)
	pass(src, sh, sw, sw, 1, h, mid, sw, 1)
	pass(mid, sw, 1, h, sw, w, out, 1, w)
	return out
}

func psnr(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return -10 * math.Log10(sum/float64(len(a))+1e-15)
}

func pixels(m image.Image) [][]byte {
	switch m := m.(type) {
	case *image.Gray:
		return [][]byte{m.Pix}
	case *image.Gray16:
		return [][]byte{m.Pix}
	case *image.NRGBA:
		return [][]byte{m.Pix}
	case *image.NRGBA64:
		return [][]byte{m.Pix}
	}
	m2 := m.(*image.YCbCr)
	return [][]byte{m2.Y, m2.Cb, m2.Cr}
}

// atEachLevel resizes with all instruction sets, which must agree.
func atEachLevel(t *testing.T, m image.Image, w, h int, f Filter) image.Image {
	t.Helper()
	defer simd.Use(simd.Active())
	var first image.Image
	for _, l := range simd.Supported() {
		simd.Use(l)
		got, err := Image(context.Background(), m, w, h, f)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
			continue
		}
		for i, p := range pixels(got) {
			if !bytes.Equal(p, pixels(first)[i]) {
				t.Fatalf("%T to %d × %d with %v: %v differs from plain Go", m, w, h, f, l)
			}
		}
	}
	return first
}
