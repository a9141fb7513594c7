package pixel

import (
	"context"
	"image"
)

// ScaleChroma makes each colour difference of a YCbCr picture k times as large,
// in place.
func ScaleChroma(ctx context.Context, m *image.YCbCr, k float64) error {
	var t Table
	for i := range t {
		t[i] = clip8(128 + k*float64(i-128))
	}
	planes := PlanesOf(m)
	for _, p := range planes[1:] {
		err := Rows(ctx, p.H, func(y int) {
			row := p.row(y, 0, p.W)
			for x, v := range row {
				row[x] = t[v]
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
