package webp

// Quality is that with which Encode would take steps as coarse as those of the
// data of a VP8 chunk, from 1 to 100; 0 where the data is too short or of
// another kind. Of the segments of a frame it is the mean.
func Quality(data []byte) int {
	if len(data) < 12 || data[0]&1 != 0 {
		return 0
	}
	r := newBoolReader(data[10:])
	index := r.index()
	if r.ended {
		return 0
	}
	best, least := 0, 1<<8
	for q := 1; q <= 100; q++ {
		if d := indexOf(q) - index; max(d, -d) < least {
			best, least = q, max(d, -d)
		}
	}
	return best
}

// index reads a frame's header up to the quantiser (RFC 6386, 9.2 to 9.6).
func (r *boolReader) index() int {
	r.number(2) // colour space, clamping
	segments, absolute := 0, false
	hasSegments := r.flag()
	if hasSegments {
		newMap := r.flag()
		if r.flag() {
			absolute = r.flag()
			for range 4 {
				segments += r.signed(7)
			}
			for range 4 {
				r.signed(6)
			}
		}
		for i := 0; newMap && i < 3; i++ {
			if r.flag() {
				r.number(8)
			}
		}
	}
	r.number(1 + 6 + 3)
	changes := r.flag()
	if changes && r.flag() {
		for range 8 {
			r.signed(6)
		}
	}
	r.number(2)
	index := r.number(7)
	switch {
	case absolute:
		index = segments / 4
	case hasSegments:
		index += segments / 4
	}
	return min(max(index, 0), 127)
}

// boolReader reads what boolWriter writes, as far as a header needs.
type boolReader struct {
	data         []byte
	value, width uint32 // of 16 bits and 8
	n            int    // shifts until the next byte
	ended        bool   // zeros were read past the end
}

func newBoolReader(data []byte) *boolReader {
	return &boolReader{data: data[2:], value: uint32(data[0])<<8 | uint32(data[1]), width: 255, n: 8}
}

// flag is a bit that is as likely 0 as 1.
func (r *boolReader) flag() bool {
	split := 1 + (r.width-1)>>1
	bit := r.value >= split<<8
	if bit {
		r.width -= split
		r.value -= split << 8
	} else {
		r.width = split
	}
	for r.width < 128 {
		r.width <<= 1
		r.value <<= 1
		if r.n--; r.n > 0 {
			continue
		}
		r.n = 8
		if len(r.data) == 0 {
			r.ended = true
			continue
		}
		r.value |= uint32(r.data[0])
		r.data = r.data[1:]
	}
	return bit
}

func (r *boolReader) number(n int) (v int) {
	for range n {
		v <<= 1
		if r.flag() {
			v++
		}
	}
	return v
}

// signed is a number with a sign after it, if there is one.
func (r *boolReader) signed(n int) int {
	if !r.flag() {
		return 0
	}
	v := r.number(n)
	if r.flag() {
		return -v
	}
	return v
}
