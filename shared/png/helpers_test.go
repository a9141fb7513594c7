package png

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	stdpng "image/png"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/simd"
)

var (
	ctx   = context.Background()
	limit = Limits{Side: 16383, Pixels: 50e6, Frames: 100, FramePixels: 100e6}
)

// eachLevel runs a test with vector instructions and without.
func eachLevel(t *testing.T, f func(t *testing.T)) {
	was := simd.Active()
	defer func() { _ = simd.Use(was) }()
	for _, l := range simd.Supported() {
		if err := simd.Use(l); err != nil {
			t.Fatal(err)
		}
		t.Run(l.String(), f)
	}
}

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// kind is one of the types that PNG has.
type kind struct {
	colour ColorType
	depth  int
	trns   bool
}

func (k kind) String() string {
	return fmt.Sprintf("colour %d, depth %d, tRNS %v", k.colour, k.depth, k.trns)
}

func kinds() (all []kind) {
	for colour, depths := range map[ColorType][]int{
		Gray: {1, 2, 4, 8, 16}, RGB: {8, 16}, Palette: {1, 2, 4, 8}, GrayAlpha: {8, 16}, RGBA: {8, 16},
	} {
		for _, d := range depths {
			all = append(all, kind{colour, d, false})
			if !colour.HasAlpha() {
				all = append(all, kind{colour, d, true})
			}
		}
	}
	return all
}

// file is a file of a kind, of noise with few values so that keys are hit, with
// all filters.
func (k kind) file(w, h int, interlaced bool) []byte {
	r := rand.New(rand.NewPCG(1, uint64(k.depth))) // palettes are the same for all sizes
	var plte, trns []byte
	if k.colour == Palette {
		plte = noise(r, 3<<k.depth)
	}
	if k.trns {
		switch k.colour {
		case Gray:
			trns = []byte{0, 1}
		case RGB:
			trns = []byte{0, 1, 0, 1, 0, 1}
		case Palette:
			trns = noise(r, 1<<k.depth/2)
		}
	}
	rows := noise(rand.New(rand.NewPCG(uint64(w), uint64(h))), 997)
	if k.trns {
		for i := range rows {
			rows[i] &= 1
		}
	}
	return picturetest.AnyPNG(w, h, k.depth, int(k.colour), interlaced, plte, trns, rows)
}

// standard decodes with the standard library.
func standard(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := stdpng.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// same fails where two pictures differ in any pixel that can be seen.
func same(t testing.TB, got, want image.Image) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%v, want %v", got.Bounds(), want.Bounds())
	}
	b := got.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			g, w := picturetest.At(got, x, y), picturetest.At(want, x, y)
			if g != w && (g.A != 0 || w.A != 0) {
				t.Fatalf("%d, %d is %v, want %v", x, y, g, w)
			}
		}
	}
}

func decode(t testing.TB, data []byte) *Image {
	t.Helper()
	im, err := Decode(ctx, data, limit)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func encode(t testing.TB, im *Image) []byte {
	t.Helper()
	data, err := Encode(ctx, im)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func opaquePhoto(w, h int) *image.NRGBA { return picturetest.Photo(w, h) }

// screen is a picture like a screenshot: flat areas, and the same signs over
// and over.
func screen(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(3, 4))
	signs := noise(r, 64)
	for y := range h {
		for x := range w {
			c := color.NRGBA{240, 240, 235, 255}
			if sign := signs[(x/8*7+y/16*3)%64]; y%16 < 8 && sign>>(x%8)&1 == 1 && signs[y%8]>>(x%8)&1 == 1 {
				c = color.NRGBA{30, 30, 60, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}
