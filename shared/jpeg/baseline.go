package jpeg

import "context"

// mcuReader goes over the blocks of one sequential scan.
type mcuReader struct {
	bitReader
	f        *frame
	s        *scan
	stream   bitstream
	dc, ac   [4]*decoder // by position in the scan
	ownDC    bool        // DC is decoded here: so in sequential scans
	pred     [4]int32
	interval int // restart intervals passed
	mcu      int
	eobRun   int // blocks yet to come that have nothing in a progressive scan
}

func newMCUReader(f *frame, s *scan) (*mcuReader, error) {
	m := &mcuReader{f: f, s: s, ownDC: !f.progressive()}
	var err error
	m.stream, err = unstuff(s.data)
	m.buf = m.stream.buf
	return m, err
}

// tables makes the decoders for the scan's tables of the kinds that it needs.
func (m *mcuReader) tables(dc, ac, progressive bool) error {
	made := map[*huffSpec]*decoder{}
	get := func(s *huffSpec, eob bool) *decoder {
		if made[s] == nil && s != nil {
			made[s] = s.decoder(eob)
		}
		return made[s]
	}
	for i, c := range m.s.comps {
		if dc && c.dc == nil || ac && c.ac == nil {
			return corrupt("a scan uses a Huffman table that was not defined")
		}
		if dc {
			m.dc[i] = get(c.dc, false)
		}
		if ac {
			m.ac[i] = get(c.ac, !progressive)
			if m.ac[i].pair == nil && !progressive && fast() {
				m.ac[i].pairer()
			}
		}
	}
	return nil
}

// needSkim makes the table that skimming component i of the scan takes.
func (m *mcuReader) needSkim(i int) {
	if m.ac[i].skim == nil {
		m.ac[i].skimmer()
	}
}

// visitor handles the AC coefficients of a block at block column bx and row by
// of its component; dc is the quantised DC coefficient. It says whether the
// block was well-formed.
type visitor func(bx, by int, dc int32) bool

// row goes over one row of MCUs of an interleaved scan or, where a scan has
// one component, one row of its blocks.
func (m *mcuReader) row(ctx context.Context, y int, visit *[4]visitor) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(m.s.comps) == 1 {
		c := &m.f.comps[m.s.comps[0].c]
		for x := range c.bw {
			if err := m.blocks(0, x, y, 1, 1, visit[0]); err != nil {
				return err
			}
			if err := m.mcuDone(); err != nil {
				return err
			}
		}
		return nil
	}
	for x := range m.f.mx {
		for i, sc := range m.s.comps {
			c := &m.f.comps[sc.c]
			if err := m.blocks(i, x*c.h, y*c.v, c.h, c.v, visit[i]); err != nil {
				return err
			}
		}
		if err := m.mcuDone(); err != nil {
			return err
		}
	}
	return nil
}

// blocks goes over the w×h blocks of one component in one MCU.
func (m *mcuReader) blocks(i, bx, by, w, h int, visit visitor) error {
	for y := by; y < by+h; y++ {
		for x := bx; x < bx+w; x++ {
			if m.ownDC {
				d, ok := m.difference(m.dc[i])
				if !ok {
					return m.broken("no such Huffman code")
				}
				m.pred[i] += d
			}
			if !visit(x, y, m.pred[i]) {
				return m.broken("no such Huffman code")
			}
		}
	}
	return nil
}

func (m *mcuReader) broken(what string) error {
	if m.at() > 8*m.stream.ends[m.interval] {
		what = "the coded data ends too early"
	}
	return corrupt("MCU %d: %s", m.mcu, what)
}

// mcuDone checks that the MCU was there, and begins the next restart interval
// where one is due.
func (m *mcuReader) mcuDone() error {
	if m.at() > 8*m.stream.ends[m.interval] {
		return m.broken("")
	}
	m.mcu++
	if m.s.restart == 0 || m.mcu%m.s.restart != 0 || m.mcu == m.mcus() {
		return nil
	}
	if m.interval+1 == len(m.stream.ends) {
		return corrupt("MCU %d: no restart marker", m.mcu)
	}
	m.seek(m.stream.ends[m.interval])
	m.interval++
	m.pred, m.eobRun = [4]int32{}, 0
	return nil
}

// sound says whether what follows row y looks whole by its markers and length:
// as many restart intervals as are due, no less data than any blocks take, and
// then the end of the file.
func (m *mcuReader) sound(y int) bool {
	intervals, blocks := 1, 0
	if m.s.restart > 0 {
		intervals = ceilDiv(m.mcus(), m.s.restart)
	}
	for _, sc := range m.s.comps {
		c := &m.f.comps[sc.c]
		blocks += c.sw * c.sh / m.rows() * (m.rows() - y - 1)
	}
	ends := m.stream.ends
	return m.s.last && len(ends) == intervals && 8*ends[len(ends)-1]-m.at() >= 2*blocks
}

// mcus is how many MCUs the scan has.
func (m *mcuReader) mcus() int {
	if len(m.s.comps) == 1 {
		c := &m.f.comps[m.s.comps[0].c]
		return c.bw * c.bh
	}
	return m.f.mx * m.f.my
}

// rows is how many rows the scan has, as row counts them.
func (m *mcuReader) rows() int {
	if len(m.s.comps) == 1 {
		return m.f.comps[m.s.comps[0].c].bh
	}
	return m.f.my
}
