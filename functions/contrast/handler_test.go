package function

import (
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestContrast holds the function against the formula, with and without the
// parameter, whose default is 20.
func TestContrast(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":              about(1 / (1 - 0.2)),
			"contrast=20":   about(1 / (1 - 0.2)),
			"contrast=-50":  about(0.5),
			"contrast=0":    about(1),
			"contrast=80":   about(1 / (1 - 0.8)),
			"contrast=-100": about(0),
		},
		Width: 64, Height: 48,
		PNG: 200, JPEG: 24,
		Refused: []string{"contrast=101", "contrast=-100.5", "contrast=much", "contrast=NaN", "contrast=1&contrast=2"},
	}.Check(t, New)
}

// about stretches by k about the middle.
func about(k float64) converttest.Ideal {
	return converttest.Channels(func(v float64) float64 { return (0.5 + (v/255-0.5)*k) * 255 })
}
