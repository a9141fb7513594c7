package picture_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	chunks "github.com/reverie-image/reverie/shared/webp"
)

// movingWebPs are what gif2webp and img2webp 1.2.4 made of two drawings of five
// frames: parts of the canvas, laid over and put in place, left and cleared, with
// loss, without and both. Beside each is a strip of its frames as libwebp's
// decoder and demuxer find them, composed by RFC 9649, without its smoothing of
// chroma.
var movingWebPs = []string{"moving-lossy", "moving-alpha", "moving-lossless", "moving-mixed"}

func TestMovingWebPIsShown(t *testing.T) {
	for _, name := range movingWebPs {
		data, strip := fixture(t, name+".webp"), pixels(t, fixture(t, name+".webp.png"))
		if info, err := picture.Inspect(data, picture.DefaultLimits()); err != nil || info.Frames != 5 || info.Width != 60 || info.Height != 44 {
			t.Fatalf("%s: %+v, %v", name, info, err)
		}
		for i, m := range framesSeen(t, data) {
			want := each(image.NewNRGBA(m.Rect), func(x, y int) color.Color { return picturetest.At(strip, x, y+44*i) })
			if psnr := picturetest.PSNR(m, want); !math.IsInf(psnr, 1) {
				t.Errorf("%s, frame %d: %.1f dB", name, i, psnr)
			}
		}
	}
}

// movement is what an animated WebP says of its frames.
func movement(t testing.TB, data []byte) (loops int, frames []chunks.Frame) {
	t.Helper()
	loops = -1
	for rest := data[12:]; len(rest) > 0; {
		name, body, after, ok := chunks.NextChunk(rest)
		if !ok {
			t.Fatal("a chunk is cut off")
		}
		switch name {
		case "ANIM":
			loops = int(body[4]) | int(body[5])<<8
		case "ANMF":
			f, err := chunks.ParseFrame(body)
			if err != nil {
				t.Fatal(err)
			}
			frames = append(frames, f)
		}
		rest = after
	}
	return loops, frames
}

// TestMovingWebPStays: what is seen, how long and how often, with loss or without.
func TestMovingWebPStays(t *testing.T) {
	for _, name := range movingWebPs {
		data := fixture(t, name+".webp")
		loops, before := movement(t, data)
		out, mediaType := encode(t, decode(t, data))
		again, after := movement(t, out)
		if again != loops || len(after) != len(before) || mediaType != "image/webp" {
			t.Fatalf("%s: %s, %d loops were %d, %d frames were %d", name, mediaType, again, loops, len(after), len(before))
		}
		least := map[string]float64{"moving-lossless": math.Inf(1), "moving-mixed": 29}[name] // the latter has frames without loss
		if least == 0 {
			least = 33
		}
		seen := framesSeen(t, data)
		for i, m := range framesSeen(t, out) {
			if after[i].Duration != before[i].Duration || after[i].Lossless != (name == "moving-lossless") {
				t.Errorf("%s, frame %d: %+v", name, i, after[i])
			}
			if psnr := picturetest.PSNR(m, seen[i]); psnr < least {
				t.Errorf("%s, frame %d: %.1f dB", name, i, psnr)
			}
		}
	}
}

// TestMovingWebPIsConverted holds operations against the same on what is seen.
func TestMovingWebPIsConverted(t *testing.T) {
	for name, c := range map[string]struct {
		run   func(p *picture.Picture) error
		ideal func(m image.Image) image.Image
	}{
		"grayscale": {func(p *picture.Picture) error { return p.Grayscale(ctx) }, func(m image.Image) image.Image { return idealGray(m) }},
		"flip":      {func(p *picture.Picture) error { return p.FlipHorizontal(ctx) }, idealFlip},
		"quarter": {func(p *picture.Picture) error { return p.Rotate(ctx, 90, color.NRGBA{}) }, func(m image.Image) image.Image {
			return each(image.NewNRGBA(image.Rect(0, 0, 44, 60)), func(x, y int) color.Color { return picturetest.At(m, y, 43-x) })
		}},
		"crop": {func(p *picture.Picture) error { return p.Crop(ctx, image.Rect(5, 5, 60, 44)) }, func(m image.Image) image.Image {
			return each(image.NewNRGBA(image.Rect(0, 0, 55, 39)), func(x, y int) color.Color { return picturetest.At(m, 5+x, 5+y) })
		}},
		"blur": {func(p *picture.Picture) error { return p.Blur(ctx, 2) }, func(m image.Image) image.Image {
			q := decode(t, picturetest.PNG(m))
			if err := q.Blur(ctx, 2); err != nil {
				t.Fatal(err)
			}
			data, _ := encode(t, q)
			return pixels(t, data)
		}},
	} {
		data := fixture(t, "moving-lossless.webp")
		p := decode(t, data)
		if err := c.run(p); err != nil {
			t.Fatal(err)
		}
		out, _ := encode(t, p)
		seen := framesSeen(t, data)
		for i, m := range framesSeen(t, out) {
			if psnr := picturetest.PSNR(m, c.ideal(seen[i])); psnr < exact {
				t.Errorf("%s, frame %d: %.1f dB", name, i, psnr)
			}
		}
	}
}

// TestAnimationsBecomeOthers: of the three formats each becomes each other with
// all of its frames, their times and its loops.
func TestAnimationsBecomeOthers(t *testing.T) {
	moving := animation(67, 45)
	moving.Delay[1] = 12
	late := animation(67, 45) // the first frame is a part
	late.Image, late.Delay, late.Disposal = late.Image[1:], late.Delay[1:], late.Disposal[1:]
	late.Delay[0] = 12
	shared := animation(67, 45) // with one palette
	for _, m := range shared.Image {
		m.Palette = shared.Image[0].Palette
	}
	for name, data := range map[string][]byte{
		"GIF": asGIF(t, moving), "GIF that begins with a part": asGIF(t, late), "GIF of a palette": asGIF(t, shared),
		"PNG": asPNG(t, film(true, films()["RGB"])), "deep PNG": asPNG(t, film(false, films()["deep"])),
		"WebP": fixture(t, "moving-lossless.webp"), "lossy WebP": fixture(t, "moving-alpha.webp"),
	} {
		seen := framesSeen(t, data)
		for _, f := range []picture.Format{picture.GIF, picture.PNG, picture.WebP} {
			p := decode(t, data)
			if err := p.SetFormat(f); err != nil {
				t.Fatal(err)
			}
			out, mediaType := encode(t, p)
			after := framesSeen(t, out)
			if len(after) != len(seen) || mediaType != f.MediaType() {
				t.Fatalf("%s as %s: %d frames, %d before", name, mediaType, len(after), len(seen))
			}
			least := math.Inf(1)
			if f == picture.GIF || name == "lossy WebP" && f == picture.WebP {
				least = 24
			}
			for i, m := range after {
				if psnr := picturetest.PSNR(m, seen[i]); psnr < least && !translucent(seen[i]) {
					t.Errorf("%s as %s, frame %d: %.1f dB", name, mediaType, i, psnr)
				}
			}
			if times, want := timesOf(t, out), timesOf(t, data); times != want {
				t.Errorf("%s as %s: times %s, want %s", name, mediaType, times, want)
			}
		}
	}
}

// translucent pixels are none in a GIF.
func translucent(m *image.NRGBA) bool {
	for i := 3; i < len(m.Pix); i += 4 {
		if a := m.Pix[i]; a != 0 && a != 255 {
			return true
		}
	}
	return false
}

// TestMovingWebPInOtherFormats: those without animations get the first frame.
func TestMovingWebPInOtherFormats(t *testing.T) {
	data := fixture(t, "moving-mixed.webp")
	seen := framesSeen(t, data)
	for _, f := range []picture.Format{picture.TIFF, picture.BMP, picture.JPEG} {
		if _, m := as(t, data, f, 0); picturetest.PSNR(m, seen[0]) < 28 {
			t.Errorf("%s: %.1f dB from the first frame", f, picturetest.PSNR(m, seen[0]))
		}
	}
}

func TestMovingWebPKeepsProfileAndOrientation(t *testing.T) {
	icc := picturetest.ICC("RGB ", 401)
	data := picturetest.MovingWebP(9, 7, 3, picturetest.RIFFChunk("ICCP", icc), picturetest.RIFFChunk("EXIF", picturetest.EXIF(8)[4+6:]))
	p := decode(t, data)
	if err := p.FlipHorizontal(ctx); err != nil {
		t.Fatal(err)
	}
	out, _ := encode(t, p)
	info, err := picture.Inspect(out, picture.DefaultLimits())
	if err != nil || info.Orientation != 8 || info.Frames != 3 || !bytes.Contains(out, icc) {
		t.Errorf("%+v, %v, profile kept: %v", info, err, bytes.Contains(out, icc))
	}
}

// TestWebPOfOneFrame is a still, whole as its canvas.
func TestWebPOfOneFrame(t *testing.T) {
	data := picturetest.MovingWebP(9, 7, 1)
	p := decode(t, data)
	if info := p.Info(); info.Frames != 1 || info.Width != 9 {
		t.Errorf("%+v", info)
	}
	out, _ := encode(t, p)
	if b := pixels(t, out).Bounds(); b != image.Rect(0, 0, 9, 7) {
		t.Errorf("%v", b)
	}
}

// timesOf are the times of the frames in hundredths of a second, and how often
// they play.
func timesOf(t testing.TB, data []byte) string {
	t.Helper()
	p := decode(t, data)
	if err := p.SetFormat(picture.GIF); err != nil {
		t.Fatal(err)
	}
	out, _ := encode(t, p)
	g, err := gif.DecodeAll(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(g.Delay, g.LoopCount)
}
