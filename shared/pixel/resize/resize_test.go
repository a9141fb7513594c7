package resize

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

var sizes = [][4]int{ // from and to
	{100, 75, 80, 60}, {97, 61, 31, 20}, {50, 40, 111, 77}, {200, 90, 17, 5}, {64, 48, 64, 48},
	{1, 1, 9, 7}, {3, 50, 5, 4}, {90, 2, 7, 2}, {150, 150, 1, 1}, {33, 33, 8, 70},
}

// TestAgainstExact bounds what rounding costs: bytes cannot be better than
// 58.9 dB, and 15 bits of values than about 95.
func TestAgainstExact(t *testing.T) {
	for _, f := range []Filter{Lanczos3, Bilinear, Box} {
		for _, kind := range []string{"Gray", "Gray16", "NRGBA", "NRGBA64"} {
			for _, alpha := range []bool{false, true} {
				if alpha && kind[0] == 'G' {
					continue
				}
				for _, s := range sizes {
					src := picture(kind, s[0], s[1], alpha)
					got := atEachLevel(t, src, s[2], s[3], f)
					if b := got.Bounds(); b != image.Rect(0, 0, s[2], s[3]) {
						t.Fatalf("%v: bounds %v", s, b)
					}
					want, have := channels(src), channels(got)
					bound := 57.0
					if kind == "Gray16" || kind == "NRGBA64" {
						bound = 74
					}
					if s[2]*s[3] == 1 { // half a unit, the worst rounding
						bound = 54
					}
					opacity := exact(want[3], s[0], s[1], s[2], s[3], f)
					for i := range want {
						ideal := exact(want[i], s[0], s[1], s[2], s[3], f)
						for k, v := range ideal {
							a := min(max(opacity[k], 0), 1)
							if i == 3 {
								ideal[k] = a
							} else if ideal[k] = 0; a > 0 {
								ideal[k] = min(max(v/opacity[k], 0), 1) * a
							}
						}
						if db := psnr(ideal, have[i]); db < bound {
							t.Errorf("%v, %s (alpha %v), %v, channel %d: %.1f dB", f, kind, alpha, s, i, db)
						}
					}
				}
			}
		}
	}
}

// TestAgainstImaging compares where nothing overshoots, as imaging rounds and
// clips to bytes between its passes.
func TestAgainstImaging(t *testing.T) {
	for _, alpha := range []bool{false, true} {
		for _, s := range sizes {
			src := picture("NRGBA", s[0], s[1], alpha).(*image.NRGBA)
			for i := range src.Pix {
				if i&3 < 3 {
					src.Pix[i] = 80 + src.Pix[i]/3
				}
			}
			got := atEachLevel(t, src, s[2], s[3], Lanczos3).(*image.NRGBA)
			want := imaging.Resize(src, s[2], s[3], imaging.Lanczos)
			for i, v := range want.Pix {
				a := int(want.Pix[i|3])
				d := int(v) - int(got.Pix[i])
				if i&3 == 3 {
					a = 255
				}
				if d*a > 2*255 || -d*a > 2*255 {
					t.Fatalf("%v, alpha %v: byte %d is %d, imaging's %d (alpha %d)", s, alpha, i, got.Pix[i], v, a)
				}
			}
		}
	}
}

// TestPlanes holds the chroma of a slope to where its pixels are.
func TestPlanes(t *testing.T) {
	for _, in := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410} {
		for _, out := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio420} {
			for _, s := range [][4]int{{161, 120, 80, 61}, {160, 121, 55, 40}, {90, 70, 201, 111}} {
				src := image.NewYCbCr(image.Rect(0, 0, s[0], s[1]), in)
				fill := func(p []byte, stride, n, step int) {
					for i := range p {
						x := float64(i%stride)*float64(step) + float64(step-1)/2
						p[i] = byte(math.Round(20 + 200*x/float64(s[0])))
					}
				}
				x, _ := steps(in)
				fill(src.Y, src.YStride, s[0], 1)
				fill(src.Cb, src.CStride, s[0], x)
				fill(src.Cr, src.CStride, s[0], x)
				got, err := YCbCr(context.Background(), src, s[2], s[3], out, Bilinear)
				if err != nil {
					t.Fatal(err)
				}
				for px := s[2] / 10; px < s[2]*9/10; px++ {
					c := got.YCbCrAt(px, s[3]/2)
					want := int(c.Y)
					if out == image.YCbCrSubsampleRatio420 {
						want = (int(got.Y[got.YOffset(px&^1, s[3]/2)]) + int(got.Y[got.YOffset(px|1, s[3]/2)])) / 2
					}
					if d := int(c.Cb) - want; d < -2 || d > 2 || c.Cb != c.Cr {
						t.Fatalf("%v to %v, %v: at %d luma %d, chroma %d %d", in, out, s, px, want, c.Cb, c.Cr)
					}
				}
			}
		}
	}
}

func TestSubImage(t *testing.T) {
	whole := image.NewYCbCr(image.Rect(0, 0, 60, 60), image.YCbCrSubsampleRatio420)
	for i := range whole.Y {
		whole.Y[i] = byte(i * 7)
	}
	for i := range whole.Cb {
		whole.Cb[i], whole.Cr[i] = byte(i*5), byte(i*3)
	}
	part := whole.SubImage(image.Rect(10, 20, 50, 52)).(*image.YCbCr)
	alone := image.NewYCbCr(image.Rect(0, 0, 40, 32), image.YCbCrSubsampleRatio420)
	for y := range 32 {
		for x := range 40 {
			c := part.YCbCrAt(10+x, 20+y)
			alone.Y[alone.YOffset(x, y)], alone.Cb[alone.COffset(x, y)], alone.Cr[alone.COffset(x, y)] = c.Y, c.Cb, c.Cr
		}
	}
	a, b := atEachLevel(t, part, 23, 19, Lanczos3), atEachLevel(t, alone, 23, 19, Lanczos3)
	for i := range 3 {
		if !bytes.Equal(pixels(a)[i], pixels(b)[i]) {
			t.Errorf("plane %d of a part differs from that of a copy", i)
		}
	}
}

func TestErrors(t *testing.T) {
	ctx := context.Background()
	m := image.NewGray(image.Rect(0, 0, 5, 5))
	for _, s := range [][2]int{{0, 5}, {5, -1}, {1 << 21, 1}} {
		if got, err := Image(ctx, m, s[0], s[1], Box); !errors.Is(err, ErrSize) || got != nil {
			t.Errorf("%v: %v, %v", s, got, err)
		}
	}
	if _, err := Image(ctx, image.NewGray(image.Rectangle{}), 3, 3, Box); !errors.Is(err, ErrSize) {
		t.Errorf("an empty picture: %v", err)
	}
	if _, err := Image(ctx, image.NewAlpha(m.Rect), 3, 3, Box); !errors.Is(err, ErrType) {
		t.Errorf("another type: %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	for _, m := range []image.Image{m, image.NewGray16(m.Rect), image.NewNRGBA(m.Rect), image.NewNRGBA64(m.Rect), image.NewYCbCr(m.Rect, 0)} {
		if _, err := Image(ended, m, 3, 3, Lanczos3); !errors.Is(err, context.Canceled) {
			t.Errorf("%T: %v", m, err)
		}
	}
}

func TestWeightsComeToOne(t *testing.T) {
	for _, f := range []Filter{Lanczos3, Bilinear, Box} {
		for _, s := range [][2]int{{10, 7}, {7, 10}, {1, 4}, {9000, 1}, {16384, 3}, {5000, 4999}} {
			a := newAxis(s[0], s[1], ratio(s[0], s[1]), f)
			for y := range s[1] {
				sum, size := 0, 0
				for _, c := range a.row(y) {
					sum += int(c)
					size += max(int(c), -int(c))
				}
				if sum != 1<<fraction || size > 1<<fraction*8/5 {
					t.Fatalf("%v, %v, result %d: weights come to %d, without signs to %d", f, s, y, sum, size)
				}
			}
		}
	}
}
