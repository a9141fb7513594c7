package jpeg

import "bytes"

// tailroom is how far reading one MCU may go beyond the end of its data: ten
// blocks of 64 symbols of 31 bits, and a word.
const tailroom = 10*64*31/8 + 16

// bitstream is the coded data of a scan without its stuffed zeros and restart
// markers.
type bitstream struct {
	buf  []byte // with tailroom zeros behind
	ends []int  // of the restart intervals, in bytes
}

// unstuff takes the data between a scan's header and the next marker that is
// not a restart.
func unstuff(data []byte) (bitstream, error) {
	s := bitstream{buf: make([]byte, 0, len(data)+tailroom)}
	for {
		k := bytes.IndexByte(data, 0xff)
		if k < 0 {
			break
		}
		m := byte(0xff)
		n := k + 1
		for ; n < len(data) && m == 0xff; n++ {
			m = data[n]
		}
		switch {
		case m == 0xff: // fill bytes before the next marker
			s.buf = append(s.buf, data[:k]...)
		case m == 0:
			s.buf = append(s.buf, data[:k+1]...)
		default:
			s.buf = append(s.buf, data[:k]...)
			if want := markRST0 + len(s.ends)&7; int(m) != want {
				return s, corrupt("restart marker %#x where %#x is due", m, want)
			}
			s.ends = append(s.ends, len(s.buf))
		}
		data = data[n:]
	}
	s.buf = append(s.buf, data...)
	s.ends = append(s.ends, len(s.buf))
	s.buf = append(s.buf, make([]byte, tailroom)...)
	return s, nil
}
