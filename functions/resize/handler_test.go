package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestResize holds the function against a reference of its own.
func TestResize(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"width=50":                     to(50, 33),
			"width=50&height=50&fit=cover": filled,
			"width=30&height=80&fit=fill":  to(30, 80),
			"width=0&height=128":           to(192, 128),
			"":                             to(1024, 683),
		},
		PNG: 36, JPEG: 31,
		Refused: []string{"width=0&height=0", "width=16384", "width=16000&height=16000&fit=fill", "fit=stretch"},
	}.Check(t, New)
}

func to(w, h int) converttest.Ideal {
	return func(m *image.NRGBA) image.Image { return imaging.Resize(m, w, h, imaging.Lanczos) }
}

func filled(m *image.NRGBA) image.Image {
	return imaging.Fill(m, 50, 50, imaging.Center, imaging.Lanczos)
}
