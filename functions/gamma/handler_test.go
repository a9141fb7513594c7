package function

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestGamma holds the function against the formula.
func TestGamma(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":          power(1 / 1.5),
			"gamma=0.5": power(2),
			"gamma=1":   power(1),
		},
		Width: 64, Height: 48,
		PNG: 200, JPEG: 27,
		Refused: []string{"gamma=0", "gamma=6"},
	}.Check(t, New)
}

func power(e float64) converttest.Ideal {
	return converttest.Channels(func(v float64) float64 { return 255 * math.Pow(v/255, e) })
}
