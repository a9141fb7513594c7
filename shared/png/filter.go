package png

// filterRow writes to dst what a filter makes of row; prev is the row above and
// bpp the size of a pixel.
func filterRow(filter byte, bpp int, dst, row, prev []byte) {
	dst, prev = dst[:len(row)], prev[:len(row)]
	if filter == filterNone {
		copy(dst, row)
		return
	}
	for i := range min(bpp, len(row)) {
		b := prev[i]
		switch filter {
		case filterSub:
			b = 0
		case filterAverage:
			b /= 2
		}
		dst[i] = row[i] - b
	}
	from := filterMost(filter, bpp, dst, row, prev)
	switch filter {
	case filterSub:
		for i := from; i < len(row); i++ {
			dst[i] = row[i] - row[i-bpp]
		}
	case filterUp:
		for i := from; i < len(row); i++ {
			dst[i] = row[i] - prev[i]
		}
	case filterAverage:
		for i := from; i < len(row); i++ {
			dst[i] = row[i] - byte((int(row[i-bpp])+int(prev[i]))/2)
		}
	case filterPaeth:
		for i := from; i < len(row); i++ {
			dst[i] = row[i] - predict(row[i-bpp], prev[i], prev[i-bpp])
		}
	}
}

// bestFilter is the filter that leaves the least sum of absolute differences,
// as the specification suggests (12.7).
func bestFilter(bpp int, scratch, row, prev []byte) byte {
	best, least := filterNone, sumOf(row)
	for f := filterSub; f < filterCount; f++ {
		filterRow(f, bpp, scratch, row, prev)
		if n := sumOf(scratch[:len(row)]); n < least {
			best, least = f, n
		}
	}
	return best
}

// sumOf adds the distances of differences from 0.
func sumOf(row []byte) int {
	sum, from := sumMost(row)
	for _, v := range row[from:] {
		sum += min(int(v), 256-int(v))
	}
	return sum
}
