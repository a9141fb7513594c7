package png

import "math"

const (
	samples    = 12 // places that are tried
	sampleSize = 8 << 10
	early      = 4 // the part of them that is tried first is one of so many
)

// sample is some of a picture's rows, filtered in one way.
type sample struct {
	filter       func(y int) byte
	data         []byte
	early        int // bytes of data
	plain, first int // bytes that data and the early part take without matches
	quick        int // and with those that are found soon
}

func (t *trial) sample(filter func(y int) byte) *sample {
	n, starts := t.source.bands()
	m := &sample{filter: filter, data: make([]byte, 0, len(starts)*n*(1+t.source.rowSize))}
	for i, y := range starts {
		m.data = append(m.data, t.rows.filtered(y, n, filter)...)
		if i < max(len(starts)/early, 1) {
			m.early = len(m.data)
		}
	}
	m.first, m.plain = entropy(m.data[:m.early]), entropy(m.data)
	return m
}

// bands are rows that begin bands of n rows to try, the first few of them from
// all over the picture, or all rows of a low picture.
func (s *source) bands() (n int, starts []int) {
	n = max(min(sampleSize/(1+s.rowSize), s.Height/(4*samples)), 4)
	if s.Height < n*samples {
		return s.Height, []int{0}
	}
	for i := range samples {
		starts = append(starts, (s.Height-n)*(i*5%samples)/(samples-1))
	}
	return n, starts
}

// entropy is about the number of bytes that data takes in blocks with a code for
// single bytes, of at least one bit each.
func entropy(data []byte) int {
	bits := 0.0
	for len(data) > 0 {
		part := data[:min(len(data), storedMax)]
		data = data[len(part):]
		var count [286]uint32
		countBytes(&count, part)
		for _, n := range count {
			if n > 0 {
				bits += float64(n) * max(math.Log2(float64(len(part))/float64(n)), 1)
			}
		}
	}
	return int(bits / 8)
}
