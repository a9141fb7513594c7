package jpeg

import (
	"bytes"
	"encoding/binary"
)

// Limits of a file's scans. A usual progressive file has about ten and visits
// each block fewer than six times; one with hundreds is an attack on time.
const (
	maxBytes       = 1 << 28 // positions in bits are 32-bit numbers
	maxScans       = 64
	maxVisits      = 10 // of each block, on average, over all scans
	freeVisits     = 1 << 20
	maxScanSamples = 10 // blocks in an MCU (T.81 B.2.3)
)

// file is a parsed JPEG: every header read, no coded data decoded.
type file struct {
	frame     *frame
	scans     []scan
	jfif      bool
	adobe     bool
	transform byte // of the Adobe segment
}

// scan is a scan header with what was in force when it was met.
type scan struct {
	comps          []scanComp
	ss, se, ah, al int
	restart        int    // MCUs between restart markers; 0: none
	data           []byte // coded
	last           bool   // the end of the file follows
}

type scanComp struct {
	c      int // index in the frame
	td, ta byte
	dc, ac *huffSpec // nil if never defined
}

type parser struct {
	file
	quant  [4]*[64]uint16
	huff   [2][4]*huffSpec
	dri    int
	visits int
	begin  int // of the last scan's data
}

func parse(data []byte) (*file, error) {
	if len(data) > maxBytes {
		return nil, tooLarge("%d bytes", len(data))
	}
	p := &parser{}
	err := walk(data, func(m byte, body []byte, at, end int) error {
		if n := len(p.scans); n > 0 && p.scans[n-1].data == nil {
			p.scans[n-1].data, p.scans[n-1].last = data[p.begin:at], m == markEOI
		}
		switch {
		case m == markDQT:
			return p.dqt(body)
		case m == markDHT:
			return p.dht(body)
		case m == markSOS:
			p.begin = end
			return p.sos(body)
		case m == markDRI:
			if len(body) != 2 {
				return corrupt("restart interval of a wrong length")
			}
			p.dri = int(binary.BigEndian.Uint16(body))
		case m == markAPP0 && bytes.HasPrefix(body, []byte("JFIF\x00")):
			p.jfif = true
		case m == markAPP14 && len(body) >= 12 && bytes.HasPrefix(body, []byte("Adobe")):
			p.adobe, p.transform = true, body[11]
		case m == markDAC:
			return unsupported("arithmetic coding")
		case m == markDNL:
			return unsupported("height given after the picture")
		case markSOF0 <= m && m <= markSOF15 && m != markJPG:
			if p.frame != nil {
				return corrupt("two frame headers")
			}
			var err error
			p.frame, err = parseFrame(m, body)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &p.file, p.complete()
}

func (p *parser) complete() error {
	if p.frame == nil || len(p.scans) == 0 {
		return corrupt("no picture data")
	}
	for i := range p.frame.comps {
		if p.frame.comps[i].quant == nil {
			return corrupt("component %d has no scan or no quantisation table", i)
		}
	}
	// Memory is taken for what the header claims: a block has two bits at least
	// in a sequential scan, and one in the first of a progressive frame.
	least := 2
	if p.frame.progressive() {
		least = 1
	}
	if p.frame.blocks()*least > 8*p.coded() {
		return corrupt("%d blocks cannot be in %d bytes", p.frame.blocks(), p.coded())
	}
	return nil
}

// coded is how many bytes the data of all scans take.
func (f *file) coded() (n int) {
	for _, s := range f.scans {
		n += len(s.data)
	}
	return n
}

func (p *parser) dqt(b []byte) error {
	for len(b) > 0 {
		wide, tq := int(b[0]>>4), b[0]&15
		n := 64 * (wide + 1)
		if wide > 1 || tq > 3 || len(b) < 1+n {
			return corrupt("quantisation table malformed")
		}
		t := new([64]uint16)
		for i := range t {
			if wide == 1 {
				t[i] = binary.BigEndian.Uint16(b[1+2*i:])
			} else {
				t[i] = uint16(b[1+i])
			}
			if t[i] == 0 {
				return corrupt("quantisation by zero")
			}
		}
		p.quant[tq] = t
		b = b[1+n:]
	}
	return nil
}

func (p *parser) dht(b []byte) error {
	for len(b) > 0 {
		if len(b) < 17 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return corrupt("Huffman table malformed")
		}
		s, n, err := parseHuff(b[1:], b[0]>>4 == 0)
		if err != nil {
			return err
		}
		p.huff[b[0]>>4][b[0]&15] = s
		b = b[1+n:]
	}
	return nil
}

// ycc says whether the first of three or four components is luma (YCbCr,
// YCCK), decided as the standard library and libjpeg do.
func (f *file) ycc() bool {
	c := f.frame.comps
	switch len(c) {
	case 3:
		if f.jfif {
			return true
		}
		if f.adobe {
			return f.transform != 0
		}
		return c[0].id != 'R' || c[1].id != 'G' || c[2].id != 'B'
	case 4:
		return f.adobe && f.transform == 2
	}
	return false
}
