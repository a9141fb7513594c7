package style

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/dream"
)

// dyed is waves in other colours, away from black and white.
func dyed(w, h int) *dream.Canvas {
	c := waves(w, h, 4)
	for i := 0; i < len(c.Pix); i += 3 {
		r, g, b := c.Pix[i], c.Pix[i+1], c.Pix[i+2]
		c.Pix[i], c.Pix[i+1], c.Pix[i+2] = 60+r/4, 90+g/8+r/8, 140-b/4
	}
	return c
}

func TestRecolour(t *testing.T) {
	want, cov := tint(dyed(50, 40))
	got, other := tint(recolour(waves(60, 44, 7), dyed(50, 40)))
	for i := range want {
		if math.Abs(got[i]-want[i]) > 0.5 {
			t.Errorf("mean %v, want %v", got, want)
		}
	}
	for i := range cov {
		if math.Abs(other[i]-cov[i]) > 0.02*cov[0]+4 {
			t.Errorf("covariance %v, want %v", other, cov)
		}
	}
	plain := dream.NewCanvas(9, 9)
	for _, c := range []*dream.Canvas{recolour(plain, dyed(20, 20)), recolour(dyed(20, 20), plain)} {
		for _, v := range c.Pix {
			if math.IsNaN(float64(v)) || v < 0 || v > 255 {
				t.Fatalf("a picture of one colour makes values of %v", v)
			}
		}
	}
}

func TestLuma(t *testing.T) {
	a, b := dyed(30, 20), waves(30, 20, 3)
	out := luma(a, b)
	for i := 0; i < len(out.Pix); i += 3 {
		y := func(px []float32) float64 {
			return 0.299*float64(px[0]) + 0.587*float64(px[1]) + 0.114*float64(px[2])
		}
		if math.Abs(y(out.Pix[i:])-y(b.Pix[i:])) > 1e-3 || math.Abs(float64((out.Pix[i]-out.Pix[i+2])-(a.Pix[i]-a.Pix[i+2]))) > 1e-3 {
			t.Fatalf("pixel %d is %v: not the colour of %v with the light of %v", i/3, out.Pix[i:i+3], a.Pix[i:i+3], b.Pix[i:i+3])
		}
	}
}

func TestPower(t *testing.T) {
	const n = 6
	b := make([]float64, n*n)
	for i := range b {
		b[i] = math.Sin(float64(3*i*i + 1))
	}
	a := product(b, transposed(b, n), n)
	root, inverse := power(a, n, false), power(a, n, true)
	again, one := product(root, root, n), product(root, inverse, n)
	for i := range a {
		unit := 0.0
		if i%(n+1) == 0 {
			unit = 1
		}
		if math.Abs(again[i]-a[i]) > 1e-9 || math.Abs(one[i]-unit) > 1e-6 {
			t.Fatalf("entry %d of the root's square is %v, want %v; of its product with the inverse %v, want %v", i, again[i], a[i], one[i], unit)
		}
	}
}
