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
		noNumbers := a[i] != a[i] && b[i] != b[i]
		if !noNumbers && math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return fmt.Errorf("element %d is %v, not %v", i, a[i], b[i])
		}
	}
	return nil
}

// TestRunIsExact compares with sums that are taken exactly and rounded at each
// step.
func TestRunIsExact(t *testing.T) {
	defer Use(Active())
	for _, l := range Supported() {
		if err := Use(l); err != nil {
			t.Fatal(err)
		}
		r := random()
		for range 300 {
			tile := randomTile(r, 1+r.IntN(30), 1+r.IntN(blockChannels))
			want := slices.Clone(tile.Y)
			for p := range tile.P {
				for c := range tile.C {
					want[p*tile.YP+c] = exactSum(&tile, p, c)
				}
			}
			Run(&tile)
			for i := range want {
				if tile.Y[i] != want[i] {
					t.Fatalf("%v: element %d is %v, not %v", l, i, tile.Y[i], want[i])
				}
			}
		}
	}
}

func exactSum(t *Tile, p, c int) float32 {
	y := t.Y[p*t.YP+c]
	sum := map[Start]float32{FromBias: t.Bias[c], FromY: y}[t.Start]
	for r := range t.R {
		for k := range t.K {
			sum = exactFMA(t.X[r*t.XR+p*t.XP+k*t.XK], t.W[r*t.WR+k*t.WK+c], sum)
		}
	}
	if t.End == ReLU && !(sum > 0) || t.End == Masked && !(y > 0) {
		return 0
	}
	return sum
}

func TestRunRefusesWhatIsOutOfRange(t *testing.T) {
	sound := Tile{
		X: make([]float32, 10), W: make([]float32, 20), Y: make([]float32, 8), Bias: make([]float32, 4),
		R: 1, K: 5, XP: 5, XK: 1, WK: 4, YP: 4, P: 2, C: 4, Start: FromBias,
	}
	Run(&sound)
	for name, spoil := range map[string]func(t *Tile){
		"X":         func(t *Tile) { t.X = t.X[:9] },
		"W":         func(t *Tile) { t.W = t.W[:19] },
		"Y":         func(t *Tile) { t.Y = t.Y[:7] },
		"bias":      func(t *Tile) { t.Bias = nil },
		"channels":  func(t *Tile) { t.C = 33 },
		"direction": func(t *Tile) { t.XP = -1 },
		"start":     func(t *Tile) { t.Start = 3 },
		"end":       func(t *Tile) { t.End = 3 },
	} {
		tile := sound
		spoil(&tile)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was not refused", name)
				}
			}()
			Run(&tile)
		}()
	}
	sound.P = 0
	sound.Y = nil
	Run(&sound)
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
