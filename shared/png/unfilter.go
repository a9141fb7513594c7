package png

// unfilter writes to dst the row whose filtered bytes are src; prev is the row
// above, unfiltered, and bpp the size of a pixel. dst may be src itself.
func unfilter(filter byte, bpp int, dst, src, prev []byte) error {
	dst, prev = dst[:len(src)], prev[:len(src)]
	from := 0
	if bpp == 4 {
		from = 4 * unfilterPixels(filter, bpp, 0, dst, src, prev)
	}
	switch filter {
	case filterNone:
		copy(dst, src)
	case filterUp:
		for i := addRow(dst, src, prev); i < len(src); i++ {
			dst[i] = src[i] + prev[i]
		}
	case filterSub:
		from += copy(dst[from:max(from, min(bpp, len(src)))], src[from:])
		for i := from; i < len(src); i++ {
			dst[i] = src[i] + dst[i-bpp]
		}
	case filterAverage:
		for ; from < min(bpp, len(src)); from++ {
			dst[from] = src[from] + prev[from]/2
		}
		for i := from; i < len(src); i++ {
			dst[i] = src[i] + byte((int(dst[i-bpp])+int(prev[i]))/2)
		}
	case filterPaeth:
		for ; from < min(bpp, len(src)); from++ {
			dst[from] = src[from] + prev[from]
		}
		unfilterPaeth(dst, src, prev, from, bpp)
	default:
		return FormatError("unknown filter of a row")
	}
	return nil
}

func unfilterPaeth(dst, src, prev []byte, from, bpp int) {
	if bpp == 1 && from < len(src) { // what was left stays in registers
		a, c := dst[from-1], prev[from-1]
		for i := from; i < len(src); i++ {
			b := prev[i]
			a = src[i] + predict(a, b, c)
			dst[i], c = a, b
		}
		return
	}
	for i := from; i < len(src); i++ {
		dst[i] = src[i] + predict(dst[i-bpp], prev[i], prev[i-bpp])
	}
}

// unfilterRGB is unfilter for pixels of three bytes, which it makes four, the
// last of them 255; prev is such a row too, and zeros one of nothing.
func unfilterRGB(filter byte, dst, src, prev, zeros []byte) error {
	if filter >= filterCount {
		return FormatError("unknown filter of a row")
	}
	n := len(src) / 3
	dst, prev = dst[:4*n], prev[:4*n]
	from := 0
	switch filter {
	case filterNone:
		from = addRowRGB(dst, src, zeros)
	case filterUp:
		from = addRowRGB(dst, src, prev)
	default:
		from = unfilterPixels(filter, 3, 0xff000000, dst, src, prev)
	}
	for x := from; x < n; x++ {
		s, d, p := src[3*x:3*x+3], dst[4*x:4*x+4], prev[4*x:4*x+4]
		for k, v := range s {
			a, b, c := byte(0), p[k], byte(0)
			if x > 0 {
				a, c = dst[4*x-4+k], prev[4*x-4+k]
			}
			switch filter {
			case filterSub:
				v += a
			case filterUp:
				v += b
			case filterAverage:
				v += byte((int(a) + int(b)) / 2)
			case filterPaeth:
				v += predict(a, b, c)
			}
			d[k] = v
		}
		d[3] = 255
	}
	return nil
}
