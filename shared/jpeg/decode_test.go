package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	stdjpeg "image/jpeg"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

// likeStandard compares with the standard library: no channel of any pixel may
// differ by more than one step, and few at all.
func likeStandard(t *testing.T, data []byte) {
	t.Helper()
	want, err := stdjpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(context.Background(), data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("bounds %v, want %v", got.Bounds(), want.Bounds())
	}
	worst, off := 0, 0
	b := want.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			a, c := channels(got, x, y), channels(want, x, y)
			for i := range a {
				d := int(a[i]) - int(c[i])
				worst = max(worst, d, -d)
				if d != 0 {
					off++
				}
			}
		}
	}
	most := 1
	if _, ok := got.(*image.CMYK); ok && bytes.Contains(data, adobe(2)) {
		most = 2 // what a step of chroma is after its conversion
	}
	if limit := 4 + b.Dx()*b.Dy()/8; worst > most || off > limit {
		t.Errorf("%T: differs from %T by up to %d in %d samples of %d pixels", got, want, worst, off, b.Dx()*b.Dy())
	}
}

func TestDecodeIsStandard(t *testing.T) {
	defer simd.Use(simd.Active())
	for _, l := range []simd.Level{simd.Generic, simd.Active()} {
		simd.Use(l)
		for _, size := range [][2]int{{1, 1}, {7, 9}, {8, 8}, {16, 16}, {17, 33}, {64, 40}, {101, 77}, {200, 3}, {3, 200}} {
			m := scenery(size[0], size[1])
			for _, quality := range []int{5, 40, 75, 94, 100} {
				var gray, colour bytes.Buffer
				stdjpeg.Encode(&colour, m, &stdjpeg.Options{Quality: quality})
				g := image.NewGray(m.Rect)
				for i := range g.Pix {
					g.Pix[i] = m.Pix[4*i]
				}
				stdjpeg.Encode(&gray, g, &stdjpeg.Options{Quality: quality})
				likeStandard(t, colour.Bytes())
				likeStandard(t, gray.Bytes())
			}
			for _, hv := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}} {
				likeStandard(t, coded(t, size[0], size[1], [][2]int{hv, {1, 1}, {1, 1}}, "\x01\x02\x03", nil, slope))
			}
			likeStandard(t, coded(t, size[0], size[1], [][2]int{{1, 1}, {1, 1}, {1, 1}}, "RGB", nil, slope))
			for _, transform := range []byte{0, 2} {
				for _, hv := range [][2]int{{1, 1}, {2, 2}} {
					likeStandard(t, coded(t, size[0], size[1], [][2]int{hv, {1, 1}, {1, 1}, hv}, "\x01\x02\x03\x04", adobe(transform), slope))
				}
			}
		}
	}
}

// TestDecodeFiles is on files of other programs: progressive ones, with restart
// markers, of several subsamplings.
func TestDecodeFiles(t *testing.T) {
	names, _ := filepath.Glob("../picture/testdata/*.jpg")
	if len(names) < 5 {
		t.Fatalf("only %d files", len(names))
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Base(name) == "arithmetic.jpg" {
				if _, err := Decode(context.Background(), data, DecodeOptions{}); !errors.Is(err, ErrUnsupported) {
					t.Fatalf("%v", err)
				}
				return
			}
			likeStandard(t, data)
		})
	}
}

// TestOddRatios are subsamplings for which image.YCbCr has no name, and the
// standard library no decoder: on slopes that are the same in all components.
func TestOddRatios(t *testing.T) {
	const w, h = 90, 70
	for _, factors := range [][][2]int{
		{{3, 1}, {1, 1}, {1, 1}}, {{3, 2}, {2, 1}, {2, 1}}, {{1, 1}, {2, 2}, {1, 1}}, {{2, 2}, {2, 1}, {1, 2}},
		{{1, 3}, {1, 2}, {1, 1}}, {{4, 1}, {3, 1}, {1, 1}}, {{1, 4}, {1, 1}, {1, 1}}, {{2, 1}, {1, 2}, {1, 2}},
	} {
		hmax, vmax := 1, 1
		for _, f := range factors {
			hmax, vmax = max(hmax, f[0]), max(vmax, f[1])
		}
		level := func(x, y float64) float64 { return 30 + x + y }
		data := coded(t, w, h, factors, "\x01\x02\x03", nil, func(i, x, y int) byte {
			cx := (float64(x)+0.5)*float64(hmax)/float64(factors[i][0]) - 0.5
			cy := (float64(y)+0.5)*float64(vmax)/float64(factors[i][1]) - 0.5
			return byte(math.Round(level(cx, cy)))
		})
		m, err := Decode(context.Background(), data, DecodeOptions{})
		if err != nil {
			t.Fatal(factors, err)
		}
		for y := 4; y < h-4; y++ {
			for x := 4; x < w-4; x++ {
				for i, v := range channels(m, x, y) {
					// Repeated samples are off by what a slope does in half of one.
					if d := math.Abs(float64(v) - level(float64(x), float64(y))); d > 5 {
						t.Fatalf("%v: component %d at %d,%d is %d, want %v", factors, i, x, y, v, level(float64(x), float64(y)))
					}
				}
			}
		}
	}
}

// TestScales compares with the means of the full picture's pixels, which the
// low frequencies come near to.
func TestScales(t *testing.T) {
	for _, size := range [][2]int{{64, 48}, {101, 77}, {9, 17}, {1, 1}} {
		for _, hv := range [][2]int{{1, 1}, {2, 1}, {2, 2}, {1, 2}, {3, 1}} {
			data := coded(t, size[0], size[1], [][2]int{hv, {1, 1}, {1, 1}}, "\x01\x02\x03", nil, func(i, x, y int) byte {
				return byte(60 + 20*i + x + y/2)
			})
			full, err := Decode(context.Background(), data, DecodeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, scale := range []int{2, 4, 8} {
				m, err := Decode(context.Background(), data, DecodeOptions{Scale: scale})
				if err != nil {
					t.Fatal(err)
				}
				if want := image.Rect(0, 0, ceilDiv(size[0], scale), ceilDiv(size[1], scale)); m.Bounds() != want {
					t.Fatalf("1/%d of %v: %v", scale, size, m.Bounds())
				}
				for y := range size[1] / scale {
					for x := range size[0] / scale {
						sum := make([]int, 3)
						for n := range scale * scale {
							for i, v := range channels(full, x*scale+n%scale, y*scale+n/scale) {
								sum[i] += int(v)
							}
						}
						for i, v := range channels(m, x, y) {
							// A chroma sample stands for more pixels; blocks at the edge ring.
							bound := 3.0
							if i > 0 {
								bound = 4 + float64(scale*max(hv[0], hv[1]))*1.1
							}
							if d := math.Abs(float64(v) - float64(sum[i])/float64(scale*scale)); d > bound {
								t.Fatalf("1/%d of %v, %v: component %d at %d,%d is %d, mean %d", scale, size, hv, i, x, y, v, sum[i]/scale/scale)
							}
						}
					}
				}
			}
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	good := coded(t, 40, 40, [][2]int{{2, 2}, {1, 1}, {1, 1}}, "\x01\x02\x03", nil, slope)
	ctx := context.Background()
	for n := 0; n < len(good)-2; n += 1 + n/100 {
		if m, err := Decode(ctx, slices.Concat(good[:n], []byte{0xff, 0xd9}), DecodeOptions{}); err == nil || m != nil {
			t.Errorf("%d bytes of %d: %v, %v", n, len(good), m, err)
		}
	}
	for _, scale := range []int{-1, 3, 16} {
		if _, err := Decode(ctx, good, DecodeOptions{Scale: scale}); err == nil {
			t.Errorf("scale %d is taken", scale)
		}
	}
	four := [][2]int{{1, 1}, {1, 1}, {1, 1}, {1, 1}}
	if _, err := Decode(ctx, coded(t, 9, 9, four, "\x01\x02\x03\x04", nil, slope), DecodeOptions{}); !errors.Is(err, ErrUnsupported) {
		t.Errorf("four components of no model: %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	if _, err := Decode(ended, good, DecodeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestArea holds the part of a picture that was asked for against all of it.
func TestArea(t *testing.T) {
	for name, data := range map[string][]byte{
		"4:2:0": encoded(t, randomPlanes(image.Rect(0, 0, 100, 75), image.YCbCrSubsampleRatio420), EncodeOptions{Subsampling: image.YCbCrSubsampleRatio420}),
		"4:4:4": encoded(t, randomPlanes(image.Rect(0, 0, 100, 75), image.YCbCrSubsampleRatio444), EncodeOptions{}),
	} {
		all, err := Decode(t.Context(), data, DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, area := range []image.Rectangle{image.Rect(0, 0, 1, 1), image.Rect(17, 20, 60, 43), image.Rect(99, 74, 100, 75), image.Rect(-5, 30, 500, 40), {}} {
			part, err := Decode(t.Context(), data, DecodeOptions{Area: area})
			if err != nil || part.Bounds() != all.Bounds() {
				t.Fatalf("%s %v: %v", name, area, err)
			}
			in := area.Intersect(all.Bounds())
			for y := in.Min.Y; y < in.Max.Y; y++ {
				for x := in.Min.X; x < in.Max.X; x++ {
					if part.At(x, y) != all.At(x, y) {
						t.Fatalf("%s %v differs at %d, %d", name, area, x, y)
					}
				}
			}
		}
		if _, err := Decode(t.Context(), data[:len(data)-40], DecodeOptions{Area: image.Rect(0, 0, 1, 1)}); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s, cut off behind the area: %v", name, err)
		}
	}
}
