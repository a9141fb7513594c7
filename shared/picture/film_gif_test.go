package picture_test

import (
	"image"
	"image/color"
	"image/gif"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
)

// TestGIFTooLargeForPNG: frames of one palette stay one byte a pixel, others
// become four.
func TestGIFTooLargeForPNG(t *testing.T) {
	const w, h, n = 2000, 2000, 14 // 56 megapixels
	for name, step := range map[string]byte{"one palette": 0, "palettes": 1} {
		g := &gif.GIF{}
		for i := range n {
			m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Gray{byte(i) * step}, color.Gray{255}})
			if i > 0 {
				m = m.SubImage(image.Rect(0, 0, 1, h)).(*image.Paletted) // small to write, a whole width in the strip
			}
			g.Image, g.Delay = append(g.Image, m), append(g.Delay, 4)
		}
		p := decode(t, asGIF(t, g))
		if err := p.SetFormat(picture.PNG); err != nil {
			t.Fatal(err)
		}
		_, _, err := p.Encode(ctx)
		if refused := fault.Is(err, fault.InvalidParameters); refused != (name == "palettes") || err != nil && !refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
