package png

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// scattered is a picture of n colours without any order, all of them there.
func scattered(w, h, n int, c func(i int) color.NRGBA) *image.NRGBA {
	m, r := image.NewNRGBA(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(5, 6))
	for i := range w * h {
		k := i
		if i >= n {
			k = r.IntN(n)
		}
		m.SetNRGBA((w*h-1-i)%w, (w*h-1-i)/w, c(k))
	}
	return m
}

func solid(i int) color.NRGBA {
	return color.NRGBA{byte(i * 7), byte(i * 29), byte(i >> 8 * 90), 255}
}

func veiled(i int) color.NRGBA { return color.NRGBA{byte(i * 7), byte(i), 9, byte(255 - i%3*120)} }

func TestFewer(t *testing.T) {
	grays := func(step int) *image.Gray {
		m := gray8(screen(640, 480))
		for i, v := range m.Pix {
			v += byte(i % 640 / 40 * 16) // all grays, side by side
			m.Pix[i] = byte(int(v) * (255/step + 1) / 256 * step)
		}
		return m
	}
	ramp := image.NewNRGBA(image.Rect(0, 0, 256, 300))
	for i := range 256 * 300 {
		v := byte(i%256 + i/256)
		ramp.SetNRGBA(i%256, i/256, color.NRGBA{v, v, v, 255})
	}
	twice := image.NewPaletted(image.Rect(0, 0, 70, 41), nil)
	for i := range 200 {
		twice.Palette = append(twice.Palette, veiled(i%13))
	}
	for i := range twice.Pix {
		twice.Pix[i] = byte(i * i % 200)
	}
	gray := Header{Color: GrayAlpha, Depth: 8}
	rgb := Header{Color: RGB, Depth: 8}
	iccp := []Chunk{{"iCCP", []byte("x\x00\x00")}}
	for name, c := range map[string]struct {
		im    Image
		color ColorType
		depth int
	}{
		"2 colours":                  {Image{Header: rgb, Pixels: scattered(70, 41, 2, solid)}, Palette, 1},
		"4 colours":                  {Image{Header: rgb, Pixels: scattered(71, 41, 4, solid)}, Palette, 2},
		"16 colours":                 {Image{Header: rgb, Pixels: scattered(73, 41, 16, solid)}, Palette, 4},
		"17 colours":                 {Image{Header: rgb, Pixels: scattered(70, 41, 17, solid)}, Palette, 8},
		"256 colours":                {Image{Header: rgb, Pixels: scattered(170, 141, 256, solid)}, Palette, 8},
		"257 colours":                {Image{Header: rgb, Pixels: scattered(170, 141, 257, solid)}, RGB, 8},
		"257 colours, rare":          {Image{Header: rgb, Pixels: scattered(700, 500, 257, solid)}, RGB, 8},
		"alpha":                      {Image{Header: Header{Color: RGBA, Depth: 8}, Pixels: scattered(70, 41, 100, veiled)}, Palette, 8},
		"alpha, all opaque":          {Image{Header: Header{Color: RGBA, Depth: 8}, Pixels: scattered(70, 41, 9, solid)}, Palette, 4},
		"a key":                      {Image{Header: rgb, Key: []uint16{0, 0, 0}, Pixels: scattered(70, 41, 9, solid)}, Palette, 4},
		"so small that PLTE tells":   {Image{Header: rgb, Pixels: scattered(3, 3, 9, solid)}, RGB, 8},
		"a ramp, for filters":        {Image{Header: rgb, Pixels: ramp}, RGB, 8},
		"a photo":                    {Image{Header: rgb, Pixels: opaquePhoto(80, 60)}, RGB, 8},
		"gray with alpha":            {Image{Header: gray, Pixels: scattered(70, 41, 5, func(i int) color.NRGBA { return color.NRGBA{byte(i), byte(i), byte(i), byte(i * 50)} })}, Palette, 4},
		"gray with a profile":        {Image{Header: gray, Chunks: iccp, Pixels: scattered(70, 41, 5, func(i int) color.NRGBA { return color.NRGBA{byte(i), byte(i), byte(i), byte(i * 50)} })}, GrayAlpha, 8},
		"colours with a profile":     {Image{Header: rgb, Chunks: iccp, Pixels: scattered(70, 41, 5, solid)}, Palette, 4},
		"black and white":            {Image{Pixels: grays(255)}, Gray, 1},
		"4 grays":                    {Image{Pixels: grays(85)}, Gray, 2},
		"6 grays":                    {Image{Pixels: grays(51)}, Gray, 4},
		"all grays":                  {Image{Pixels: grays(1)}, Gray, 8},
		"a palette of colours twice": {Image{Header: Header{Color: Palette, Depth: 8}, Pixels: twice}, Palette, 4},
		"16 bits":                    {Image{Header: Header{Color: RGB, Depth: 16}, Pixels: picturetest.Deep(20, 20)}, RGB, 16},
	} {
		t.Run(name, func(t *testing.T) {
			c.im.Fewer = true
			out := encode(t, &c.im)
			im := decode(t, out)
			if c.im.Chunks == nil { // the profile is none
				same(t, standard(t, out), c.im.Pixels)
			}
			same(t, im.Pixels, c.im.Pixels)
			if im.Color != c.color || im.Depth != c.depth {
				t.Errorf("colour type %d of %d bits, want %d of %d", im.Color, im.Depth, c.color, c.depth)
			}
			c.im.Fewer = false
			if as := encode(t, &c.im); len(out) > len(as)+len(as)/16 {
				t.Errorf("%d bytes, %d as it came", len(out), len(as))
			}
		})
	}
}

func TestGrayDepth(t *testing.T) {
	for depth, grays := range map[int][]byte{1: {0, 255}, 2: {85}, 4: {255, 17, 170}, 8: {0, 17, 254}} {
		var used [256]bool
		for _, v := range grays {
			used[v] = true
		}
		if got := grayDepth(&used); got != depth {
			t.Errorf("%v need %d bits, not %d", grays, depth, got)
		}
	}
}

// TestTransparentEntriesComeFirst: tRNS says nothing of those that are opaque.
func TestTransparentEntriesComeFirst(t *testing.T) {
	m := scattered(70, 41, 200, func(i int) color.NRGBA {
		c := solid(i)
		c.A = byte(255 - i/198*100) // the last two
		return c
	})
	out := encode(t, &Image{Header: Header{Color: RGBA, Depth: 8}, Pixels: m, Fewer: true})
	if !bytes.Contains(out, []byte("\x00\x00\x00\x02tRNS")) {
		t.Error("tRNS has not two entries")
	}
}

func TestFewerHearsItsContext(t *testing.T) {
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := coloursOf(gone, scattered(70, 41, 2, solid)); !errors.Is(err, context.Canceled) {
		t.Errorf("counting goes on: %v", err)
	}
}

// TestColourSet fills sets with colours that lie close together and far apart.
func TestColourSet(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, mask := range []uint32{0x3ff, 0xffffffff, 0xff0000ff, 0xffff0000, 0xc0c0c0c0} {
		for range 50 {
			s, want := newColourSet(), map[uint32]bool{}
			for len(want) < 256 && (mask != 0xc0c0c0c0 || len(want) < 200) {
				c := r.Uint32() & mask
				if want[c] = true; !s.add(c) {
					t.Fatalf("%d colours of %08x are too many", len(want), mask)
				}
			}
			s.sort()
			for c := range want {
				if s.list[s.find(c)] != c {
					t.Fatalf("%08x is not found", c)
				}
			}
			if len(s.list) != len(want) {
				t.Fatalf("%d colours, want %d", len(s.list), len(want))
			}
			if len(want) == 256 && s.add(^mask|1<<31) && !want[^mask|1<<31] {
				t.Fatal("a colour more than 256 has a place")
			}
		}
	}
}
