package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestFlipVertical holds the function against a reference of its own.
func TestFlipVertical(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"": over,
		},
		PNG: 200, JPEG: 33,
	}.Check(t, New)
}

func over(m *image.NRGBA) image.Image { return imaging.FlipV(m) }
