package png

import "math"

// plan is how a picture is filtered and compressed.
type plan struct {
	filter     func(y int) byte
	compressor func() compressor
	size       int // bytes that the result takes, about
}

const (
	samples    = 12 // places that are tried
	sampleSize = 8 << 10
)

func plainFilter(int) byte { return filterNone }

func bestOfRow(int) byte { return filterCount }

// plan tries on samples what suits a picture: the filters that its rows had
// before, where it says which, those of the least differences, or none; with
// matches or without.
func (s *source) plan(filters []byte) plan {
	total := s.Height * (1 + s.rowSize)
	matches := func() compressor { return newMatcher() }
	if s.bitsPerPixel() < 8 || s.Color == Palette {
		return plan{plainFilter, matches, total / 8}
	}
	huffman := func() compressor { return huffmanOnly{} }
	tried := []plan{{bestOfRow, huffman, 0}, {bestOfRow, matches, 0}, {plainFilter, matches, 0}}
	if len(filters) == s.Height {
		as := func(y int) byte { return filters[y] }
		tried[1].filter = as
		tried = append([]plan{{as, huffman, 0}}, tried...)
	}
	taken, rows := 0, s.newRows()
	n, starts := s.samples()
	for _, y := range starts {
		taken += n * (1 + s.rowSize)
		for i := range tried {
			tried[i].try(rows.filtered(y, n, tried[i].filter))
		}
	}
	best := tried[0]
	for _, p := range tried[1:] { // what comes later must be worth its time
		if p.size < best.size*15/16 {
			best = p
		}
	}
	best.size = int(float64(best.size) * float64(total) / float64(taken))
	return best
}

// samples are rows that begin bands of n rows to try, or all rows of a small
// picture.
func (s *source) samples() (n int, starts []int) {
	n = max(sampleSize/(1+s.rowSize), 4)
	if s.Height < n*samples {
		return s.Height, []int{0}
	}
	for i := range samples {
		starts = append(starts, (s.Height-n)*i/(samples-1))
	}
	return n, starts
}

// try adds what some rows take.
func (p *plan) try(data []byte) {
	c := p.compressor()
	if _, ok := c.(huffmanOnly); ok {
		p.size += int(entropy(data) / 8)
		return
	}
	var w bitWriter
	c.write(&w, data)
	c.close(&w)
	p.size += len(w.out)
}

// entropy is the least number of bits that a code for single bytes takes.
func entropy(data []byte) (bits float64) {
	var count [286]uint32
	countBytes(&count, data)
	for _, n := range count {
		if n > 0 {
			bits += float64(n) * math.Log2(float64(len(data))/float64(n))
		}
	}
	return bits
}
