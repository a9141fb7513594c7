package function

import (
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestBrightness holds the function against the formula.
func TestBrightness(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":               add(25.5),
			"brightness=-40": add(-102),
			"brightness=0":   add(0),
			"brightness=100": add(255),
		},
		Width: 64, Height: 48,
		PNG: 200, JPEG: 27,
		Refused: []string{"brightness=101", "brightness=NaN", "brightness=light"},
	}.Check(t, New)
}

func add(n float64) converttest.Ideal {
	return converttest.Channels(func(v float64) float64 { return v + n })
}
