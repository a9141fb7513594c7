package picture

import (
	"bytes"
	"encoding/binary"
)

// scanRepeat is how often the scans of a JPEG may visit each block on average:
// a usual progressive file stays below 6, one of 64 refining scans is an
// attack on the decoder's time. Small pictures are spared the rule.
const (
	scanRepeat     = 10
	scanBlocksFree = 1 << 20
)

func (j *jpegHeader) readSOF(m byte, body []byte, lim Limits, h *header) error {
	switch {
	case j.sof != 0:
		return corrupt(nil, "The JPEG file is damaged: it has two frame headers.")
	case m > markJPG:
		return unsupported(nil, usesArithmetic)
	case m > markSOF2:
		return unsupported(nil, "This JPEG is lossless or hierarchical, which is not taken. Save it as a baseline JPEG.")
	case len(body) < 6 || len(body) != 6+3*int(body[5]):
		return corrupt(nil, "The JPEG file is damaged: its frame header has a wrong length.")
	case body[0] != 8:
		return unsupported(nil, "This JPEG has %d bits a channel; 8 are taken. Save it again with 8 bits.", body[0])
	}
	height, width := int64(binary.BigEndian.Uint16(body[1:])), int64(binary.BigEndian.Uint16(body[3:]))
	if height == 0 && width > 0 {
		return unsupported(nil, "This JPEG says its height only after the picture, which is not taken. Save it again.")
	}
	if err := h.setSize(lim, width, height); err != nil {
		return err
	}
	if n := int(body[5]); n != 1 && n != 3 && n != 4 {
		return unsupported(nil, "This JPEG has %d colour components; 1, 3 or 4 are taken.", n)
	}
	j.sof = m
	for b := body[6:]; len(b) >= 3; b = b[3:] {
		c := jpegComponent{id: b[0], h: b[1] >> 4, v: b[1] & 15, tq: b[2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
			return corrupt(nil, "The JPEG file is damaged: a colour component has impossible sampling factors.")
		}
		j.comps = append(j.comps, c)
	}
	if len(j.comps) == 1 {
		j.comps[0].h, j.comps[0].v = 1, 1
	}
	return nil
}

// blocks counts the 8×8 blocks of comps in one pass over the frame.
func (j *jpegHeader) blocks(w, h int, comps []jpegComponent) int64 {
	mcuW, mcuH := 8*int(j.comps[0].h), 8*int(j.comps[0].v)
	mcus := int64((w+mcuW-1)/mcuW) * int64((h+mcuH-1)/mcuH)
	n := int64(0)
	for _, c := range comps {
		n += mcus * int64(c.h) * int64(c.v)
	}
	return n
}

func (j *jpegHeader) readSOS(body []byte, lim Limits, h *header) error {
	if j.sof == 0 || len(body) < 1 || len(body) != 4+2*int(body[0]) {
		return corrupt(nil, "The JPEG file is damaged: a scan header is misplaced or has a wrong length.")
	}
	if j.scans++; j.scans > lim.Scans {
		return tooLarge("This JPEG has more than %d scans. Save it again as a usual progressive or baseline JPEG.", lim.Scans)
	}
	var comps []jpegComponent
	for i := 0; i < int(body[0]); i++ {
		for k := range j.comps {
			if j.comps[k].id == body[1+2*i] {
				j.comps[k].scanned = true
				comps = append(comps, j.comps[k])
			}
		}
	}
	j.visits += j.blocks(h.Width, h.Height, comps)
	frame := j.blocks(h.Width, h.Height, j.comps)
	if j.visits > lim.ScanBlocks || j.visits > scanBlocksFree && j.visits > scanRepeat*frame {
		return tooLarge("This JPEG goes over its %d × %d pixels in too many scans (%d so far). Save it again as a usual progressive or baseline JPEG.",
			h.Width, h.Height, j.scans)
	}
	return nil
}

func (j *jpegHeader) readDQT(body []byte) error {
	for len(body) > 0 {
		wide, tq := int(body[0]>>4), body[0]&15
		n := 64 * (wide + 1)
		if wide > 1 || tq > 3 || len(body) < 1+n {
			return corrupt(nil, "The JPEG file is damaged: a quantisation table is malformed.")
		}
		t := new([64]uint16)
		for i := range t {
			if wide == 1 {
				t[i] = binary.BigEndian.Uint16(body[1+2*i:])
			} else {
				t[i] = uint16(body[1+i])
			}
		}
		j.quant[tq] = t
		body = body[1+n:]
	}
	return nil
}

func (j *jpegHeader) readJFIF(body []byte) {
	if len(body) >= 5 && hasPrefix(body, "JFIF\x00") {
		j.jfif, j.density = true, nil
		if len(body) >= 12 && body[7] <= byte(centimetre) {
			x, y := binary.BigEndian.Uint16(body[8:]), binary.BigEndian.Uint16(body[10:])
			j.density = wholeDensity(length(body[7]), uint32(x), uint32(y))
		}
		if j.density == nil {
			j.density = wholeDensity(noLength, 1, 1)
		}
	}
}

// iccParts collects a profile that is spread over APP2 segments (ICC.1, B.4).
type iccParts struct {
	parts [][]byte
	bad   bool
}

func (p *iccParts) add(body []byte) {
	if !hasPrefix(body, iccID) || len(body) < len(iccID)+2 {
		return
	}
	seq, rest := int(body[len(iccID)]), body[len(iccID)+2:]
	if seq != len(p.parts)+1 {
		p.bad = true // out of order: rather no profile than a wrong one
		return
	}
	p.parts = append(p.parts, rest)
}

func (p *iccParts) profile() []byte {
	if p.bad {
		return nil
	}
	return usableICC(bytes.Join(p.parts, nil))
}

// usableICC is profile when its header is plausible, else nil.
func usableICC(profile []byte) []byte {
	if len(profile) < 128 || string(profile[36:40]) != "acsp" {
		return nil
	}
	return profile
}
