package jpeg

import (
	"errors"
	"fmt"
	"image"
	"math"
	"testing"
)

// rgbOf is a picture as red, green, blue, one after the other.
func rgbOf(m image.Image) (v []float64) {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := m.At(x, y).RGBA()
			v = append(v, float64(r>>8), float64(g>>8), float64(bl>>8))
		}
	}
	return v
}

func linearOf(v []float64, scale, offset float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = min(max(scale*v[i]+offset, 0), 255)
	}
	return out
}

// viaPixels is decoding, operating and encoding again with the source's tables
// and sampling, with transforms that lose nothing but by quantisation.
func viaPixels(t *testing.T, src []byte, scale, offset float64) image.Image {
	t.Helper()
	f, _ := coefficientsOf(t, src)
	m := decoded(t, src)
	w, h := f.w, f.h
	rgb := linearOf(rgbOf(m), scale, offset)
	if len(f.comps) == 1 {
		p := plane{w: w, h: h}
		for i := 0; i < len(rgb); i += 3 {
			p.v = append(p.v, math.Round(rgb[i]))
		}
		g := image.NewGray(image.Rect(0, 0, w, h))
		for i, v := range p.coded(f.comps[0].quant) {
			g.Pix[i] = uint8(v)
		}
		return g
	}
	out := m.(*image.YCbCr)
	full := [3]plane{{w: w, h: h}, {w: w, h: h}, {w: w, h: h}}
	for i := 0; i < len(rgb); i += 3 {
		r, g, b := math.Round(rgb[i]), math.Round(rgb[i+1]), math.Round(rgb[i+2])
		full[0].v = append(full[0].v, 0.299*r+0.587*g+0.114*b)
		full[1].v = append(full[1].v, 128-0.168736*r-0.331264*g+0.5*b)
		full[2].v = append(full[2].v, 128+0.5*r-0.418688*g-0.081312*b)
	}
	for i, pix := range [][]uint8{out.Y, out.Cb, out.Cr} {
		c := &f.comps[i]
		p := plane{w: c.w, h: c.ht}
		for y := range c.ht {
			for x := range c.w {
				sum := 0.0
				for b := range f.vmax / c.v {
					for a := range f.hmax / c.h {
						sum += full[i].at(x*f.hmax/c.h+a, y*f.vmax/c.v+b)
					}
				}
				p.v = append(p.v, sum/float64(f.hmax/c.h*f.vmax/c.v))
			}
		}
		stride := out.YStride
		if i > 0 {
			stride = out.CStride
		}
		for k, v := range p.coded(c.quant) {
			pix[k/c.w*stride+k%c.w] = uint8(v)
		}
	}
	return out
}

var linears = []struct {
	name          string
	scale, offset float64
}{
	{"contrast+20", 1.25, 127.5 * (1 - 1.25)},
	{"contrast+10", 1 / 0.9, 127.5 * (1 - 1/0.9)},
	{"contrast+33", 1.5, 127.5 * (1 - 1.5)},
	{"contrast-20", 0.8, 127.5 * 0.2},
	{"contrast-70", 0.3, 127.5 * 0.7},
	{"contrast-100", 0, 127.5},
	{"brightness+10", 1, 10},
	{"brightness+30", 1, 30},
	{"brightness-30", 1, -30},
	{"brightness+80", 1, 80},
	{"brightness-120", 1, -120},
	{"contrast+50", 2, -127.5},
	{"contrast+80", 5, 127.5 * -4},
	{"invert", -1, 255},
	{"invert dim", -0.8, 225},
}

// Whatever Linear does on coefficients is at least as near to the ideal as
// decoding, operating and encoding with the source's tables.
func TestLinear(t *testing.T) {
	for _, args := range [][]string{
		{"-sample", "2x2", "-quality", "94"}, {"-sample", "1x1", "-quality", "75"}, {"-sample", "2x2", "-quality", "100"},
		{"-sample", "2x1", "-quality", "85", "-progressive"}, {"-grayscale", "-quality", "90"}, {"-quality", "50", "-optimize"},
	} {
		src := cjpeg(t, 240, 160, args...)
		for _, l := range linears {
			t.Run(fmt.Sprint(l.name, args), func(t *testing.T) {
				out, err := Transform(t.Context(), src, []Op{{Kind: Linear, Scale: l.scale, Offset: l.offset}}, Options{})
				pixels := rgbOf(viaPixels(t, src, l.scale, l.offset))
				ideal := linearOf(rgbOf(decoded(t, src)), l.scale, l.offset)
				if errors.Is(err, ErrPixels) {
					if math.Abs(l.scale) <= 1 && math.Abs(l.offset-127.5*(1-l.scale)) <= 10 {
						t.Errorf("refused: %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				ours, theirs := psnrOf(rgbOf(decoded(t, out)), ideal), psnrOf(pixels, ideal)
				if ours < min(theirs, 48) { // above, it is about rounding
					t.Errorf("%.2f dB, by pixels %.2f", ours, theirs)
				}
			})
		}
	}
}
