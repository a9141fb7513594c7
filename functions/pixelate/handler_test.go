package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestPixelate holds the function against a reference of its own.
func TestPixelate(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":         squares(16),
			"size=7":   squares(7),
			"size=200": squares(200),
		},
		Width: 48, Height: 32,
		PNG: 48, JPEG: 28,
		Refused: []string{"size=1", "size=257", "size=8.5"},
	}.Check(t, New)
}

func squares(size int) converttest.Ideal {
	return func(m *image.NRGBA) image.Image {
		out := image.NewNRGBA(m.Rect)
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				at := image.Pt(x/size*size, y/size*size)
				block := m.SubImage(image.Rectangle{at, at.Add(image.Pt(size, size))})
				copy(out.Pix[out.PixOffset(x, y):], imaging.Resize(block, 1, 1, imaging.Box).Pix)
			}
		}
		return out
	}
}
