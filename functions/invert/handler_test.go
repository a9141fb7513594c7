package function

import (
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestInvert holds the function against the formula.
func TestInvert(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"": converttest.Channels(negative),
		},
		Width: 64, Height: 48,
		PNG: 200, JPEG: 30,
		Refused: []string{"amount=1"},
	}.Check(t, New)
}

func negative(v float64) float64 { return 255 - v }
