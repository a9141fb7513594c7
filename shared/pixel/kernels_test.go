package pixel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// noise is a raster of n channels with every value there is.
func noise(w, h, n int, deep bool) Raster {
	r := Raster{W: w, H: h, N: n, Deep: deep}
	r.Stride = w * r.size()
	r.Pix = make([]byte, h*r.Stride)
	random := rand.NewChaCha8([32]byte{byte(w), byte(h), byte(n)})
	_, _ = random.Read(r.Pix)
	return r
}

func (r Raster) clone() Raster { r.Pix = slices.Clone(r.Pix); return r }

// blankAs is a raster of the shape of r, empty.
func blankAs(r Raster) Raster { r.Pix = make([]byte, len(r.Pix)); return r }

func noisePlanes(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	random := rand.NewChaCha8([32]byte{1, byte(ratio)})
	for _, p := range [][]byte{m.Y, m.Cb, m.Cr} {
		_, _ = random.Read(p)
	}
	return m
}

// kernels are all of them, as functions of a raster and a YCbCr picture.
func kernels() map[string]func(ctx context.Context, r Raster, m *image.YCbCr) (Raster, error) {
	copied := func(f func(dst, src Raster) error) func(r Raster) (Raster, error) {
		return func(r Raster) (Raster, error) { out := blankAs(r); return out, f(out, r) }
	}
	ctxless := func(f func(ctx context.Context, dst, src Raster) error) func(context.Context, Raster, *image.YCbCr) (Raster, error) {
		return func(ctx context.Context, r Raster, _ *image.YCbCr) (Raster, error) {
			return copied(func(dst, src Raster) error { return f(ctx, dst, src) })(r)
		}
	}
	inPlace := func(f func(ctx context.Context, r Raster, m *image.YCbCr) error) func(context.Context, Raster, *image.YCbCr) (Raster, error) {
		return func(ctx context.Context, r Raster, m *image.YCbCr) (Raster, error) { return r, f(ctx, r, m) }
	}
	turn := NewTurn(150, 140, 33)
	return map[string]func(context.Context, Raster, *image.YCbCr) (Raster, error){
		"Blur":    ctxless(func(ctx context.Context, dst, src Raster) error { return Blur(ctx, dst, src, 2, 3) }),
		"Sharpen": ctxless(func(ctx context.Context, dst, src Raster) error { return Sharpen(ctx, dst, src, 2, 1.5) }),
		"Edges":   ctxless(func(ctx context.Context, dst, src Raster) error { return Edges(ctx, dst, src, 1, true) }),
		"Turn": func(ctx context.Context, r Raster, _ *image.YCbCr) (Raster, error) {
			out := noise(turn.Width, turn.Height, r.N, r.Deep)
			switch {
			case r.N == 4:
				return out, turn.Pixels(ctx, out, r, [4]uint16{1, 2, 3, 200})
			case r.Deep:
				return r, nil
			}
			return out, turn.Opaque(ctx, out, r, 1, 1, [3]uint8{9})
		},
		"Mosaic": inPlace(func(ctx context.Context, r Raster, _ *image.YCbCr) error {
			return Mosaic(ctx, r, Cuts(150, 13, 4, 1), Cuts(140, 13, 13, 1))
		}),
		"Vignette": inPlace(func(ctx context.Context, r Raster, _ *image.YCbCr) error {
			return Vignette(ctx, r, Falloff{0.7, 0.2}, r.W, r.H, 1, 1, 0)
		}),
		"Transpose": func(ctx context.Context, r Raster, _ *image.YCbCr) (Raster, error) {
			out := noise(r.H, r.W, r.N, r.Deep)
			return out, Transpose(ctx, out.Pix, out.Stride, r.Pix, r.Stride, r.W, r.H, r.size())
		},
		"Linear":      inPlace(func(ctx context.Context, _ Raster, m *image.YCbCr) error { return Linear(ctx, m, 1.3, -20) }),
		"Curves":      inPlace(func(ctx context.Context, _ Raster, m *image.YCbCr) error { return Curves(ctx, m, &Tables{}) }),
		"ScaleChroma": inPlace(func(ctx context.Context, _ Raster, m *image.YCbCr) error { return ScaleChroma(ctx, m, 1.5) }),
		"Matrix": inPlace(func(ctx context.Context, _ Raster, m *image.YCbCr) error {
			return (&Matrix{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}).ApplyYCbCr(ctx, m)
		}),
	}
}

// TestSameForAnyNumberOfProcessors compares bytes.
func TestSameForAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, k := range kernels() {
		for _, n := range []int{1, 4} {
			for _, deep := range []bool{false, true} {
				var first []byte
				for _, processors := range []int{1, 2, 5} {
					runtime.GOMAXPROCS(processors)
					m := noisePlanes(150, 140, image.YCbCrSubsampleRatio420)
					out, err := k(t.Context(), noise(150, 140, n, deep), m)
					if err != nil {
						t.Fatal(err)
					}
					all := slices.Concat(out.Pix, m.Y, m.Cb, m.Cr)
					if first == nil {
						first = all
					}
					if !bytes.Equal(all, first) {
						t.Errorf("%s of %d channels, deep %v: another result on %d processors", name, n, deep, processors)
					}
				}
			}
		}
	}
}

func TestKernelsEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, k := range kernels() {
		if _, err := k(ctx, noise(150, 140, 4, false), noisePlanes(150, 140, image.YCbCrSubsampleRatio420)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFlatStaysFlat: one colour, borders and all, is not changed by what
// averages.
func TestFlatStaysFlat(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {3, 200}, {200, 3}, {70, 50}} {
		for _, n := range []int{1, 4} {
			for _, deep := range []bool{false, true} {
				r := noise(size[0], size[1], n, deep)
				pixel := slices.Clone(r.Pix[:r.size()])
				for i := range r.Pix {
					r.Pix[i] = pixel[i%len(pixel)]
				}
				check := func(name string, out Raster, err error) {
					if err != nil {
						t.Fatal(err)
					}
					for i, v := range out.Pix {
						if v != pixel[i%len(pixel)] {
							t.Errorf("%s of %v, %d channels, deep %v: pixel %d changed", name, size, n, deep, i/len(pixel))
							return
						}
					}
				}
				for _, sigma := range []float64{0.1, 1, 9} {
					out := blankAs(r)
					check(fmt.Sprintf("blur %v", sigma), out, Blur(t.Context(), out, r, sigma, sigma))
					check(fmt.Sprintf("sharpen %v", sigma), out, Sharpen(t.Context(), out, r, sigma, 3))
				}
				out := r.clone()
				check("mosaic", out, Mosaic(t.Context(), out, Cuts(r.W, 9, 2, 1), Cuts(r.H, 9, 9, 1)))
			}
		}
	}
}

func TestTranspose(t *testing.T) {
	for _, s := range [][3]int{{1, 1, 1}, {8, 8, 1}, {17, 70, 1}, {64, 64, 4}, {9, 75, 4}, {5, 3, 2}, {11, 13, 8}} {
		w, h, size := s[0], s[1], s[2]
		src, dst := make([]byte, w*h*size), make([]byte, w*h*size)
		for i := range src {
			src[i] = byte(i * 31)
		}
		if err := Transpose(t.Context(), dst, h*size, src, w*size, w, h, size); err != nil {
			t.Fatal(err)
		}
		for y := range h {
			for x := range w {
				if got, want := dst[(x*h+y)*size:][:size], src[(y*w+x)*size:][:size]; !bytes.Equal(got, want) {
					t.Fatalf("%v: %d, %d is %v, want %v", s, x, y, got, want)
				}
			}
		}
	}
}

// TestLinearOfPlanes holds each pixel to the formula: colours go to RGB and are
// clipped there, however far out the planes' values are. At full resolution what
// comes back differs by rounding alone, and by nothing where Curves serves.
func TestLinearOfPlanes(t *testing.T) {
	for _, c := range []struct{ k, offset float64 }{{1, 25.5}, {1, -100}, {-1, 255}, {1.25, -31.875}, {0.5, 63.75}} {
		m := noisePlanes(130, 40, image.YCbCrSubsampleRatio444)
		for x := range 64 { // a part where nothing is out of bounds
			for y := range 40 {
				m.Y[y*m.YStride+x] = 110 + m.Y[y*m.YStride+x]/16
				m.Cb[y*m.CStride+x] = 125 + m.Cb[y*m.CStride+x]/50
				m.Cr[y*m.CStride+x] = 125 + m.Cr[y*m.CStride+x]/50
			}
		}
		before := image.NewYCbCr(m.Rect, m.SubsampleRatio)
		copy(before.Y, m.Y)
		copy(before.Cb, m.Cb)
		copy(before.Cr, m.Cr)
		if err := Linear(t.Context(), m, c.k, c.offset); err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for y := range 40 {
			for x := range 130 {
				r0, g0, b0, _ := before.YCbCrAt(x, y).RGBA()
				r1, g1, b1, _ := m.YCbCrAt(x, y).RGBA()
				for i, v := range [3]uint32{r0, g0, b0} {
					want := min(max(c.k*float64(v>>8)+c.offset, 0), 255)
					worst = max(worst, math.Abs(want-float64([3]uint32{r1, g1, b1}[i]>>8)))
				}
			}
		}
		if worst > 3 {
			t.Errorf("%+v: off by %.1f", c, worst)
		}
	}
}

func TestRange(t *testing.T) {
	h := Histogram{0, 0, 5, 90, 0, 5, 0}
	for _, c := range []struct {
		share     float64
		low, high int
	}{{0, 2, 5}, {0.04, 2, 5}, {0.05, 3, 3}, {0.49, 3, 3}} {
		if low, high := h.Range(c.share); low != c.low || high != c.high {
			t.Errorf("%v: %d to %d, want %d to %d", c.share, low, high, c.low, c.high)
		}
	}
	if low, high := make(Histogram, 256).Range(0.1); low != 0 || high != 255 {
		t.Errorf("of nothing: %d to %d", low, high)
	}
}

func TestCuts(t *testing.T) {
	for _, c := range []struct {
		n, size, first, scale int
		want                  []int
	}{
		{10, 4, 4, 1, []int{0, 4, 8, 10}}, {10, 4, 2, 1, []int{0, 2, 6, 10}}, {3, 9, 9, 1, []int{0, 3}},
		{10, 4, 4, 2, []int{0, 2, 4, 5}}, {10, 3, 3, 2, []int{0, 2, 3, 5, 5}},
	} {
		if got := Cuts(c.n, c.size, c.first, c.scale); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
