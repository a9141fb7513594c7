package browser

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestTooMuchIsMadeToFit(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "large.jpg", photo(t, 2000, 1500)))
	p.click("converter-daydream")
	if text := p.text("estimate"); !strings.Contains(text, "about 12 s") {
		t.Errorf("3 megapixels, 4 steps: %q", text)
	}
	p.fill("param-steps", "10")
	if text := p.text("over-budget"); !strings.Contains(text, "about 30 s") || !strings.Contains(text, "1633 × 1224") || !strings.Contains(text, "steps up to 6") {
		t.Errorf("the page warns: %q", text)
	}
	p.click("apply") // a warning forbids nothing: the server does
	if text := p.text("error-detail"); !strings.Contains(text, "1633 × 1224") {
		t.Errorf("the server's answer is told as %q", text)
	}
	p.click("make-fit")
	p.step(1)
	p.gone("over-budget")
	if text := p.text("estimate"); !strings.Contains(text, "1633 × 1224") {
		t.Errorf("with fit the estimate is %q", text)
	}
	p.click("param-fit")
	p.click("fit")
	p.gone("over-budget")
	if !eval[bool](p, `document.querySelector('[data-testid="param-fit"]').checked`) {
		t.Error("Make it fit does not switch fit on")
	}
	p.calm()
}

// TestEachFrameCosts: an animation takes as long as all of its frames, on the
// page as on the server.
func TestEachFrameCosts(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "moving.gif", animation(t, 1000, 500, 6)))
	p.click("converter-daydream")
	if text := p.text("estimate"); !strings.Contains(text, "about 12 s") {
		t.Errorf("6 frames of half a megapixel, 4 steps: %q", text)
	}
	p.fill("param-steps", "8")
	if text := p.text("over-budget"); !strings.Contains(text, "about 25 s") || !strings.Contains(text, "913 × 456") || !strings.Contains(text, "steps up to 6") {
		t.Errorf("the page warns: %q", text)
	}
	p.click("apply")
	if text := p.text("error-detail"); !strings.Contains(text, "913 × 456") || !strings.Contains(text, "24 s") {
		t.Errorf("the server's answer is told as %q", text)
	}
	p.calm()
}

// TestFramesAreCounted: also those of an animated PNG or WebP, and of damaged
// files one.
func TestFramesAreCounted(t *testing.T) {
	p := open(t, "/")
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + strings.Repeat("\x00", 17)
	for name, tt := range map[string]struct {
		data string
		want int
	}{
		"GIF":          {string(animation(t, 8, 8, 7)), 7},
		"half a GIF":   {string(animation(t, 8, 8, 7)[:40]), 1},
		"GIF89a alone": {"GIF89a", 1},
		"APNG":         {png + "\x00\x00\x00\x08acTL\x00\x00\x00\x05\x00\x00\x00\x00CRC!", 5},
		"late acTL":    {png + "\x00\x00\x00\x00IDATCRC!\x00\x00\x00\x08acTL\x00\x00\x00\x05\x00\x00\x00\x00CRC!", 1},
		"half an APNG": {png + "\x00\x00\x00\x08acTL\x00", 1},
		"WebP":         {"RIFF\x00\x00\x00\x00WEBPVP8X\x01\x00\x00\x00v\x00ANMF\x02\x00\x00\x00ffANMF\x00\x00\x00\x00", 2},
		"half a WebP":  {"RIFF\x00\x00\x00\x00WEBPANMF\xff\xff\xff\xff", 1},
		"JPEG":         {string(photo(t, 8, 8)), 1},
		"nothing":      {"", 1},
	} {
		got := eval[int](p, fmt.Sprintf(`import('/js/editor/frames.js').then((m) => m.countFrames(new Blob([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))])))`,
			base64.StdEncoding.EncodeToString([]byte(tt.data))))
		if got != tt.want {
			t.Errorf("%s: %d frames, want %d", name, got, tt.want)
		}
	}
}

// animation is a GIF of frames that differ.
func animation(t *testing.T, w, h, frames int) []byte {
	t.Helper()
	colours := color.Palette{color.White, color.Black, color.RGBA{200, 30, 30, 255}, color.RGBA{30, 30, 200, 255}}
	var g gif.GIF
	for n := range frames {
		m := image.NewPaletted(image.Rect(0, 0, w, h), colours)
		for i := range m.Pix {
			m.Pix[i] = byte((i%w/40 + n) % len(colours))
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestManyChoices(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-daydream")
	p.do(chromedp.WaitVisible(id("search-preset")), chromedp.SendKeys(id("search-preset"), "Mo"), chromedp.SendKeys(id("search-preset"), kb.Enter))
	p.until(`document.querySelector('[data-testid="param-preset-moss"]').checked`)
	p.gone("param-preset-teal")
	p.see("reset")
	p.click("reset")
	p.until(`document.querySelector('[data-testid="param-preset-green"]').checked`)
	p.click("dice-seed")
	seed := `document.querySelector('[data-testid="param-seed"]').value`
	if was := eval[string](p, seed); was == "" {
		t.Error("the dice give no seed")
	}
	p.calm()
}
