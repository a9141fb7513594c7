package picture

import (
	"bytes"
	"image"
	"image/gif"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

const line = `{"converter":"dream","seed":7,"größe":"½"}`

func encoded(t *testing.T, data []byte, change func(*Picture)) []byte {
	t.Helper()
	p, err := Decode(t.Context(), data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	change(p)
	out, _, err := p.Encode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func set(t *testing.T, text string) func(*Picture) {
	return func(p *Picture) {
		t.Helper()
		if err := p.SetText(text); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTextRoundTrip(t *testing.T) {
	photo := picturetest.Photo(40, 30)
	work := func(p *Picture) {
		if err := p.Contrast(t.Context(), 20); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range map[string][]byte{"PNG": picturetest.PNG(photo), "JPEG": picturetest.JPEG(photo, 90)} {
		t.Run(name, func(t *testing.T) {
			plain := encoded(t, data, func(*Picture) {})
			if Text(plain) != "" {
				t.Errorf("a text that nobody set: %q", Text(plain))
			}
			once := encoded(t, data, set(t, line))
			if Text(once) != line {
				t.Errorf("unchanged pixels: %q", Text(once))
			}
			again := encoded(t, once, set(t, "another"))
			if Text(again) != "another" || bytes.Contains(again, []byte(line)) {
				t.Errorf("the earlier one is not replaced: %q", Text(again))
			}
			if dropped := encoded(t, once, func(*Picture) {}); !bytes.Equal(dropped, plain) {
				t.Error("without a text the file is not as if it had never had one")
			}
			worked := encoded(t, data, func(p *Picture) { work(p); set(t, line)(p) })
			if Text(worked) != line {
				t.Errorf("changed pixels: %q", Text(worked))
			}
			if twice := encoded(t, data, func(p *Picture) { work(p); set(t, line)(p) }); !bytes.Equal(twice, worked) {
				t.Error("the same again gives other bytes")
			}
			if p, err := Decode(t.Context(), worked, DefaultLimits()); err != nil || p.Info().Width != 40 {
				t.Errorf("the file is not read any more: %v", err)
			}
		})
	}
}

func TestTextLimits(t *testing.T) {
	jpeg := picturetest.JPEG(picturetest.Photo(40, 30), 90)
	longest := strings.Repeat("x", maxText)
	if out := encoded(t, jpeg, set(t, longest)); Text(out) != longest {
		t.Error("the longest text is cut")
	}
	p, err := Decode(t.Context(), jpeg, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"long": longest + "x", "nul": "a\x00b", "no UTF-8": "\xff"} {
		if p.SetText(text) == nil {
			t.Errorf("%s: taken", name)
		}
	}
	var still bytes.Buffer
	if err := gif.Encode(&still, picturetest.Photo(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	if out := encoded(t, still.Bytes(), set(t, line)); Text(out) != "" || bytes.Contains(out, []byte(line)) {
		t.Error("a GIF carries a text")
	}
	for _, data := range [][]byte{nil, []byte(pngSignature), []byte(pngSignature + "\x7f\xff\xff\xffiTXt1234"), {0xff, 0xd8, 0xff}, picturetest.TruncatedPNG(), picturetest.TruncatedJPEG()} {
		_ = Text(data) // does not panic
	}
}

func TestPreview(t *testing.T) {
	for _, size := range []image.Point{{1024, 768}, {300, 1200}, {40, 30}, {1, 1}, {5000, 1}} {
		data, err := Preview(image.NewNRGBA(image.Rectangle{Max: size}), 512)
		if err != nil {
			t.Errorf("%v: %v", size, err)
			continue
		}
		info, err := Inspect(data, DefaultLimits())
		if err != nil || info.Format != JPEG || max(info.Width, info.Height) > 512 || max(info.Width, info.Height) < min(512, size.X) {
			t.Errorf("%v: %+v, %v", size, info, err)
		}
	}
	if _, err := Preview(image.NewNRGBA(image.Rectangle{}), 512); err == nil {
		t.Error("a preview of nothing")
	}
}
