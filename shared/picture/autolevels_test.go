package picture_test

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestAutoLevelsReachesBothEnds counts what comes to lie at the ends: about the
// share that may be clipped.
func TestAutoLevelsReachesBothEnds(t *testing.T) {
	flat := picturetest.Photo(60, 40)
	for i, v := range flat.Pix {
		if i%4 != 3 {
			flat.Pix[i] = 90 + v/4 + uint8(i%4)*20
		}
	}
	for _, c := range []struct {
		name     string
		data     []byte
		byColour bool
	}{
		{"gray PNG", picturetest.PNG(gray(flat)), false}, {"gray JPEG", picturetest.JPEG(gray(flat), 95), false},
		{"PNG", picturetest.PNG(flat), true}, {"JPEG", picturetest.JPEG(flat, 95), true},
	} {
		p := decode(t, c.data)
		if err := p.AutoLevels(ctx, 1, c.byColour); err != nil {
			t.Fatal(err)
		}
		out, _ := encode(t, p)
		m := pixels(t, out)
		low, high := [3]int{}, [3]int{}
		for y := range 40 {
			for x := range 60 {
				at := picturetest.At(m, x, y)
				for k, v := range [3]uint16{at.R, at.G, at.B} {
					if v < 12*257 {
						low[k]++
					}
					if v > 243*257 {
						high[k]++
					}
				}
			}
		}
		for k := range 3 {
			if low[k] < 12 || high[k] < 12 || low[k] > 600 || high[k] > 600 {
				t.Errorf("%s, channel %d: %d dark, %d light", c.name, k, low[k], high[k])
			}
		}
	}
}

// TestAutoLevelsKeepsColours: one stretch for all is linear, and luma's.
func TestAutoLevelsKeepsColours(t *testing.T) {
	flat := picturetest.Photo(60, 40)
	low, high := 255.0, 0.0
	for i := 0; i < len(flat.Pix); i += 4 {
		q := flat.Pix[i:]
		q[0], q[1], q[2] = 100+q[0]/8, 100+q[1]/8, 100+q[2]/8
		y := math.Floor(0.299*float64(q[0]) + 0.587*float64(q[1]) + 0.114*float64(q[2]) + 0.5)
		low, high = min(low, y), max(high, y)
	}
	p := decode(t, picturetest.PNG(flat))
	if err := p.AutoLevels(ctx, 0, false); err != nil {
		t.Fatal(err)
	}
	out, _ := encode(t, p)
	want := channels(flat, func(r, g, b float64) (float64, float64, float64) {
		at := func(v float64) float64 { return (255*v - low) / (high - low) }
		return at(r), at(g), at(b)
	})
	if psnr := picturetest.PSNR(pixels(t, out), want); !math.IsInf(psnr, 1) {
		t.Errorf("%.1f dB", psnr)
	}
}
