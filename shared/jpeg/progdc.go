package jpeg

import "context"

// dcScan codes a scan of DC coefficients (T.81 G.1.2.1).
func (r *rescanner) dcScan(ctx context.Context, n int) error {
	p := &r.script[n]
	d := &dcScan{a: &r.out.a, p: p, w: bitWriter{stuffed: true}}
	if p.ah > 0 {
		if err := d.each(ctx, d.bit); err != nil {
			return err
		}
		d.w.flush()
		r.scans[n] = append(r.header(nil, p, nil), d.w.out...)
		return nil
	}
	if err := d.each(ctx, d.count); err != nil {
		return err
	}
	var h, numbers []byte
	for t := range d.freq {
		if t == 0 || len(p.comps) > 1 {
			table := optimal(&d.freq[t])
			d.enc[t] = table.encoder()
			h = appendSegment(h, markDHT, table.segment(0, byte(t)))
		}
	}
	for k := range p.comps {
		numbers = append(numbers, byte(min(k, 1)))
	}
	d.pred = [4]int{}
	if err := d.each(ctx, d.code); err != nil {
		return err
	}
	d.w.flush()
	r.scans[n] = append(r.header(h, p, numbers), d.w.out...)
	return nil
}

// dcScan goes over the DC coefficients of an assembly. The first component of
// the scan has a Huffman table of its own, the others share one.
type dcScan struct {
	a    *assembly
	p    *pass
	w    bitWriter
	pred [4]int
	freq [2][256]int
	enc  [2]*encoder
}

// each visits the blocks in the order of the scan: of one component those that
// hold samples, otherwise by MCU. k is the component's number in the scan; what
// is in padding does not matter, so it repeats what was before.
func (d *dcScan) each(ctx context.Context, visit func(k, dc int)) error {
	f := d.a.f
	if len(d.p.comps) == 1 {
		for n, r := range d.a.recs[d.p.comps[0]] {
			if n&0xfff == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			visit(0, int(r.dc)>>d.p.al)
		}
		return nil
	}
	var last [4]int
	for my := range f.my {
		if err := ctx.Err(); err != nil {
			return err
		}
		for mx := range f.mx {
			for k, i := range d.p.comps {
				c := &f.comps[i]
				for y := my * c.v; y < my*c.v+c.v; y++ {
					for x := mx * c.h; x < mx*c.h+c.h; x++ {
						if x < c.bw && y < c.bh {
							last[k] = int(d.a.recs[i][y*c.bw+x].dc) >> d.p.al
						}
						visit(k, last[k])
					}
				}
			}
		}
	}
	return nil
}

func (d *dcScan) bit(_, dc int) { d.w.code(uint64(dc&1), 1) }

func (d *dcScan) count(k, dc int) {
	d.freq[min(k, 1)][magnitude(dc-d.pred[k])]++
	d.pred[k] = dc
}

func (d *dcScan) code(k, dc int) {
	v := dc - d.pred[k]
	d.pred[k] = dc
	n := magnitude(v)
	c := uint64(d.enc[min(k, 1)][n])
	d.w.code(c>>5|uint64(v+v>>63)&(1<<n-1), uint(c&31))
}

// dcPlanes decodes the DC coefficients of the first components of a progressive
// file; there are sw a row.
func (f *file) dcPlanes(ctx context.Context, components int) (dc [4][]int16, err error) {
	for i := range components {
		dc[i] = make([]int16, f.frame.comps[i].sw*f.frame.comps[i].sh)
	}
	for n := range f.scans {
		s := &f.scans[n]
		if s.ss > 0 || s.comps[0].c >= components {
			continue
		}
		m, err := newMCUReader(f.frame, s)
		if err == nil {
			err = m.tables(s.ah == 0, false, true)
		}
		if err == nil {
			err = m.dcScan(ctx, &dc)
		}
		if err != nil {
			return dc, err
		}
	}
	return dc, nil
}

func (m *mcuReader) dcScan(ctx context.Context, dc *[4][]int16) error {
	var visit [4]visitor
	al := m.s.al
	for i, sc := range m.s.comps {
		stride, plane, d := m.f.comps[sc.c].sw, dc[sc.c], m.dc[i]
		visit[i] = func(bx, by int, _ int32) bool {
			v, ok := m.difference(d)
			if m.pred[i] += v; plane != nil {
				plane[by*stride+bx] = int16(m.pred[i] << al)
			}
			return ok
		}
		if m.s.ah > 0 {
			visit[i] = func(bx, by int, _ int32) bool {
				m.refill()
				if bit := m.bits(1); plane != nil {
					plane[by*stride+bx] |= int16(bit << al)
				}
				return true
			}
		}
	}
	for y := range m.rows() {
		if err := m.row(ctx, y, &visit); err != nil {
			return err
		}
	}
	return nil
}
