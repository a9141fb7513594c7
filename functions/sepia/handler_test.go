package function

import (
	"testing"

	"github.com/reverie-image/reverie/shared/convert/converttest"
)

// TestSepia holds the function against the formula.
func TestSepia(t *testing.T) {
	converttest.Reference{
		Ideals: map[string]converttest.Ideal{
			"":          sepia(1),
			"amount=0":  sepia(0),
			"amount=40": sepia(0.4),
		},
		Width: 64, Height: 48,
		PNG: 57, JPEG: 27,
		Refused: []string{"amount=-1", "amount=101"},
	}.Check(t, New)
}

// sepia goes a part of the way to the W3C's matrix.
func sepia(part float64) converttest.Ideal {
	return converttest.Colours(func(r, g, b float64) [3]float64 {
		to := func(from, to float64) float64 { return from + part*(to-from) }
		return [3]float64{
			to(r, 0.393*r+0.769*g+0.189*b),
			to(g, 0.349*r+0.686*g+0.168*b),
			to(b, 0.272*r+0.534*g+0.131*b),
		}
	})
}
