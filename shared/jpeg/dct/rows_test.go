package dct

import (
	"image/color"
	"testing"
)

func TestColours(t *testing.T) {
	r := random()
	for n := range 70 {
		rgb, y, cb, cr := randomBytes(r, 4*n), randomBytes(r, n), randomBytes(r, n), randomBytes(r, n)
		for i := range n {
			if r.IntN(4) == 0 { // corners of both cubes
				for _, p := range []*byte{&rgb[4*i], &rgb[4*i+1], &rgb[4*i+2], &y[i], &cb[i], &cr[i]} {
					*p = byte(-r.IntN(2))
				}
			}
		}
		ycc := bothWays(t, "ToYCC", func() []byte {
			out := make([]byte, 3*n)
			ToYCC(out[:n:n], out[n:2*n:2*n], out[2*n:], rgb)
			return out
		})
		rgba := bothWays(t, "FromYCC", func() []byte {
			out := make([]byte, 4*n)
			FromYCC(out, y, cb, cr)
			return out
		})
		for i := range n {
			a, b, c := color.RGBToYCbCr(rgb[4*i], rgb[4*i+1], rgb[4*i+2])
			if a != ycc[i] || b != ycc[n+i] || c != ycc[2*n+i] {
				t.Fatalf("pixel %d of %d: %v, want %v", i, n, [3]byte{ycc[i], ycc[n+i], ycc[2*n+i]}, [3]byte{a, b, c})
			}
			a, b, c = color.YCbCrToRGB(y[i], cb[i], cr[i])
			if got, want := [4]byte(rgba[4*i:]), [4]byte{a, b, c, 255}; got != want {
				t.Fatalf("pixel %d of %d: %v, want %v", i, n, got, want)
			}
		}
	}
}

func TestHalves(t *testing.T) {
	r := random()
	for n := range 140 {
		a, b := randomBytes(r, 2*n), randomBytes(r, 2*n)
		got := bothWays(t, "Halve", func() []byte {
			out := make([]byte, 3*n)
			HalveBoth(out[:n:n], a, b)
			HalveWidth(out[n:2*n:2*n], a)
			HalveHeight(out[2*n:], a, b)
			return out
		})
		for i := range n {
			sum := int(a[2*i]) + int(a[2*i+1]) + int(b[2*i]) + int(b[2*i+1])
			want := [3]int{(sum + 2) / 4, (int(a[2*i]) + int(a[2*i+1]) + 1) / 2, (int(a[i]) + int(b[i]) + 1) / 2}
			if g := [3]int{int(got[i]), int(got[n+i]), int(got[2*n+i])}; g != want {
				t.Fatalf("sample %d of %d: %v, want %v", i, n, g, want)
			}
		}
	}
}

func TestDoubles(t *testing.T) {
	r := random()
	for n := range 90 {
		near, far := randomBytes(r, n), randomBytes(r, n)
		got := bothWays(t, "Double", func() []byte {
			out := make([]byte, 8*n)
			DoubleWidth(out[:2*n:2*n], near)
			DoubleBoth(out[2*n:4*n:4*n], near, far)
			DoubleHeight(out[4*n:5*n], near, far, false)
			DoubleHeight(out[5*n:6*n], near, far, true)
			RepeatWidth(out[6*n:], near)
			return out
		})
		for i := range 2 * n {
			side := min(max(i/2-1+i%2*2, 0), n-1)
			wide := (3*int(near[i/2]) + int(near[side]) + 1 + i%2) / 4
			mix := func(k int) int { return 3*int(near[k]) + int(far[k]) }
			both := (3*mix(i/2) + mix(side) + 8 - i%2) / 16
			if int(got[i]) != wide || int(got[2*n+i]) != both {
				t.Fatalf("sample %d of %d: %d and %d, want %d and %d", i, 2*n, got[i], got[2*n+i], wide, both)
			}
		}
		for i := range n {
			s := 3*int(near[i]) + int(far[i])
			if int(got[4*n+i]) != (s+2)/4 || int(got[5*n+i]) != (s+1)/4 {
				t.Fatalf("sample %d of %d", i, n)
			}
			if got[6*n+2*i] != near[i] || got[6*n+2*i+1] != near[i] {
				t.Fatalf("sample %d of %d is not repeated", i, n)
			}
		}
	}
}
