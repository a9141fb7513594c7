package png

// rowFilter filters rows of a source, in order or wherever.
type rowFilter struct {
	s         *source
	row, prev []byte
	scratch   []byte
	out       []byte
	y         int // prev is the row above it
}

func (s *source) newRows() *rowFilter {
	n := s.rowSize
	return &rowFilter{s: s, row: make([]byte, n), prev: make([]byte, n), scratch: make([]byte, n)}
}

// filtered is n rows from y on, each behind its filter's byte. choose says which
// filter a row has, or filterCount for the one that suits it. The result is
// valid until the next call.
func (r *rowFilter) filtered(y, n int, choose func(y int) byte) []byte {
	if r.y != y {
		if r.y = y; y > 0 {
			r.s.row(y-1, r.prev)
		} else {
			clear(r.prev)
		}
	}
	size := 1 + r.s.rowSize
	if cap(r.out) < n*size {
		r.out = make([]byte, n*size)
	}
	out := r.out[:n*size]
	for ; r.y < y+n; r.y++ {
		r.s.row(r.y, r.row)
		f := choose(r.y)
		if f >= filterCount {
			f = bestFilter(r.s.distance, r.scratch, r.row, r.prev)
		}
		dst := out[(r.y-y)*size:][:size]
		dst[0] = f
		filterRow(f, r.s.distance, dst[1:], r.row, r.prev)
		r.row, r.prev = r.prev, r.row
	}
	return out
}
