package browser

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
	"testing"
)

// meadow is a painting in greens: broad strokes, one beside the other.
func meadow(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 200, 160))
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			c := color.NRGBA{40, 120, 30, 255}
			if (x+2*y)%24 < 12 {
				c = color.NRGBA{120, 220, 90, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// greenish is what neither half of the photo is, and all of meadow.
func greenish(c [3]int) bool { return c[1] > c[0]+20 && c[1] > c[2]+20 }

func TestStyle(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 480, 300)))
	p.click("converter-style")
	if text := p.text("missing"); !strings.Contains(text, "style picture") {
		t.Errorf("what is missing is told as %q", text)
	}
	p.give("style", file(t, "meadow.png", meadow(t)))
	p.gone("missing")
	p.see("estimate")
	p.fill("param-strength", "80")
	p.click("apply")
	p.preview("")
	if eval[bool](p, idle) {
		t.Error("the first preview came after the end")
	}
	p.long(idle)
	p.step(1)
	p.gone("preview-image")
	p.shows(0.2, greenish, "green, as the style picture is")
	p.shows(0.8, greenish, "green")
	if !eval[bool](p, changed) {
		t.Error("the result is the original")
	}

	p.click("origin")
	if text := p.text("provenance-model"); !regexp.MustCompile(`(?s)version.*[0-9a-f]{12}`).MatchString(text) {
		t.Errorf("the model is told as %q", text)
	}
	if text := p.text("provenance-strength"); !strings.HasPrefix(text, "80") {
		t.Errorf("the strength is told as %q, want 80", text)
	}
	if text := p.text("provenance"); !strings.Contains(text, "Style picture") {
		t.Errorf("the style picture is not told: %q", text)
	}
	p.calm()
}
