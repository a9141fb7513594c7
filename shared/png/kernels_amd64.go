package png

import "github.com/reverie-image/reverie/shared/simd"

// fast says that the vector functions below may be used.
func fast() bool { return simd.Active() >= simd.AVX2 }

// Of n pixels of step bytes in src, which are read as four, to n pixels of four
// bytes with the bits of set put in; the pixel to the left of the first is 0.

//go:noescape
func subAVX2(dst, src, prev *byte, n, step int, set uint32)

//go:noescape
func averageAVX2(dst, src, prev *byte, n, step int, set uint32)

//go:noescape
func paethAVX2(dst, src, prev *byte, n, step int, set uint32)

//go:noescape
func addAVX2(dst, src, prev *byte, n int)

//go:noescape
func addRGBAVX2(dst, src, prev *byte, n int)

//go:noescape
func packRGBAVX2(dst, src *byte, n int)

//go:noescape
func filterSubAVX2(dst, row, prev *byte, n, bpp int)

//go:noescape
func filterUpAVX2(dst, row, prev *byte, n, bpp int)

//go:noescape
func filterAverageAVX2(dst, row, prev *byte, n, bpp int)

//go:noescape
func filterPaethAVX2(dst, row, prev *byte, n, bpp int)

//go:noescape
func sumAVX2(row *byte, n int) int

//go:noescape
func adlerAVX2(data *byte, n int) (sum, weighted uint64)

// unfilterPixels does the beginning of a row of pixels of three or four bytes;
// it returns how many of them are done.
func unfilterPixels(filter byte, step int, set uint32, dst, src, prev []byte) int {
	n := len(src)/step - 1 // a pixel is read as four bytes
	if n < 1 || !fast() {
		return 0
	}
	d, s, p := &dst[:4*n][0], &src[:step*n+1][0], &prev[:4*n][0]
	switch filter {
	case filterSub:
		subAVX2(d, s, p, n, step, set)
	case filterAverage:
		averageAVX2(d, s, p, n, step, set)
	case filterPaeth:
		paethAVX2(d, s, p, n, step, set)
	default:
		return 0
	}
	return n
}

// addRow does the beginning of dst = src + prev, and returns how much.
func addRow(dst, src, prev []byte) int {
	n := len(src) &^ 31
	if n == 0 || !fast() {
		return 0
	}
	addAVX2(&dst[:n][0], &src[0], &prev[:n][0], n)
	return n
}

// addRowRGB is addRow for pixels of three bytes that become four, the last of
// them 255; it returns how many pixels are done.
func addRowRGB(dst, src, prev []byte) int {
	n := (len(src) - 4) / 12
	if n < 1 || !fast() {
		return 0
	}
	addRGBAVX2(&dst[:16*n][0], &src[0], &prev[:16*n][0], n)
	return 4 * n
}

// packRow drops the last of every four bytes; it returns how many pixels of the
// row are done.
func packRow(dst, src []byte) int {
	n := min((len(dst)-4)/12, len(src)/16)
	if n < 1 || !fast() {
		return 0
	}
	packRGBAVX2(&dst[0], &src[0], n)
	return 4 * n
}

// filterMost filters a row from its second pixel on as far as whole vectors go,
// and returns where it stopped.
func filterMost(filter byte, bpp int, dst, row, prev []byte) int {
	n := (len(row) - bpp) &^ 31
	if n <= 0 || !fast() {
		return bpp
	}
	d, r, p := &dst[bpp : bpp+n][0], &row[bpp], &prev[bpp : bpp+n][0]
	switch filter {
	case filterSub:
		filterSubAVX2(d, r, p, n, bpp)
	case filterUp:
		filterUpAVX2(d, r, p, n, bpp)
	case filterAverage:
		filterAverageAVX2(d, r, p, n, bpp)
	case filterPaeth:
		filterPaethAVX2(d, r, p, n, bpp)
	}
	return bpp + n
}

// sumMost adds the distances from 0 of the beginning of a row, and says of how
// much.
func sumMost(row []byte) (sum, n int) {
	if n = len(row) &^ 31; n == 0 || !fast() {
		return 0, 0
	}
	return sumAVX2(&row[0], n), n
}
