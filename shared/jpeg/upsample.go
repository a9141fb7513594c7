package jpeg

// row makes row y of the picture of component i, which may have fewer samples:
// whole ratios repeat samples, as the standard library and libjpeg do with
// planes that they do not smooth; others are interpolated.
func (s *samples) row(dst []byte, i, y int) {
	c, p := &s.frame.comps[i], &s.planes[i]
	h, v := s.frame.hmax, s.frame.vmax
	if c.h == h && c.v == v {
		copy(dst, p.pix[y*p.stride:])
		return
	}
	if h%c.h == 0 && v%c.v == 0 {
		row, step := p.pix[y/(v/c.v)*p.stride:], h/c.h
		for x := range dst {
			dst[x] = row[x/step]
		}
		return
	}
	// The last sample inside the picture, not in the padding, in each direction.
	endX, endY := ceilDiv(s.w*c.h, h)-1, ceilDiv(s.h*c.v, v)-1
	y0, y1, wy := between(y, c.v, v, endY)
	above, below := p.pix[y0*p.stride:], p.pix[y1*p.stride:]
	for x := range dst {
		x0, x1, wx := between(x, c.h, h, endX)
		upper := int(above[x0])*(2*h-wx) + int(above[x1])*wx
		lower := int(below[x0])*(2*h-wx) + int(below[x1])*wx
		dst[x] = byte((upper*(2*v-wy) + lower*wy + 2*h*v) / (4 * h * v))
	}
}

// between says between which samples pixel x lies, where each of most pixels
// has n samples, and what the second of them weighs, in 2·most.
func between(x, n, most, end int) (a, b, weight int) {
	at := max((2*x+1)*n-most, 0) // in halves of 1/most of a sample
	a = min(at/(2*most), end)
	return a, min(a+1, end), at % (2 * most)
}
