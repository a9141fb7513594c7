package png

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

// byDefinition is a filter as the specification has it (9.2).
func byDefinition(filter byte, bpp int, row, prev []byte) []byte {
	out := make([]byte, len(row))
	for i := range row {
		var a, c int
		if i >= bpp {
			a, c = int(row[i-bpp]), int(prev[i-bpp])
		}
		b := int(prev[i])
		out[i] = row[i] - byte([]int{0, a, b, (a + b) / 2, int(predict(byte(a), byte(b), byte(c)))}[filter])
	}
	return out
}

func TestFilters(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	eachLevel(t, func(t *testing.T) {
		for _, bpp := range []int{1, 2, 3, 4, 6, 8} {
			for _, w := range []int{1, 2, 3, 5, 8, 11, 16, 33, 70, 129} {
				row, prev := noise(r, w*bpp), noise(r, w*bpp)
				for f := range filterCount {
					name := fmt.Sprintf("filter %d, %d × %d bytes", f, w, bpp)
					want, got := byDefinition(f, bpp, row, prev), make([]byte, w*bpp)
					if filterRow(f, bpp, got, row, prev); !bytes.Equal(got, want) {
						t.Fatalf("%s: %v, want %v", name, got, want)
					}
					back := make([]byte, w*bpp)
					if err := unfilter(f, bpp, back, want, prev); err != nil || !bytes.Equal(back, row) {
						t.Fatalf("%s: back comes %v (%v), want %v", name, back, err, row)
					}
					if bpp == 3 {
						checkRGB(t, f, w, row, prev, want)
					}
				}
			}
		}
	})
}

func checkRGB(t *testing.T, f byte, w int, row, prev, filtered []byte) {
	wide := func(b []byte) (out []byte) {
		for ; len(b) > 0; b = b[3:] {
			out = append(out, b[0], b[1], b[2], 255)
		}
		return out
	}
	dst := make([]byte, 4*w)
	err := unfilterRGB(f, dst, slices.Clip(filtered), wide(prev), make([]byte, 4*w))
	if err != nil || !bytes.Equal(dst, wide(row)) {
		t.Fatalf("filter %d, %d pixels: %v (%v), want %v", f, w, dst, err, wide(row))
	}
	packed := make([]byte, 3*w)
	if packRGB(packed, dst); !bytes.Equal(packed, row) {
		t.Fatalf("%d pixels packed: %v, want %v", w, packed, row)
	}
}

func TestUnknownFilter(t *testing.T) {
	b := make([]byte, 12)
	if unfilter(5, 1, b, b, b) == nil || unfilterRGB(255, make([]byte, 16), b, make([]byte, 16), make([]byte, 16)) == nil {
		t.Error("a filter that does not exist is taken")
	}
}

func TestSumsOfDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 31, 32, 33, 1000} {
			row, want := noise(r, n), 0
			for _, v := range row {
				want += max(int(int8(v)), -int(int8(v)))
			}
			if got := sumOf(row); got != want {
				t.Errorf("%d bytes: %d, want %d", n, got, want)
			}
		}
	})
}

// TestUnfilterLeavesTheRest wants nothing written beyond a row.
func TestUnfilterLeavesTheRest(t *testing.T) {
	defer func(l simd.Level) { _ = simd.Use(l) }(simd.Active())
	for f := range filterCount {
		for w := 1; w < 40; w++ {
			dst := bytes.Repeat([]byte{7}, 4*w+64)
			if err := unfilterRGB(f, dst[:4*w], make([]byte, 3*w), make([]byte, 4*w), make([]byte, 4*w)); err != nil {
				t.Fatal(err)
			}
			packed := bytes.Repeat([]byte{7}, 3*w+64)
			packRGB(packed[:3*w], dst)
			if bytes.Count(dst[4*w:], []byte{7}) != 64 || bytes.Count(packed[3*w:], []byte{7}) != 64 {
				t.Fatalf("filter %d, %d pixels: more is written than the row", f, w)
			}
		}
	}
}
