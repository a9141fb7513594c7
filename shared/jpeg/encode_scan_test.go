package jpeg

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
	"github.com/reverie-image/reverie/shared/simd"
)

// TestEncodeNoise is what codes badly: the longest codes, coefficients at their
// limits, and rows that are not counted holding what others do not.
func TestEncodeNoise(t *testing.T) {
	defer simd.Use(simd.Active())
	for _, size := range [][2]int{{64, 64}, {16, 900}} {
		m := image.NewNRGBA(image.Rect(0, 0, size[0], size[1]))
		r := rand.New(rand.NewPCG(5, 6))
		for y := range size[1] {
			for x := range size[0] {
				v := byte(r.Uint32())
				if y%128 < 64 { // the extremes
					v = byte(-(r.IntN(2)))
				}
				m.SetNRGBA(x, y, color.NRGBA{v, byte(r.Uint32()), v ^ 0x55, 255})
			}
		}
		for _, quality := range []int{1, 50, 100} {
			var first []byte
			for _, l := range simd.Supported() {
				simd.Use(l)
				data := encoded(t, m, EncodeOptions{Quality: quality})
				if first == nil {
					first = data
				}
				if !bytes.Equal(first, data) {
					t.Fatalf("%v makes another file than plain Go", l)
				}
			}
			if db := decibels(m, standard(t, first)); quality == 100 && db < 40 {
				t.Errorf("%v at %d: %.1f dB", size, quality, db)
			}
		}
	}
}

// TestEncodeIsCloseToTheBestTables compares the tables of a sample of rows with
// those of all.
func TestEncodeIsCloseToTheBestTables(t *testing.T) {
	m := scenery(300, 8*4*countedRows+40)
	got := encoded(t, m, EncodeOptions{Quality: 90})
	f, err := parse(got)
	if err != nil {
		t.Fatal(err)
	}
	c := newCoder(&frame{w: f.frame.w, h: f.frame.h, comps: []component{
		{id: 1, h: 1, v: 1, quant: f.frame.comps[0].quant},
		{id: 2, h: 1, v: 1, quant: f.frame.comps[1].quant}, {id: 3, h: 1, v: 1, quant: f.frame.comps[1].quant},
	}})
	planes, err := f.planes(context.Background(), func(int) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.frame.comps {
		p := &f.frame.comps[i]
		for at := range planes[i] {
			var zz [64]int16
			mask := uint64(0)
			for k := range zz {
				if zz[k] = planes[i][at].coef[k]; zz[k] != 0 {
					mask |= 1 << k
				}
			}
			c.add(i, at%p.sw, at/p.sw, &zz, mask)
		}
	}
	best, err := c.finish(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) > len(best)*1003/1000+200 {
		t.Errorf("%d bytes, with the best tables %d", len(got), len(best))
	}
}

func TestZigzagMask(t *testing.T) {
	for k, n := range zigzag {
		if got := zigzagMask(1 << n); got != 1<<k {
			t.Errorf("bit %d becomes %#x, want bit %d", n, got, k)
		}
	}
	if zigzagMask(math.MaxUint64) != math.MaxUint64 || dct.BlockSize != 64 {
		t.Error("not all bits are kept")
	}
}
