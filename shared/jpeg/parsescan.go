package jpeg

func (p *parser) sos(b []byte) error {
	f := p.frame
	if f == nil || len(b) < 1 || b[0] < 1 || b[0] > 4 || len(b) != 4+2*int(b[0]) {
		return corrupt("scan header misplaced or of a wrong length")
	}
	if len(p.scans) == maxScans {
		return tooLarge("more than %d scans", maxScans)
	}
	n := int(b[0])
	s := scan{restart: p.dri}
	visits, inMCU := 0, 0
	for i := range n {
		at := -1
		for k := range f.comps {
			if f.comps[k].id == b[1+2*i] {
				at = k
			}
		}
		td, ta := b[2+2*i]>>4, b[2+2*i]&15
		if at < 0 || td > 3 || ta > 3 || i > 0 && at <= s.comps[i-1].c {
			return corrupt("scan of components that the frame has not, or out of order")
		}
		c := &f.comps[at]
		if c.quant == nil {
			c.quant = p.quant[c.tq]
		}
		visits += c.sw * c.sh
		inMCU += c.h * c.v
		s.comps = append(s.comps, scanComp{at, td, ta, p.huff[0][td], p.huff[1][ta]})
	}
	if n > 1 && inMCU > maxScanSamples {
		return corrupt("%d blocks in an MCU", inMCU)
	}
	if p.visits += visits; p.visits > freeVisits && p.visits > maxVisits*f.blocks() {
		return tooLarge("the picture is gone over too often")
	}
	t := b[1+2*n:]
	s.ss, s.se, s.ah, s.al = int(t[0]), int(t[1]), int(t[2]>>4), int(t[2]&15)
	p.scans = append(p.scans, s)
	if f.progressive() {
		return s.checkProgressive()
	}
	return nil
}

// checkProgressive is T.81 G.1.1.1.1.
func (s *scan) checkProgressive() error {
	ok := s.ss <= s.se && s.se <= 63 && s.al <= 13 && (s.ah == 0 || s.ah == s.al+1)
	if s.ss == 0 {
		ok = ok && s.se == 0
	} else {
		ok = ok && len(s.comps) == 1
	}
	if !ok {
		return corrupt("impossible progressive scan %d…%d, %d, %d", s.ss, s.se, s.ah, s.al)
	}
	return nil
}
