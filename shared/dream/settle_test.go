package dream

import "testing"

// TestSettle: steps of any strength in one direction come to rest short of black
// and white, and what has come a little way stays where it is.
func TestSettle(t *testing.T) {
	picture := []float32{0, 5, 60, 128, 200, 250, 255}
	for _, step := range []float32{1.4, -1.4, 6, -6} {
		row := append([]float32(nil), picture...)
		for range 500 {
			for i := range row {
				row[i] += step
			}
			settle(row, picture)
		}
		for i, v := range row {
			there := float32(256)
			if step < 0 {
				there = -1
			}
			if part := (v - picture[i]) / (there - picture[i]); part < 0 || part > 0.82 {
				t.Errorf("steps of %v from %v come %.0f %% of the way", step, picture[i], 100*part)
			}
		}
	}
	row := []float32{128 + 10}
	settle(row, []float32{128})
	if row[0] < 137.9 {
		t.Errorf("10 of 128 became %v", row[0]-128)
	}
}
