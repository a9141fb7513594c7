package jpeg

import (
	"bytes"
	"encoding/binary"
)

// Markers of ITU-T T.81, table B.1.
const (
	markSOF0  = 0xc0
	markSOF1  = 0xc1
	markSOF2  = 0xc2
	markDHT   = 0xc4
	markJPG   = 0xc8
	markDAC   = 0xcc
	markSOF15 = 0xcf
	markRST0  = 0xd0
	markRST7  = 0xd7
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDNL   = 0xdc
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP14 = 0xee
)

// walk calls visit for every marker with its segment's body and the offsets of
// the marker and behind the segment, up to and with EOI. Like the standard library it passes
// over whatever lies between segments, among it the coded data of scans.
func walk(data []byte, visit func(marker byte, body []byte, at, end int) error) error {
	if len(data) < 2 || data[0] != 0xff || data[1] != markSOI {
		return corrupt("no SOI marker")
	}
	for i := 2; ; {
		k := bytes.IndexByte(data[i:], 0xff)
		if k < 0 {
			return corrupt("no EOI marker")
		}
		at := i + k
		for i = at; i < len(data) && data[i] == 0xff; i++ {
		}
		if i >= len(data) {
			return corrupt("no EOI marker")
		}
		m := data[i]
		i++
		switch {
		case m == 0 || markRST0 <= m && m <= markRST7:
			continue
		case m == markEOI:
			return visit(m, nil, at, i)
		case i+2 > len(data):
			return corrupt("the file ends in a segment")
		}
		n := int(binary.BigEndian.Uint16(data[i:]))
		if n < 2 || i+n > len(data) {
			return corrupt("segment %#x has a wrong length", m)
		}
		if err := visit(m, data[i+2:i+n], at, i+n); err != nil {
			return err
		}
		i += n
	}
}

func appendSegment(b []byte, marker byte, body []byte) []byte {
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}

// zigzag is the natural index (8·row + column) of the k-th coefficient in
// coded order (T.81 figure A.6).
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10,
	17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34,
	27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36,
	29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46,
	53, 60, 61, 54, 47, 55, 62, 63,
}

// unzig is the inverse of zigzag.
var unzig = func() (u [64]uint8) {
	for k, n := range zigzag {
		u[n] = uint8(k)
	}
	return
}()
