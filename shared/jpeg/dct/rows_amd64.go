package dct

// Each does as many samples as make whole groups and says how many.

func toYCCFast(y, cb, cr, rgbx []byte) int {
	n := len(y) / 8
	if n > 0 {
		toYCCAVX2(&y[0], &cb[0], &cr[0], &rgbx[0], n)
	}
	return 8 * n
}

func fromYCCFast(rgba, y, cb, cr []byte) int {
	n := len(y) / 16
	if n > 0 {
		fromYCCAVX2(&rgba[0], &y[0], &cb[0], &cr[0], n)
	}
	return 16 * n
}

func halveBothFast(dst, a, b []byte) int {
	n := len(dst) / 32
	if n > 0 {
		halveBothAVX2(&dst[0], &a[0], &b[0], n)
	}
	return 32 * n
}

func halveWidthFast(dst, a []byte) int {
	n := len(dst) / 32
	if n > 0 {
		halveWidthAVX2(&dst[0], &a[0], n)
	}
	return 32 * n
}

func repeatFast(dst, row []byte) int {
	n := len(row) / 32
	if n > 0 {
		repeatAVX2(&dst[0], &row[0], n)
	}
	return 32 * n
}

// doubleFast leaves the first sample out, and what it returns does not count
// it: both neighbours of a sample are read.
func doubleFast(dst, near, far []byte, left, right int) int {
	n := (len(near) - 2) / 16
	if n <= 0 {
		return 0
	}
	doubleAVX2(&dst[2], &near[1], &far[1], left, right, n)
	return 16 * n
}
