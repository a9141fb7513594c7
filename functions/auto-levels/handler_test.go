package function

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestAutoLevels holds the function against a reference of its own.
func TestAutoLevels(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"clip=0":               stretched(false),
			"clip=0&channels=true": stretched(true),
		},
		PNG: 60, JPEG: 24,
		Refused: []string{"clip=-1", "clip=11", "channels=1"},
	}.Check(t, New)
}

// stretched takes the least and the greatest value to 0 and 255: of luma, or of
// each channel.
func stretched(byChannel bool) converttest.Ideal {
	return func(m *image.NRGBA) image.Image {
		out := imaging.Clone(m)
		gray := imaging.Grayscale(m)
		for k := range 3 {
			from := gray.Pix
			if byChannel {
				from = m.Pix
			}
			low, high := uint8(255), uint8(0)
			for i := k; i < len(from); i += 4 {
				low, high = min(low, from[i]), max(high, from[i])
			}
			for i := k; i < len(out.Pix); i += 4 {
				v := (float64(m.Pix[i]) - float64(low)) * 255 / (float64(high) - float64(low))
				out.Pix[i] = uint8(min(max(v, 0), 255) + 0.5)
			}
		}
		return out
	}
}
