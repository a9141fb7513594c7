package png

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"reflect"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// animated is an animation of three frames of a kind: a whole one and two
// parts.
func animated(t testing.TB, k kind, hidden bool) *Image {
	whole := decode(t, k.file(40, 30, false))
	part := decode(t, k.file(17, 9, false))
	im := *whole
	im.Animation = &Animation{Loops: 3, Hidden: hidden, Frames: []Frame{
		{Pixels: whole.Pixels, Filters: whole.Filters, Num: 1, Den: 10},
		{Pixels: part.Pixels, Filters: part.Filters, At: image.Pt(23, 21), Num: 7, Den: 0, Dispose: Restore, Blend: Over},
		{Pixels: part.Pixels, Filters: part.Filters, At: image.Pt(3, 5), Num: 0, Den: 25, Dispose: Clear},
	}}
	return &im
}

func TestAnimation(t *testing.T) {
	for _, k := range kinds() {
		for _, hidden := range []bool{false, true} {
			t.Run(fmt.Sprintf("%v, hidden %v", k, hidden), func(t *testing.T) {
				im := animated(t, k, hidden)
				data := encode(t, im)
				same(t, standard(t, data), im.Pixels)
				got := decode(t, data)
				a, want := got.Animation, im.Animation
				if a == nil || a.Loops != 3 || a.Hidden != hidden || len(a.Frames) != 3 || got.Header != im.Header {
					t.Fatalf("%+v, %+v", got.Header, a)
				}
				for i, f := range a.Frames {
					w := want.Frames[i]
					same(t, f.Pixels, w.Pixels)
					f.Pixels, f.Filters, w.Pixels, w.Filters = nil, nil, nil, nil
					if !reflect.DeepEqual(f, w) {
						t.Errorf("frame %d: %+v, want %+v", i, f, w)
					}
				}
			})
		}
	}
}

// TestFramesOfOneType has frames that would be of different types alone.
func TestFramesOfOneType(t *testing.T) {
	im := animated(t, kind{RGB, 8, false}, false)
	see := picturetest.Translucent(17, 9)
	im.Animation.Frames[2].Pixels = see
	got := decode(t, encode(t, im))
	if got.Color != RGBA {
		t.Errorf("colour type %d", got.Color)
	}
	same(t, got.Animation.Frames[0].Pixels, im.Pixels)
	same(t, got.Animation.Frames[2].Pixels, see)

	im = animated(t, kind{Gray, 2, false}, false)
	im.Animation.Frames[1].Pixels.(*image.Gray).Pix[4] = 77
	if got = decode(t, encode(t, im)); got.Color != Gray || got.Depth != 8 {
		t.Errorf("%+v", got.Header)
	}
	im = animated(t, kind{RGB, 8, true}, false)
	im.Animation.Frames[1].Pixels.(*image.NRGBA).Pix[3] ^= 0x80
	if got = decode(t, encode(t, im)); got.Color != RGBA || got.Key != nil {
		t.Errorf("%+v, key %v", got.Header, got.Key)
	}
}

func TestFramesThatCannotBe(t *testing.T) {
	for name, change := range map[string]func(a *Animation){
		"none":           func(a *Animation) { a.Frames = nil },
		"outside":        func(a *Animation) { a.Frames[1].At.X = 24 },
		"before":         func(a *Animation) { a.Frames[1].At.Y = -1 },
		"first not at 0": func(a *Animation) { a.Frames[0].At.X = 1 },
		"different kind": func(a *Animation) { a.Frames[1].Pixels = image.NewGray(image.Rect(0, 0, 2, 2)) },
		"different colors": func(a *Animation) {
			a.Frames[1].Pixels = image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.Black})
		},
	} {
		im := animated(t, kind{Palette, 8, false}, name == "none")
		change(im.Animation)
		if _, err := Encode(ctx, im); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

// rewritten changes the chunks of a file.
func rewritten(t *testing.T, data []byte, change func(c Chunk) []Chunk) []byte {
	t.Helper()
	out := []byte(Signature)
	err := Walk(data, func(c Chunk) error {
		c.Body = slices.Clone(c.Body)
		for _, n := range change(c) {
			out = append(out, picturetest.Chunk(n.Name, n.Body)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDamagedAnimations(t *testing.T) {
	data := encode(t, animated(t, kind{RGB, 8, false}, false))
	seen := 0
	on := func(name string, number int, change func(b []byte) []byte) func(c Chunk) []Chunk {
		return func(c Chunk) []Chunk {
			if c.Name != name {
				return []Chunk{c}
			}
			if seen++; seen-1 == number {
				if c.Body = change(c.Body); c.Body == nil {
					return nil
				}
			}
			return []Chunk{c}
		}
	}
	set := func(i int, v byte) func(b []byte) []byte {
		return func(b []byte) []byte { b[i] = v; return b }
	}
	drop := func([]byte) []byte { return nil }
	for name, change := range map[string]func(c Chunk) []Chunk{
		"no frames claimed":   on("acTL", 0, set(3, 0)),
		"more frames claimed": on("acTL", 0, set(3, 4)),
		"fewer":               on("acTL", 0, set(3, 2)),
		"short claim":         on("acTL", 0, func(b []byte) []byte { return b[:7] }),
		"sequence of a frame": on("fcTL", 1, set(3, 9)),
		"sequence of data":    on("fdAT", 0, set(3, 9)),
		"a frame gone":        on("fcTL", 1, drop),
		"data gone":           on("fdAT", 1, drop),
		"short data":          on("fdAT", 1, func(b []byte) []byte { return b[:3] }),
		"no data":             on("fdAT", 1, func(b []byte) []byte { return b[:4] }),
		"cut data":            on("fdAT", 1, func(b []byte) []byte { return b[:len(b)/2] }),
		"width 0":             on("fcTL", 1, set(7, 0)),
		"too wide":            on("fcTL", 1, set(7, 200)),
		"outside":             on("fcTL", 1, set(13, 1)),
		"huge offset":         on("fcTL", 1, set(12, 255)),
		"dispose 3":           on("fcTL", 1, set(24, 3)),
		"blend 2":             on("fcTL", 1, set(25, 2)),
		"first is a part":     on("fcTL", 0, set(7, 20)),
		"short frame":         on("fcTL", 1, func(b []byte) []byte { return b[:25] }),
	} {
		seen = 0
		var format FormatError
		_, err := Decode(ctx, rewritten(t, data, change), limit)
		if !errors.As(err, &format) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
	still := decode(t, rewritten(t, data, func(c Chunk) []Chunk {
		if c.Name == "acTL" {
			return nil
		}
		return []Chunk{c}
	}))
	if still.Animation != nil {
		t.Error("an animation without acTL")
	}
}

func TestAnimationLimits(t *testing.T) {
	data := encode(t, animated(t, kind{RGB, 8, false}, false))
	for _, c := range []struct {
		frames int
		pixels int64
		ok     bool
	}{{3, 3600, true}, {2, 3600, false}, {3, 3599, false}} {
		_, err := Decode(ctx, data, Limits{Side: 40, Pixels: 1200, Frames: c.frames, FramePixels: c.pixels})
		if errors.Is(err, ErrLimit) == c.ok || c.ok && err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
