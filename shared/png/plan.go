package png

import "math"

// plan is how a picture is filtered and compressed.
type plan struct {
	filter     func(y int) byte
	compressor func() compressor
	size       int // bytes that the result takes, about
}

// way is a way to compress and what it takes: nanoseconds for each byte that
// goes in and for each that comes out, measured on photographs, screenshots and
// flat pictures.
type way struct {
	level   int // 0 without matches
	in, out float64
}

var (
	plainWay   = way{0, 2, 0}
	quickWay   = way{1, 0.6, 13}
	strongWays = []way{{3, 0.7, 17}, {6, 1.4, 25}}
)

// bytesPerNs is what time is worth: what a line of 25 Mbit/s sends in it.
const bytesPerNs = 0.0032

func plainFilter(int) byte { return filterNone }

func bestOfRow(int) byte { return filterCount }

// plan tries on samples what suits a picture: the filters that its rows had
// before, where it says which, those of the least differences, or none; without
// matches, with those that are found soon, and if these pay, with more.
func (s *source) plan(filters []byte) plan {
	t := trial{source: s, rows: s.newRows()}
	none := t.sample(plainFilter)
	all := []*sample{none}
	if s.bitsPerPixel() >= 8 && s.Color != Palette {
		all = append(all, t.filtered(filters))
	}
	plain, first, quick := math.MaxInt, math.MaxInt, math.MaxInt
	for _, m := range all {
		t.rate(m, plainWay, m.plain, func() compressor { return huffmanOnly{} })
		plain, first = min(plain, m.plain), min(first, m.first)
	}
	for _, m := range all {
		m.quick = t.quick(m, first)
		quick = min(quick, m.quick)
	}
	for _, m := range all {
		if quick < plain && m.quick <= quick+quick/16 {
			t.strong(m)
		}
	}
	t.best.size = int(float64(t.best.size) * float64(s.Height*(1+s.rowSize)) / float64(len(none.data)))
	return t.best
}

// filtered is the better of the filters from before and those that suit each
// row; the latter take longer to find.
func (t *trial) filtered(filters []byte) *sample {
	suited := t.sample(bestOfRow)
	if len(filters) != t.source.Height {
		return suited
	}
	before := t.sample(func(y int) byte { return filters[y] })
	if suited.plain < before.plain*31/32 {
		return suited
	}
	return before
}

// trial keeps the best of what was tried.
type trial struct {
	source *source
	rows   *rowFilter
	to     bitWriter
	best   plan
	cost   float64
}

// quick tries matches that are found soon and says what size comes out, unless
// they do not pay where all that need not match takes first.
func (t *trial) quick(m *sample, first int) int {
	size := t.matched(m.data[:m.early], quickWay)
	if size > first+first/32 {
		return math.MaxInt
	}
	if m.early < len(m.data) {
		size = t.matched(m.data, quickWay)
	}
	t.rate(m, quickWay, size, func() compressor { return newMatcher(quickWay.level) })
	return size
}

// strong tries matches that take longer to find, as long as they are worth it.
func (t *trial) strong(m *sample) {
	for _, w := range strongWays {
		if !t.rate(m, w, t.matched(m.data, w), func() compressor { return newMatcher(w.level) }) {
			return
		}
	}
}

// matched is how many bytes data takes with matches, less what matches with the
// rows before each band would save: about 3 %.
func (t *trial) matched(data []byte, w way) int {
	t.to.out = t.to.out[:0]
	c := newMatcher(w.level)
	c.write(&t.to, data)
	c.close(&t.to)
	return len(t.to.out) * 31 / 32
}

// rate reports whether a way that takes size bytes is the best so far, time
// considered.
func (t *trial) rate(m *sample, w way, size int, c func() compressor) bool {
	ns := w.in*float64(len(m.data)) + w.out*float64(size)
	cost := float64(size) + ns*bytesPerNs
	if t.best.compressor != nil && cost >= t.cost {
		return false
	}
	t.best, t.cost = plan{m.filter, c, size}, cost
	return true
}
