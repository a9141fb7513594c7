package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func random() *rand.Rand { return rand.New(rand.NewPCG(3, 1415926535)) }

// floats are n values, a third of them zero of either sign, or large or small
// enough to be lost in a sum or to be subnormal in a product.
func floats(r *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		switch v[i] = r.Float32() - 0.5; r.IntN(12) {
		case 0, 1:
			v[i] = 0
		case 2:
			v[i] = float32(math.Copysign(0, -1))
		case 3:
			v[i] *= 0x1p-70
		case 4:
			v[i] *= 0x1p20
		}
	}
	return v
}

// randomTile has gaps between its rows, pixels and steps.
func randomTile(r *rand.Rand, p, c int) Tile {
	t := Tile{
		R: 1 + r.IntN(3), K: 1 + r.IntN(9), P: p, C: c, XK: 1 + r.IntN(2),
		Start: Start(r.IntN(3)), End: End(r.IntN(3)),
	}
	if r.IntN(20) == 0 {
		t.R, t.K = r.IntN(2), r.IntN(2)
	}
	t.XP, t.WK, t.YP = r.IntN(12), c+r.IntN(3), c+r.IntN(3)
	t.XR, t.WR = r.IntN(60), r.IntN(t.K*t.WK+5)
	t.X = floats(r, max(0, (t.R-1)*t.XR)+(p-1)*t.XP+max(0, (t.K-1)*t.XK)+1)
	t.W = floats(r, max(0, (t.R-1)*t.WR)+max(0, (t.K-1)*t.WK)+c)
	t.Y, t.Bias = floats(r, (p-1)*t.YP+c), floats(r, c)
	return t
}

// atEachLevel runs f with each level but plain Go.
func atEachLevel(t *testing.T, f func(t *testing.T)) {
	was := Active()
	defer Use(was)
	for _, l := range Supported()[1:] {
		if err := Use(l); err != nil {
			t.Fatal(err)
		}
		t.Run(l.String(), f)
	}
}

// sameBits takes every NaN for the same.
func sameBits(a, b []float32) error {
	for i := range a {
		if a[i] != a[i] && b[i] != b[i] {
			continue
		}
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return fmt.Errorf("element %d is %v, not %v", i, a[i], b[i])
		}
	}
	return nil
}

// TestRunIsTheSameAtEachLevel compares all numbers of pixels and channels with
// plain Go, and what lies between and around them with what was there.
func TestRunIsTheSameAtEachLevel(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := random()
		for c := 1; c <= 32; c++ {
			for p := 1; p <= 60; p++ {
				tile := randomTile(r, p, c)
				whole := append(slices.Clone(tile.Y), floats(r, 64)...)
				want := slices.Clone(whole)
				tile.Y = want[:len(tile.Y)]
				runGeneric(&tile)
				tile.Y = whole[:len(tile.Y)]
				Run(&tile)
				if err := sameBits(whole, want); err != nil {
					tile.X, tile.W, tile.Y, tile.Bias = nil, nil, nil, nil
					t.Fatalf("%+v: %v", tile, err)
				}
			}
		}
	})
}
