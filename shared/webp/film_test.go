package webp_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	stddraw "image/draw"
	"math"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/webp"
)

// played are the frames of an animation as they are seen.
func played(t testing.TB, data []byte, w, h int) (seen []*image.NRGBA, frames []webp.Frame) {
	t.Helper()
	now := image.NewNRGBA(image.Rect(0, 0, w, h))
	for rest := data[12:]; len(rest) > 0; {
		name, body, after, ok := webp.NextChunk(rest)
		if !ok {
			t.Fatal("a chunk is cut off")
		}
		if rest = after; name != "ANMF" {
			continue
		}
		f, err := webp.ParseFrame(body)
		if err != nil {
			t.Fatal(err)
		}
		place := image.Rectangle{f.At, f.At.Add(f.Size)}
		if !place.In(now.Rect) || f.At.X%2+f.At.Y%2 != 0 {
			t.Fatalf("a frame lies at %v", place)
		}
		m := asNRGBA(decoded(t, f.File()))
		if f.Over {
			stddraw.Draw(now, place, m, image.Point{}, stddraw.Over)
		} else {
			stddraw.Draw(now, place, m, image.Point{}, stddraw.Src)
		}
		seen = append(seen, &image.NRGBA{Pix: bytes.Clone(now.Pix), Stride: now.Stride, Rect: now.Rect})
		if f.Clear {
			stddraw.Draw(now, place, image.Transparent, image.Point{}, stddraw.Src)
		}
		frames = append(frames, f)
	}
	return seen, frames
}

func asNRGBA(m image.Image) *image.NRGBA {
	if n, ok := m.(*image.NRGBA); ok {
		return n
	}
	out := image.NewNRGBA(m.Bounds())
	stddraw.Draw(out, out.Rect, m, image.Point{}, stddraw.Src)
	return out
}

// scene are frames that change in every way: all, nothing, a pixel, two corners
// so that most between them stays, and to translucent and back.
func scene(w, h int, at func(x, y int) color.NRGBA) (all []*image.NRGBA) {
	next := func(change func(m *image.NRGBA)) {
		m := copyOf(all[len(all)-1])
		change(m)
		all = append(all, m)
	}
	block := func(m *image.NRGBA, x, y, side int, c color.NRGBA) {
		r := image.Rect(x, y, x+side, y+side).Intersect(m.Rect)
		stddraw.Draw(m, r, image.NewUniform(c), image.Point{}, stddraw.Src)
	}
	solid := func(x, y int) color.NRGBA {
		c := at(x, y)
		c.A = 255
		return c
	}
	all = append(all, draw(w, h, solid))
	next(func(*image.NRGBA) {})
	next(func(m *image.NRGBA) { block(m, w/2, h/2, 1, color.NRGBA{1, 2, 3, 255}) })
	next(func(m *image.NRGBA) {
		block(m, 1, 1, 9, color.NRGBA{250, 0, 0, 255})
		block(m, w-10, h-10, 9, color.NRGBA{0, 250, 0, 255})
	})
	next(func(m *image.NRGBA) { block(m, 3, 3, 20, color.NRGBA{0, 0, 250, 120}) })
	next(func(m *image.NRGBA) {
		block(m, 5, 5, 3, color.NRGBA{})
		block(m, w-10, h-10, 9, color.NRGBA{0, 0, 0, 255})
	})
	all = append(all, draw(w, h, func(x, y int) color.NRGBA { return solid(y, x) }))
	return all
}

func copyOf(m *image.NRGBA) *image.NRGBA {
	return &image.NRGBA{Pix: bytes.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
}

func film(t testing.TB, all []*image.NRGBA, o webp.Options) []byte {
	t.Helper()
	f := webp.NewFilm(7, o)
	for i, m := range all {
		if err := f.Add(ctx, copyOf(m), time.Duration(i)*time.Second); err != nil {
			t.Fatal(err)
		}
	}
	data, err := f.File()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFilmIsExact(t *testing.T) {
	for name, at := range contents(3) {
		for _, size := range [][2]int{{1, 1}, {2, 3}, {17, 33}, {130, 97}} {
			all := scene(size[0], size[1], at)
			seen, frames := played(t, film(t, all, webp.Options{Lossless: true}), size[0], size[1])
			if len(seen) != len(all) {
				t.Fatalf("%s %v: %d frames", name, size, len(seen))
			}
			for i, m := range seen {
				if !visiblyEqual(m, all[i]) {
					t.Errorf("%s %v: frame %d is another", name, size, i)
				}
				if frames[i].Duration != time.Duration(i)*time.Second || !frames[i].Lossless {
					t.Errorf("%s %v: frame %d: %+v", name, size, i, frames[i])
				}
			}
		}
	}
}

// visiblyEqual takes all colours that cannot be seen for one.
func visiblyEqual(a, b *image.NRGBA) bool {
	for i := 0; i < len(a.Pix); i += 4 {
		p, q := a.Pix[i:i+4], b.Pix[i:i+4]
		if (p[3] != 0 || q[3] != 0) && !bytes.Equal(p, q) {
			return false
		}
	}
	return true
}

// TestFilmWithLoss: the alpha has none, what stays does not change, and what is
// left out is left out.
func TestFilmWithLoss(t *testing.T) {
	const w, h = 130, 97
	all := scene(w, h, contents(3)["waves"])
	seen, frames := played(t, film(t, all, webp.Options{Quality: 90}), w, h)
	for i, m := range seen {
		square, n := 0.0, 0
		for k := 0; k < len(m.Pix); k += 4 {
			p, q := m.Pix[k:k+4], all[i].Pix[k:k+4]
			if p[3] != q[3] {
				t.Fatalf("frame %d: alpha %d, want %d", i, p[3], q[3])
			}
			for c := range 3 {
				if p[3] > 0 {
					square += math.Pow(float64(p[c])-float64(q[c]), 2)
					n++
				}
			}
		}
		if psnr := 10 * math.Log10(255*255*float64(n)/square); psnr < 25 {
			t.Errorf("frame %d: %.1f dB", i, psnr)
		}
	}
	if !bytes.Equal(seen[1].Pix, seen[0].Pix) || frames[1].Size != image.Pt(1, 1) {
		t.Errorf("nothing was to change, and %v did", frames[1].Size)
	}
	if f := frames[2]; f.Size.X > 2 || f.Size.Y > 2 {
		t.Errorf("a pixel takes a frame of %v", f.Size)
	}
	if f := frames[3]; !f.Over || f.Size.X < w-11 {
		t.Errorf("two corners: %+v", f)
	}
	middle := seen[3].PixOffset(w/2, 20)
	if !bytes.Equal(seen[3].Pix[middle:middle+80], seen[2].Pix[middle:middle+80]) {
		t.Error("what stays was coded again")
	}
}

func TestFilmKeepsLoops(t *testing.T) {
	for loops, want := range map[int]int{-1: 0, 0: 0, 1: 1, 65535: 65535, 65536: 65535} {
		f := webp.NewFilm(loops, webp.Options{Lossless: true})
		if err := f.Add(ctx, image.NewNRGBA(image.Rect(0, 0, 3, 3)), 1<<62); err != nil {
			t.Fatal(err)
		}
		data, err := f.File()
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(data, []byte("ANIM")) + 8 + 4
		if got := int(data[at]) | int(data[at+1])<<8; got != want {
			t.Errorf("%d loops are %d", loops, got)
		}
		if _, frames := played(t, data, 3, 3); frames[0].Duration != (1<<24-1)*time.Millisecond {
			t.Errorf("146 years are %v", frames[0].Duration)
		}
	}
}

func TestFilmRefuses(t *testing.T) {
	f := webp.NewFilm(0, webp.Options{})
	if _, err := f.File(); err == nil {
		t.Error("an animation without frames")
	}
	if err := f.Add(ctx, image.NewNRGBA(image.Rect(0, 0, 1<<14, 1)), 0); err == nil {
		t.Error("a frame of 16384 pixels")
	}
	if err := f.Add(ctx, image.NewNRGBA(image.Rect(0, 0, 9, 9)), 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Add(ctx, image.NewNRGBA(image.Rect(0, 0, 9, 8)), 0); err == nil {
		t.Error("frames of two sizes")
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if err := f.Add(done, draw(9, 9, contents(3)["noise"]), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: %v", err)
	}
}

// TestFilmKeepsPalettes: where holes would be a colour too much, there are none.
func TestFilmKeepsPalettes(t *testing.T) {
	const side = 128
	palette := func(n int) (before, now *image.NRGBA) {
		at := func(x, y int) color.NRGBA { return color.NRGBA{byte((x*37 + y*101 + x*y) % n), 7, 9, 255} }
		before, now = draw(side, side, at), draw(side, side, at)
		for y := 0; y < side; y += 16 {
			for x := 0; x < side; x += 32 {
				now.SetNRGBA(x, y, now.NRGBAAt(x+3, y))
			}
		}
		return before, now
	}
	for n, over := range map[int]bool{255: true, 256: false} {
		before, now := palette(n)
		_, frames := played(t, film(t, []*image.NRGBA{before, now}, webp.Options{Lossless: true}), side, side)
		if frames[1].Over != over {
			t.Errorf("%d colours: laid over is %v", n, frames[1].Over)
		}
	}
}
