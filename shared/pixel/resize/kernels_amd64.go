package resize

import "unsafe"

// sums is how many results of sums over rows are made at a time. The last ones
// of a row are made again to have a whole number.
const sums = 16

func sumBytesFast(dst []int16, rows []byte, stride int, coef []int16) bool {
	n := len(dst)
	if n < sums {
		return false
	}
	sumBytesAVX2(&dst[0], unsafe.SliceData(rows), stride, &coef[0], len(coef), n/sums)
	if n%sums != 0 {
		sumBytesAVX2(&dst[n-sums], &rows[n-sums], stride, &coef[0], len(coef), 1)
	}
	return true
}

func sumWordsFast(dst []int16, rows []int16, stride int, coef []int16) bool {
	n := len(dst)
	if n < sums {
		return false
	}
	sumWordsAVX2(&dst[0], unsafe.SliceData(rows), 2*stride, &coef[0], len(coef), n/sums)
	if n%sums != 0 {
		sumWordsAVX2(&dst[n-sums], &rows[n-sums], 2*stride, &coef[0], len(coef), 1)
	}
	return true
}

func alongBytesFast(dst []byte, row []int16, g *grouped) bool {
	alongBytesAVX2(&dst[0], &row[0], &g.start[0], &g.coef[0], 16*g.blocks, len(dst)/groupOf)
	return true
}

func alongWordsFast(dst []uint16, row []int16, g *grouped) bool {
	alongWordsAVX2(&dst[0], &row[0], &g.start[0], &g.coef[0], 16*g.blocks, len(dst)/groupOf)
	return true
}

func splitFast(r, g, b, a, rgba []byte) int {
	n := len(r) / 8
	if n > 0 {
		splitAVX2(&r[0], &g[0], &b[0], &a[0], &rgba[0], n)
	}
	return 8 * n
}
