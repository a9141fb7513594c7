package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"math"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// animation has three frames: a whole one, a part with a transparent colour
// that goes away again, and a part with colours of its own.
func animation(w, h int) *gif.GIF {
	pal := rainbow(8)
	clear := append(pal[:7:7], image.Transparent.C)
	first := paletted(w, h, pal)
	second := paletted(w/3, h/2, clear)
	second.Rect = second.Rect.Add(image.Pt(2, 3))
	third := paletted(w/2, h/3, rainbow(4))
	third.Rect = third.Rect.Add(image.Pt(w/4, h/2))
	return &gif.GIF{
		Image: []*image.Paletted{first, second, third}, Delay: []int{5, 0, 70},
		Disposal: []byte{gif.DisposalNone, gif.DisposalPrevious, gif.DisposalBackground}, LoopCount: 3,
		Config: image.Config{ColorModel: pal, Width: w, Height: h}, BackgroundIndex: 2,
	}
}

func decodeGIF(t *testing.T, data []byte) *gif.GIF {
	t.Helper()
	g, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestGIF runs the operations on an animation and compares every frame, where
// it lies and how long it stays.
func TestGIF(t *testing.T) {
	src := asGIF(t, animation(67, 45))
	before := decodeGIF(t, src)
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			p := decode(t, src)
			if err := op.run(p); err != nil {
				t.Fatal(err)
			}
			data, mediaType := encode(t, p)
			after := decodeGIF(t, data)
			if mediaType != "image/gif" || len(after.Image) != 3 || after.LoopCount != 3 || after.BackgroundIndex != 2 {
				t.Fatalf("%s of %d frames, loop %d, background %d", mediaType, len(after.Image), after.LoopCount, after.BackgroundIndex)
			}
			if !slices.Equal(after.Delay, before.Delay) || !slices.Equal(after.Disposal, before.Disposal) {
				t.Errorf("delays %v, disposal %v", after.Delay, after.Disposal)
			}
			for i, m := range after.Image {
				was := before.Image[i]
				want, ideal := was.Rect, image.Image(was)
				switch op.name {
				case "Grayscale":
					ideal = idealGray(was)
				case "Contrast":
					ideal = idealContrast(was, 20)
				case "FlipHorizontal":
					ideal = idealFlip(was)
					want.Min.X, want.Max.X = 67-was.Rect.Max.X, 67-was.Rect.Min.X
				}
				if m.Rect != want {
					t.Errorf("frame %d lies at %v, want %v", i, m.Rect, want)
				}
				if psnr := picturetest.PSNR(m, ideal); !math.IsInf(psnr, 1) {
					t.Errorf("frame %d: %.1f dB", i, psnr)
				}
			}
		})
	}
}

// TestGIFTransparencyBeyondThePalette reads a frame whose transparent index
// has no entry, which browsers take.
func TestGIFTransparencyBeyondThePalette(t *testing.T) {
	m := paletted(8, 8, rainbow(8))
	for i := range m.Pix {
		m.Pix[i] = byte(i % 4)
		if i%5 == 0 {
			m.Pix[i] = 7
		}
	}
	m.Palette[7] = color.Transparent
	data := asGIF(t, &gif.GIF{Image: []*image.Paletted{m}, Delay: []int{0}})
	// Shorten the table to four colours; the LZW data still has index 7.
	at := bytes.IndexByte(data, 0x2c) + 9
	table := data[at+1:][:24]
	short := slices.Concat(data[:at], []byte{0x81}, table[:12], data[at+1+24:])
	p := decode(t, short)
	out, _ := encode(t, p)
	if psnr := picturetest.PSNR(decodeGIF(t, out).Image[0], decodeGIF(t, short).Image[0]); !math.IsInf(psnr, 1) {
		t.Errorf("%.1f dB: transparent pixels changed", psnr)
	}
}

// TestEachShowsWholeFrames composes the animation and gets it back.
func TestEachShowsWholeFrames(t *testing.T) {
	src := asGIF(t, animation(67, 45))
	p := decode(t, src)
	var seen []*image.NRGBA
	err := p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		seen = append(seen, m)
		return m, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	first, second := animation(67, 45).Image[0], animation(67, 45).Image[1]
	if len(seen) != 3 || picturetest.PSNR(seen[0], first) < exact {
		t.Fatal("the first frame is not shown as it is")
	}
	if got, want := picturetest.At(seen[1], 2, 3), picturetest.At(second, 2, 3); got != want {
		t.Errorf("the second frame is not drawn over the first: %v, want %v", got, want)
	}
	if got, want := picturetest.At(seen[2], 3, 4), picturetest.At(first, 3, 4); got != want {
		t.Errorf("the second frame did not go away: %v, want %v", got, want)
	}
	data, _ := encode(t, p)
	for i, m := range decodeGIF(t, data).Image {
		if m.Rect != image.Rect(0, 0, 67, 45) || picturetest.PSNR(m, seen[i]) < exact {
			t.Errorf("frame %d at %v: %.1f dB", i, m.Rect, picturetest.PSNR(m, seen[i]))
		}
	}
}

func TestEachChangesSize(t *testing.T) {
	half := func(m *image.NRGBA) (*image.NRGBA, error) {
		return m.SubImage(image.Rect(10, 5, 10+m.Rect.Dx()/2, 5+m.Rect.Dy()/2)).(*image.NRGBA), nil
	}
	inputs := append(allInputs(t), input{name: "GIF", data: asGIF(t, animation(67, 45)), out: picture.GIF})
	for _, in := range inputs {
		p := decode(t, in.data)
		w, h := p.Info().Width, p.Info().Height
		if w < 30 || h < 20 {
			continue
		}
		if err := p.Each(ctx, half); err != nil {
			t.Errorf("%s: %v", in.name, err)
			continue
		}
		data, mediaType := encode(t, p)
		if got := pixels(t, data).Bounds(); got.Dx() != w/2 || got.Dy() != h/2 || mediaType != in.out.MediaType() {
			t.Errorf("%s: %v, %s", in.name, got, mediaType)
		}
		if info := p.Info(); info.Width != w/2 || info.Height != h/2 {
			t.Errorf("%s: Info still says %d × %d", in.name, info.Width, info.Height)
		}
	}
}

func TestEachRefusesUselessResults(t *testing.T) {
	calls := 0
	for name, f := range map[string]func(*image.NRGBA) (*image.NRGBA, error){
		"nil":   func(*image.NRGBA) (*image.NRGBA, error) { return nil, nil },
		"empty": func(*image.NRGBA) (*image.NRGBA, error) { return &image.NRGBA{}, nil },
		"panic": func(*image.NRGBA) (*image.NRGBA, error) { panic("a converter's fault") },
		"uneven": func(m *image.NRGBA) (*image.NRGBA, error) {
			calls++
			return m.SubImage(image.Rect(0, 0, 10+calls, 10)).(*image.NRGBA), nil
		},
	} {
		err := decode(t, asGIF(t, animation(67, 45))).Each(ctx, f)
		if !fault.Is(err, fault.ConversionFailed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTransparencyInJPEG wants a PNG where the result cannot be a JPEG.
func TestTransparencyInJPEG(t *testing.T) {
	for name, data := range map[string][]byte{"JPEG": photoJPEG(32, 32), "BMP": asBMP(t, picturetest.Photo(32, 32))} {
		p := decode(t, data)
		err := p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
			m.Pix[3] = 0
			return m, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		out, mediaType := encode(t, p)
		if _, _, _, a := pixels(t, out).At(0, 0).RGBA(); mediaType != "image/png" || a != 0 {
			t.Errorf("%s: %s, alpha %d", name, mediaType, a)
		}
	}
}

// TestQuantise gives a photo's frames 255 colours: at least 30 dB.
func TestQuantise(t *testing.T) {
	photo := picturetest.Photo(200, 150)
	for y := range 20 {
		for x := range 20 {
			photo.Pix[y*photo.Stride+4*x+3] = 10
		}
	}
	p := decode(t, asGIF(t, animation(200, 150)))
	if err := p.Each(ctx, func(*image.NRGBA) (*image.NRGBA, error) { return photo, nil }); err != nil {
		t.Fatal(err)
	}
	data, _ := encode(t, p)
	m := decodeGIF(t, data).Image[2]
	for y := range 20 {
		for x := range 20 {
			if _, _, _, a := m.At(x, y).RGBA(); a != 0 {
				t.Fatalf("%d, %d is not transparent", x, y)
			}
			photo.Pix[y*photo.Stride+4*x+3] = 0
		}
	}
	if psnr := picturetest.PSNR(m, photo); psnr < 30 {
		t.Errorf("%.1f dB", psnr)
	}
}
