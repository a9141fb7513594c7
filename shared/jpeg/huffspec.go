package jpeg

// huffSpec is a Huffman table as a file gives it: how many codes there are of
// each length 1…16, and their symbols in order (T.81 B.2.4.2).
type huffSpec struct {
	count [16]uint8
	vals  []uint8
}

// parseHuff reads one table behind its class and number, and says how long it
// was. The symbols of a DC table are the sizes of differences.
func parseHuff(b []byte, dc bool) (*huffSpec, int, error) {
	s := &huffSpec{}
	n, room := 0, 1
	for i := range s.count {
		s.count[i] = b[i]
		n += int(b[i])
		room = 2*room - int(b[i])
		if room < 0 {
			return nil, 0, corrupt("Huffman table with more codes than fit")
		}
	}
	if n == 0 || n > 256 || len(b) < 16+n {
		return nil, 0, corrupt("Huffman table of %d symbols", n)
	}
	s.vals = append(s.vals, b[16:16+n]...)
	for _, v := range s.vals {
		if dc && v > 15 {
			return nil, 0, corrupt("Huffman table for DC with symbol %d", v)
		}
	}
	return s, 16 + n, nil
}

// segment is the table as part of a DHT segment.
func (s *huffSpec) segment(class, id byte) []byte {
	b := append([]byte{class<<4 | id}, s.count[:]...)
	return append(b, s.vals...)
}

// each gives every symbol with its code and the code's length.
func (s *huffSpec) each(f func(sym uint8, code uint32, length int)) {
	code, i := uint32(0), 0
	for l := 1; l <= 16; l++ {
		for range s.count[l-1] {
			f(s.vals[i], code, l)
			code++
			i++
		}
		code <<= 1
	}
}

// encoder tells for each symbol its code, shifted to make room for the
// symbol's extra bits, above 5 bits with the length of both together. 0 is a
// symbol without a code, or with more than 11 extra bits.
type encoder [256]uint32

func (s *huffSpec) encoder() *encoder {
	e := new(encoder)
	s.each(func(sym uint8, code uint32, length int) {
		if size := int(sym & 15); size <= 11 {
			e[sym] = code<<(size+5) | uint32(length+size)
		}
	})
	return e
}
