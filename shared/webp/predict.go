package webp

// The prediction modes; the first four are those of whole macroblocks too.
const (
	predDC = iota
	predTM
	predV
	predH
	predRD
	predVR
	predLD
	predVL
	predHD
	predHU
	modes4  = 10
	modes16 = 4
)

// work is a macroblock as the decoder will have it, with what lies above and to
// the left: rows 1 to 16 of the luma at column 8, rows 18 to 25 of the chroma
// at columns 8 and 24. Right of the row above are four more samples.
type work [26 * stride]uint8

const (
	stride = 32
	atY    = stride + 8
	atU    = 18*stride + 8
	atV    = atU + 16
)

// area is size × size samples of work.
type area struct{ at, size int }

// predict writes a mode's prediction of an area to dst, rows of its size.
// left and above say what is there; DC takes no notice of what is not.
func (w *work) predict(a area, mode int, left, above bool, dst []uint8) {
	up, n := w[a.at-stride:][:a.size], a.size
	switch mode {
	case predDC:
		v := w.mean(a, left, above)
		for i := range dst[:n*n] {
			dst[i] = v
		}
	case predV:
		for y := range n {
			copy(dst[y*n:], up)
		}
	case predH:
		for y := range n {
			v, row := w[a.at+y*stride-1], dst[y*n:][:n]
			for x := range row {
				row[x] = v
			}
		}
	case predTM:
		corner := int(w[a.at-stride-1])
		for y := range n {
			d, row := int(w[a.at+y*stride-1])-corner, dst[y*n:][:n]
			for x, v := range up {
				row[x] = clip(int(v) + d)
			}
		}
	}
}

func (w *work) mean(a area, left, above bool) uint8 {
	sum, n := 0, 0
	if above {
		for _, v := range w[a.at-stride:][:a.size] {
			sum += int(v)
		}
		n += a.size
	}
	if left {
		for y := range a.size {
			sum += int(w[a.at+y*stride-1])
		}
		n += a.size
	}
	if n == 0 {
		return 128
	}
	return uint8((sum + n/2) / n)
}

// blends are the averages that the modes of a 4×4 block are made of: of the 13
// samples around it, from the left's lowest over the corner to the one above
// on the right, each with its neighbours (1, 2, 1), and from 16 on each with
// the next. The lowest itself is at 0.
type blends [32]uint8

func (w *work) blend(at int) (b blends) {
	var e [15]int
	for i := range 4 {
		e[4-i] = int(w[at+i*stride-1])
	}
	e[0], e[5] = e[1], int(w[at-stride-1])
	for i, v := range w[at-stride:][:8] {
		e[6+i] = int(v)
	}
	e[14] = e[13]
	b[0] = uint8(e[0])
	for i := 1; i < 14; i++ {
		b[i] = uint8((e[i-1] + 2*e[i] + e[i+1] + 2) >> 2)
		b[16+i] = uint8((e[i] + e[i+1] + 1) >> 1)
	}
	return b
}

// mixes say which of the blends a mode puts where (RFC 6386, 12.3).
var mixes = [modes4][16]uint8{
	predV:  {6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9},
	predH:  {4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1},
	predRD: {5, 6, 7, 8, 4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5},
	predVR: {21, 22, 23, 24, 5, 6, 7, 8, 4, 21, 22, 23, 3, 5, 6, 7},
	predLD: {7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13},
	predVL: {22, 23, 24, 25, 7, 8, 9, 10, 23, 24, 25, 11, 8, 9, 10, 12},
	predHD: {20, 5, 6, 7, 19, 4, 20, 5, 18, 3, 19, 4, 17, 2, 18, 3},
	predHU: {19, 3, 18, 2, 18, 2, 17, 1, 17, 1, 0, 0, 0, 0, 0, 0},
}

// predict4 writes a mode's prediction of the 4×4 block at a place.
func (w *work) predict4(at, mode int, b *blends, dst *[16]uint8) {
	if mode == predDC || mode == predTM {
		w.predict(area{at, 4}, mode, true, true, dst[:])
		return
	}
	for i, k := range &mixes[mode] {
		dst[i] = b[k&31]
	}
}

func clip(v int) uint8 {
	if uint(v) > 255 {
		return uint8(^(v >> 63))
	}
	return uint8(v)
}
