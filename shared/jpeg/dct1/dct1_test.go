package dct1

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

// by runs f on each of the processor's levels.
func by(t *testing.T, f func(t *testing.T)) {
	was := simd.Active()
	t.Cleanup(func() { _ = simd.Use(was) })
	for _, l := range simd.Supported() {
		if err := simd.Use(l); err != nil {
			t.Fatal(err)
		}
		t.Run(l.String(), f)
	}
}

func noise(seed uint64, size float32) (b Block) {
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range b {
		b[i] = float32(r.NormFloat64()) * size
	}
	return b
}

// basis is the orthonormal transform by its definition (T.81 A.3.3).
func basis(k, n int) float64 {
	f := 0.5
	if k == 0 {
		f = math.Sqrt(0.125)
	}
	return f * math.Cos(float64(2*n+1)*float64(k)*math.Pi/16)
}

func TestTransforms(t *testing.T) {
	by(t, func(t *testing.T) {
		in := noise(3, 200)
		scaled, back := in, Block{}
		for i := range scaled {
			before, _ := Factors(i / 8)
			scaled[i] *= float32(before)
		}
		var rows [2]Block
		rows[0] = noise(4, 200)
		Inverse(&rows[1], &scaled)
		for n := range 64 {
			want := 0.0
			for k := range 8 {
				want += float64(in[8*k+n%8]) * basis(k, n/8)
			}
			if math.Abs(want-float64(rows[1][n])) > 1e-3 {
				t.Fatalf("sample %d is %v, want %v", n, rows[1][n], want)
			}
		}
		for from := 8; from < 16; from++ {
			for _, share := range []float32{0, 0.5} {
				Forward(&back, &rows, from, share)
				for n := range 64 {
					want := 0.0
					for i := range 8 {
						a, b := row(&rows, from-i, n%8), row(&rows, from-i-1, n%8)
						want += float64(a+share*(b-a)) * basis(n/8, i)
					}
					_, after := Factors(n / 8)
					if got := float64(back[n]) * after; math.Abs(want-got) > 1e-3 {
						t.Fatalf("from %d, share %v: coefficient %d is %v, want %v", from, share, n, got, want)
					}
				}
			}
		}
	})
}

func TestConversions(t *testing.T) {
	by(t, func(t *testing.T) {
		factors := Block{}
		for i := range factors {
			factors[i] = 0.25
		}
		src := noise(5, 6)
		copy(src[:], []float32{2, 6, -2, -6, 1e9, -1e9, 0, 131068, 131072, -131072})
		var got [64]int16
		mask := Narrow(&got, &src, &factors)
		for i, v := range src {
			want := int16(min(max(math.RoundToEven(float64(v)/4), -32768), 32767))
			if got[i] != want || mask>>i&1 == 1 != (want != 0) {
				t.Fatalf("%d: %v became %d, mask %v; want %d", i, v, got[i], mask>>i&1, want)
			}
		}
		var wide Block
		Widen(&wide, &got, &factors)
		for i, v := range wide {
			if v != float32(got[i])/4 {
				t.Fatalf("%d: %d became %v", i, got[i], v)
			}
		}
	})
}

// All levels give the same bits.
func TestSameBits(t *testing.T) {
	var want *Block
	by(t, func(t *testing.T) {
		in, rows, out := noise(6, 300), [2]Block{noise(7, 300)}, Block{}
		Inverse(&rows[1], &in)
		Forward(&out, &rows, 11, 0.5)
		if want == nil {
			want = &out
		} else if *want != out {
			t.Error("other bits than the level before")
		}
	})
}

func BenchmarkMirror(b *testing.B) {
	in, rows, out := noise(6, 300), [2]Block{noise(7, 300)}, Block{}
	var coef [64]int16
	for b.Loop() {
		Widen(&out, &coef, &in)
		Inverse(&rows[1], &out)
		Forward(&out, &rows, 11, 0.5)
		Narrow(&coef, &out, &in)
	}
}
