package function

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestPosterize holds the function against the formula.
func TestPosterize(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":          levels(4),
			"levels=2":  levels(2),
			"levels=64": levels(64),
		},
		Width: 64, Height: 48,
		PNG: 200, JPEG: 14,
		Refused: []string{"levels=1", "levels=2.5", "levels=65"},
	}.Check(t, New)
}

func levels(n float64) converttest.Ideal {
	return converttest.Channels(func(v float64) float64 { return math.Floor(v/255*(n-1)+0.5) * 255 / (n - 1) })
}
