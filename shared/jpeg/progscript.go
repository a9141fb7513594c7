package jpeg

// pass is one scan of a progressive file: which of its components and
// coefficients, and from which bit down to which (T.81 G.1.1).
type pass struct {
	comps          []int // in the frame
	ss, se, ah, al int
	from           *scan // of the source; nil: the script is not its
}

// of says whether it has AC coefficients of component i.
func (p *pass) of(i int) bool { return p.ss > 0 && p.comps[0] == i }

// script is the order of scans for the components of the result: the source's,
// so that the picture builds up in the same way, where it says everything just
// once, otherwise libjpeg's.
func (f *file) script(components int) []pass {
	var s []pass
	for i := range f.scans {
		from := &f.scans[i]
		p := pass{ss: from.ss, se: from.se, ah: from.ah, al: from.al, from: from}
		for _, c := range from.comps {
			if c.c < components {
				p.comps = append(p.comps, c.c)
			}
		}
		if p.comps != nil {
			s = append(s, p)
		}
	}
	if complete(s, components) {
		return s
	}
	return standardScript(f.frame, components)
}

// complete says whether every bit of every coefficient is in just one scan, in
// order, DC before AC. Such a script visits a coefficient 14 times at most.
func complete(s []pass, components int) bool {
	var next [4][64]int // the bit above which a coefficient is known, plus 1; 0: nothing is
	for _, p := range s {
		for _, c := range p.comps {
			for k := p.ss; k <= p.se; k++ {
				n := &next[c][k]
				if k > 0 && next[c][0] == 0 || p.ah == 0 && *n != 0 || p.ah != 0 && *n != p.ah+1 {
					return false
				}
				*n = p.al + 1
			}
		}
	}
	for c := range components {
		for _, n := range next[c] {
			if n != 1 {
				return false
			}
		}
	}
	return true
}

// standardScript is that of libjpeg's jpeg_simple_progression.
func standardScript(f *frame, components int) (s []pass) {
	dc := func(ah, al int) {
		inMCU := 0
		p := pass{ah: ah, al: al}
		for c := range components {
			inMCU += f.comps[c].h * f.comps[c].v
			p.comps = append(p.comps, c)
		}
		if components == 1 || inMCU <= maxScanSamples {
			s = append(s, p)
			return
		}
		for c := range components {
			s = append(s, pass{comps: []int{c}, ah: ah, al: al})
		}
	}
	ac := func(c, ss, se, ah, al int) { s = append(s, pass{[]int{c}, ss, se, ah, al, nil}) }
	dc(0, 1)
	if components == 3 {
		ac(0, 1, 5, 0, 2)
		ac(2, 1, 63, 0, 1)
		ac(1, 1, 63, 0, 1)
		ac(0, 6, 63, 0, 2)
		ac(0, 1, 63, 2, 1)
		dc(1, 0)
		for c := 2; c >= 0; c-- {
			ac(c, 1, 63, 1, 0)
		}
		return s
	}
	for _, p := range []pass{{ss: 1, se: 5, al: 2}, {ss: 6, se: 63, al: 2}, {ss: 1, se: 63, ah: 2, al: 1}, {ss: 1, se: 63, ah: 1}} {
		if p.ah == 1 {
			dc(1, 0)
		}
		for c := range components {
			ac(c, p.ss, p.se, p.ah, p.al)
		}
	}
	return s
}
