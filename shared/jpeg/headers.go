package jpeg

import "bytes"

func (s *huffSpec) equal(t *huffSpec) bool {
	return s == t || s.count == t.count && bytes.Equal(s.vals, t.vals)
}

// headers appends the segments between those of the caller and the scan's data.
func (a *assembly) headers(b []byte, dc [4]*huffSpec) []byte {
	sos := []byte{byte(len(a.f.comps))}
	marker := byte(markSOF0)
	for i := range a.f.comps {
		if a.slot[i] > 1 {
			marker = markSOF1
		}
		sos = append(sos, a.f.comps[i].id, a.slot[i]<<4|a.slot[i])
	}
	b = a.frameHeader(b, marker)
	for k := range a.slots {
		seg := append(dc[k].segment(0, byte(k)), a.ac[k].segment(1, byte(k))...)
		b = appendSegment(b, markDHT, seg)
	}
	return appendSegment(b, markSOS, append(sos, 0, 63, 0))
}

// frameHeader appends quantisation tables and the frame header, whose marker is
// not baseline's if a table is not.
func (a *assembly) frameHeader(b []byte, marker byte) []byte {
	var tables []*[64]uint16
	sof := []byte{8, byte(a.f.h >> 8), byte(a.f.h), byte(a.f.w >> 8), byte(a.f.w), byte(len(a.f.comps))}
	for i := range a.f.comps {
		c := &a.f.comps[i]
		q := 0
		for q < len(tables) && *tables[q] != *c.quant {
			q++
		}
		if q == len(tables) {
			tables = append(tables, c.quant)
			seg, wide := quantSegment(q, c.quant)
			b = appendSegment(b, markDQT, seg)
			if wide && marker == markSOF0 {
				marker = markSOF1
			}
		}
		sof = append(sof, c.id, byte(c.h<<4|c.v), byte(q))
	}
	return appendSegment(b, marker, sof)
}

func quantSegment(id int, q *[64]uint16) (seg []byte, wide bool) {
	for _, v := range q {
		wide = wide || v > 255
	}
	if wide {
		seg = []byte{byte(0x10 | id)}
		for _, v := range q {
			seg = append(seg, byte(v>>8), byte(v))
		}
		return seg, true
	}
	seg = []byte{byte(id)}
	for _, v := range q {
		seg = append(seg, byte(v))
	}
	return seg, false
}
