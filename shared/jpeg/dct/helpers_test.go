package dct

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

func atEachLevel(t *testing.T, f func(t *testing.T)) {
	defer simd.Use(simd.Active())
	for _, l := range simd.Supported() {
		if err := simd.Use(l); err != nil {
			t.Fatal(err)
		}
		t.Run(l.String(), f)
	}
}

// bothWays runs f in plain Go and as fast as it goes and compares what it gives.
func bothWays[T comparable](t *testing.T, what string, f func() []T) []T {
	t.Helper()
	defer simd.Use(simd.Active())
	simd.Use(simd.Generic)
	want := f()
	for _, l := range simd.Supported() {
		simd.Use(l)
		if got := f(); !slices.Equal(got, want) {
			i := 0
			for got[i] == want[i] {
				i++
			}
			t.Fatalf("%s: %v differs from plain Go at %d: %v, want %v", what, l, i, got[i], want[i])
		}
	}
	return want
}

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// basis is the value at sample x of the cosine of frequency u of n, in the
// scale of the format: a block of equal samples v has the coefficient 8·v.
func basis(n, x, u int) float64 {
	c := math.Cos(float64(2*x+1) * float64(u) * math.Pi / float64(2*n))
	if u > 0 {
		c *= math.Sqrt2
	}
	return c / math.Sqrt(8)
}

// exactInverse is the transform of the lowest n × n coefficients.
func exactInverse(c *[64]int16, q *[64]uint16, n int) []float64 {
	out := make([]float64, n*n)
	for y := range n {
		for x := range n {
			sum := 128.0
			for v := range n {
				for u := range n {
					sum += float64(c[8*v+u]) * float64(q[8*v+u]) * basis(n, x, u) * basis(n, y, v)
				}
			}
			out[y*n+x] = sum
		}
	}
	return out
}

func exactForward(src []byte, stride int) []float64 {
	out := make([]float64, 64)
	for i := range out {
		for y := range 8 {
			for x := range 8 {
				out[i] += (float64(src[y*stride+x]) - 128) * basis(8, x, i%8) * basis(8, y, i/8)
			}
		}
	}
	return out
}

func table(r *rand.Rand, limit int) *[64]uint16 {
	q := new([64]uint16)
	for i := range q {
		q[i] = uint16(1 + r.IntN(limit))
	}
	return q
}

// picture is rows of samples of the kinds that pictures have: noise, steps and
// slopes.
func picture(r *rand.Rand, w int) []byte {
	out := randomBytes(r, 8*w)
	for x := 0; x+8 <= w; x += 8 {
		kind, a, b := r.IntN(5), r.IntN(256), r.IntN(9)-4
		for i := range 64 {
			at := i/8*w + x + i%8
			switch kind {
			case 1:
				out[at] = byte(min(max(a+b*(i%8)+i/8, 0), 255))
			case 2:
				out[at] = byte(a)
			case 3:
				out[at] = byte((i / 8 >> r.IntN(3) & 1) * 255)
			case 4:
				out[at] = byte(-(r.IntN(2)))
			}
		}
	}
	return out
}
