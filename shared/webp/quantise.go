package webp

import "math"

// zigzag is the order in which a block's coefficients are coded.
var zigzag = [16]uint8{0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15}

// quantiser divides a block's first coefficient and the others by steps.
type quantiser struct {
	step, inverse, bias [2]int32 // inverse and bias of 65536
}

// newQuantiser rounds a half of a step and more up where bias is a half; less
// takes fewer bits than the error costs.
func newQuantiser(dc, ac int, bias float64) (q quantiser) {
	for i, s := range []int{dc, ac} {
		q.step[i], q.inverse[i] = int32(s), int32(65536/s)
		q.bias[i] = int32(bias * 65536)
	}
	return q
}

// maxLevel is the largest that a token can say.
const maxLevel = 2047

// quantise makes levels of coefficients from the place first on, in the order
// of coding, and the coefficients what the decoder makes of them. It returns
// the number of levels up to the last that is not 0.
func (q *quantiser) quantise(b *block, first int, levels *[16]int16) (n int) {
	for i := first; i < 16; i++ {
		at, k := zigzag[i], min(i, 1)
		v := b[at]
		size := int32((int64(abs(v))*int64(q.inverse[k]) + int64(q.bias[k])) >> 16)
		if size == 0 {
			levels[i], b[at] = 0, 0
			continue
		}
		size = min(size, maxLevel)
		if v < 0 {
			size = -size
		}
		levels[i], b[at], n = int16(size), size*q.step[k], i+1
	}
	return n
}

// quantisers are those of a frame.
type quantisers struct {
	index     int // of the tables of steps, 0…127
	y, y2, uv quantiser
	lambda    int // what a bit of a mode costs in hadamard's units, of 256
}

func newQuantisers(quality int) (q quantisers) {
	q.index = indexOf(quality)
	dc, ac := int(dcSteps[q.index]), int(acSteps[q.index])
	q.y = newQuantiser(dc, ac, 0.40)
	q.y2 = newQuantiser(2*dc, max(ac*155/100, 8), 0.43)
	q.uv = newQuantiser(min(dc, 132), ac, 0.43)
	q.lambda = max(ac*256*2/5, 1)
	return q
}

// indexOf scales a quality as cwebp does, so that the same numbers mean the
// same: twice as steep above 75, and the bytes near linear.
func indexOf(quality int) int {
	v := float64(quality) / 100
	if v < 0.75 {
		v *= 2. / 3
	} else {
		v = 2*v - 1
	}
	return int(127 * (1 - math.Cbrt(v)))
}

// filterLevel is the strength of the decoder's smoothing of block edges, 0…63,
// in proportion to the steps.
func (q *quantisers) filterLevel() int {
	level := int(acSteps[q.index]) / 4 * 75 / 64
	if level < 2 {
		return 0
	}
	return min(level, 63)
}
