package jpeg

import "context"

// rescanner makes a progressive file of a progressive source, component by
// component: scan by scan where magnitudes stay, as bands does, otherwise of all
// coefficients, which are gone over once, in their new order, and give the tokens
// of all scans. Scans of DC coefficients follow at the end.
type rescanner struct {
	*transformer
	script []pass
	scans  [][]byte // coded, with tables and header
	block  bandBlock
	page   []token // to be used again
}

func (t *transformer) rescan(ctx context.Context) error {
	r := &rescanner{transformer: t, script: t.src.script(len(t.out.a.f.comps))}
	r.scans = make([][]byte, len(r.script))
	dc, err := t.src.dcPlanes(ctx, len(t.out.a.f.comps))
	if err != nil {
		return err
	}
	for i := range t.out.a.f.comps {
		r.dc(i, dc[i])
		again, err := r.bands(ctx, i)
		if again && err == nil {
			err = r.component(ctx, i, dc[i])
		}
		if err != nil {
			return err
		}
	}
	r.page = nil
	t.again = r
	return nil
}

// dc puts the DC coefficients of component i where they belong.
func (r *rescanner) dc(i int, dc []int16) {
	c, j, recs := &r.src.frame.comps[i], &r.jobs[i], r.out.a.recs[i]
	for y := range c.bh {
		at := j.base + y*j.dy
		for _, v := range dc[y*c.sw:][:c.bw] {
			recs[at].dc = j.dc(int32(v))
			at += j.dx
		}
	}
}

// component decodes the AC coefficients of component i and codes them anew.
func (r *rescanner) component(ctx context.Context, i int, dc []int16) error {
	c := &r.src.frame.comps[i]
	var p planes
	p[i] = make([]planeBlock, c.sw*c.sh)
	for n := range r.src.scans {
		if s := &r.src.scans[n]; s.ss > 0 && s.comps[0].c == i {
			if err := p.scan(ctx, r.src.frame, s); err != nil {
				return err
			}
		}
	}
	g, blocks := newGathering(&r.plan, &r.jobs[i], c), p[i]
	if r.jobs[i].how == mix {
		for n := range blocks {
			blocks[n].coef[0] = dc[n]
		}
		var err error
		if blocks, err = r.mixed(ctx, i, blocks); err != nil {
			return err
		}
		p[i] = nil
		g = straight(r.out.a.f.comps[i].bw)
	}
	var scans []*bandScan
	for n := range r.script {
		if r.script[n].of(i) {
			scans = append(scans, newBandScan(n, &r.script[n]))
		}
	}
	c = &r.out.a.f.comps[i]
	for y := range c.bh {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.row(g, blocks, g.start+y*g.down, c.bw, scans)
	}
	for _, s := range scans {
		s.endRun()
		w, codes := r.open(s)
		for _, page := range s.full {
			w.tokens(page, codes)
		}
		w.tokens(s.page[:s.n], codes)
		r.close(s, w)
	}
	return nil
}

// open begins to write a scan of AC coefficients, of which all symbols are known.
func (r *rescanner) open(s *bandScan) (w *bitWriter, codes *[512]uint32) {
	table, codes, size := s.best()
	h := appendSegment(make([]byte, 0, size+size/8+1<<10), markDHT, table.segment(1, 0))
	return &bitWriter{out: r.header(h, &r.script[s.pass], nil), stuffed: true}, codes
}

func (r *rescanner) close(s *bandScan, w *bitWriter) {
	w.flush()
	r.scans[s.pass] = w.out
}

// row takes the n blocks of a row of the result; the first is blocks[at].
func (r *rescanner) row(g *gathering, blocks []planeBlock, at, n int, scans []*bandScan) {
	b := &r.block
	var above [16]uint64
	for range n {
		if src := &blocks[at]; g.scaled {
			b.takeScaled(src, &g.job.sel)
		} else {
			b.take(src, &g.job.sel.order, &g.job.neg)
		}
		at += g.across
		for n := 14; n >= 0; n-- {
			above[n] = above[n+1] | b.size[n+1]
		}
		for _, s := range scans {
			s.block(b, &above)
		}
	}
}

// mixed is the component transformed anew, as laid out in the result.
func (r *rescanner) mixed(ctx context.Context, i int, blocks []planeBlock) ([]planeBlock, error) {
	to := make([]planeBlock, r.out.a.f.comps[i].bw*r.out.a.f.comps[i].bh)
	x := r.mixer(i)
	recs := r.out.a.recs[i]
	x.set = func(_, at int, b *[64]int16, mask uint64) {
		to[at] = planeBlock{mask &^ 1, *b}
		recs[at].dc = b[0]
	}
	c := &r.src.frame.comps[i]
	for y := range c.bh {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x.planeRow(y, blocks[y*c.sw:][:c.bw])
	}
	return to, nil
}

// finish gives the file.
func (r *rescanner) finish(ctx context.Context, header []byte) ([]byte, error) {
	for n := range r.script {
		if r.script[n].ss == 0 {
			if err := r.dcScan(ctx, n); err != nil {
				return nil, err
			}
		}
	}
	size := len(header) + 1<<10
	for _, s := range r.scans {
		size += len(s)
	}
	b := append(make([]byte, 0, size), 0xff, markSOI)
	b = append(b, header...)
	b = r.out.a.frameHeader(b, markSOF2)
	for _, s := range r.scans {
		b = append(b, s...)
	}
	return append(b, 0xff, markEOI), nil
}

// header appends the header of a scan; tables has the numbers of Huffman tables
// for its components, nil being 0 for all.
func (r *rescanner) header(b []byte, p *pass, tables []byte) []byte {
	sos := []byte{byte(len(p.comps))}
	for k, c := range p.comps {
		t := byte(0)
		if tables != nil {
			t = tables[k] << 4
		}
		sos = append(sos, r.out.a.f.comps[c].id, t)
	}
	return appendSegment(b, markSOS, append(sos, byte(p.ss), byte(p.se), byte(p.ah<<4|p.al)))
}
