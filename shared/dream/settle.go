package dream

// slack is what a step takes back of a value that has come from the picture's
// all the way to black or white.
const slack = 0.2

// settle draws a row back towards the picture's, by more the further it has come
// on the way to black or white: by slack × (way come / way there)² of the way
// come. Steps are of the same strength everywhere, and would have most of a dream
// black, white or of the colours of a rainbow in the end; this balances them at
// some two thirds of the way, so that nothing is clipped.
func settle(row, picture []float32) {
	for i, v := range row {
		v = min(max(v, 0), 255)
		come := v - picture[i]
		there := picture[i] + 1
		if come > 0 {
			there = 256 - picture[i]
		}
		part := come / there
		row[i] = v - float32(float32(slack*come)*float32(part*part))
	}
}
