package function

import (
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestSaturation holds the function against the formula.
func TestSaturation(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":                from(1.3),
			"saturation=-100": from(0),
			"saturation=-40":  from(0.6),
			"saturation=0":    from(1),
			"saturation=150":  from(2.5),
		},
		Width: 64, Height: 48,
		PNG: 57, JPEG: 24,
		Refused: []string{"saturation=-101", "saturation=201"},
	}.Check(t, New)
}

// from moves colours k times as far from the gray of their luma.
func from(k float64) converttest.Ideal {
	return converttest.Colours(func(r, g, b float64) [3]float64 {
		y := 0.299*r + 0.587*g + 0.114*b
		return [3]float64{y + k*(r-y), y + k*(g-y), y + k*(b-y)}
	})
}
