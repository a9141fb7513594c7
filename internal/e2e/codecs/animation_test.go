package codecs

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// moving is a GIF of two squares that go their ways before a picture, cleared or
// left behind, and at last a whole frame.
func moving(t *testing.T) []byte {
	t.Helper()
	pal := color.Palette{color.RGBA{}}
	for i := range 255 {
		pal = append(pal, color.RGBA{byte(i), byte(i * 7), byte(255 - i), 255})
	}
	first := image.NewPaletted(image.Rect(0, 0, width, height), pal)
	draw.Draw(first, first.Rect, picturetest.Photo(width, height), image.Point{}, draw.Src)
	g := &gif.GIF{Image: []*image.Paletted{first}, Delay: []int{7}, Disposal: []byte{gif.DisposalNone}, LoopCount: 4}
	for i := range 6 {
		m := image.NewPaletted(image.Rect(3+5*i, 9, width-7*i, height-11*i), pal)
		draw.Draw(m, image.Rect(3+5*i, 9, 33+5*i, 29), image.NewUniform(pal[40+i]), image.Point{}, draw.Src)
		draw.Draw(m, image.Rect(width-30-7*i, height-20-11*i, width-7*i, height-11*i), image.NewUniform(pal[200+i]), image.Point{}, draw.Src)
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 5+i)
		g.Disposal = append(g.Disposal, []byte{gif.DisposalNone, gif.DisposalPrevious, gif.DisposalBackground}[i%3])
	}
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, g); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestAnimationsAgainstVips: another reader sees the same frames in what an
// animation became.
func TestAnimationsAgainstVips(t *testing.T) {
	data := moving(t)
	for name, c := range map[string]struct {
		format  picture.Format
		quality int
		least   float64
	}{"without loss": {picture.WebP, 0, exact}, "with loss": {picture.WebP, 90, 26}} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			out := l.frames(converted(t, data, c.format, c.quality))
			want := l.frames(data)
			if out.w != want.w || out.h != want.h || out.h != 7*height {
				t.Fatalf("%d × %d, want %d × %d", out.w, out.h, want.w, want.h)
			}
			if psnr := visible(out, want); psnr < c.least {
				t.Errorf("%.1f dB, want at least %v", psnr, c.least)
			}
		})
	}
}

func converted(t *testing.T, data []byte, f picture.Format, quality int) []byte {
	t.Helper()
	p, err := picture.Decode(t.Context(), data, picture.DefaultLimits())
	if err == nil {
		err = p.SetFormat(f)
	}
	if err == nil && quality > 0 {
		err = p.SetQuality(quality)
	}
	var out []byte
	if err == nil {
		out, _, err = p.Encode(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// frames are all of a file, one below the other.
func (l *lab) frames(data []byte) raster {
	l.t.Helper()
	out := l.file("v", nil)
	l.run("copy", l.file("in", data)+"[n=-1]", out)
	return l.read(out)
}

// visible is the PSNR of colours of rasters of four bands, where both can be seen; one that only
// one of them shows counts as black against white.
func visible(a, b raster) float64 {
	square, n := 0.0, 0
	for y := range a.h {
		for x := range a.w {
			seen := [2]bool{a.at(x, y, 3) > 0, b.at(x, y, 3) > 0}
			for k := range 3 {
				n++
				switch {
				case seen[0] != seen[1]:
					square += 255 * 255
				case seen[0]:
					square += math.Pow(a.at(x, y, k)-b.at(x, y, k), 2)
				}
			}
		}
	}
	return 10 * math.Log10(255*255*float64(n)/square)
}
