package jpeg

import "context"

// stream goes over a file of one sequential scan.
func (t *transformer) stream(ctx context.Context) error {
	m, err := t.src.stream()
	if err != nil {
		return err
	}
	for _, j := range t.jobs {
		if j.how > negate && t.out.w.out == nil { // about as much again will be written
			t.out.w.out = make([]byte, 0, len(m.buf)+len(m.buf)/8)
		}
	}
	var visit [4]visitor
	var mixers [4]*mixer
	for i := range t.jobs {
		switch t.jobs[i].how {
		case drop:
			m.needSkim(i)
			visit[i] = func(_, _ int, _ int32) bool { return m.skim(m.ac[i], 1) }
		case keep, negate:
			visit[i] = t.copied(m, i)
		case adjust:
			visit[i] = t.adjusted(m, i)
		case move:
			visit[i] = t.moved(m, i)
		case recode:
			visit[i] = t.recoded(m, i)
		case mix:
			mixers[i] = t.mixer(i)
			visit[i] = mixers[i].visitor(m, i)
		}
	}
	for y := range m.rows() {
		if err := m.row(ctx, y, &visit); err != nil {
			return err
		}
		for _, x := range mixers {
			if x != nil {
				x.rows(y)
			}
		}
	}
	return nil
}

// copied notes where the AC bits of blocks are, which stay where they are.
func (t *transformer) copied(m *mcuReader, i int) visitor {
	j, d, recs := &t.jobs[i], m.ac[i], t.out.a.recs[i]
	c := &t.src.frame.comps[i]
	t.out.a.body[i] = m.buf
	pass := func() bool { return m.flip(d, &j.neg) }
	switch {
	case j.how == keep:
		m.needSkim(i)
		pass = func() bool { return m.skim(d, 1) }
	case j.negated()>>1 == 1<<63-1:
		m.needSkim(i)
		pass = func() bool { return m.invert(d) }
	}
	return func(bx, by int, dc int32) bool {
		start := m.at()
		ok := pass()
		if bx < c.bw && by < c.bh {
			recs[j.base+bx*j.dx+by*j.dy] = record{uint32(start), uint16(m.at() - start), j.dc(dc)}
		}
		return ok
	}
}

// recoded codes blocks anew.
func (t *transformer) recoded(m *mcuReader, i int) visitor {
	j, d, block := &t.jobs[i], m.ac[i], new([64]int16)
	c, to := &t.src.frame.comps[i], newPlacing(&t.jobs[i].sel)
	return func(bx, by int, dc int32) bool {
		mask, ok := m.multiplied(d, block, to)
		if bx < c.bw && by < c.bh {
			block[0] = j.dc(dc)
			t.out.set(i, j.base+bx*j.dx+by*j.dy, block, mask)
		}
		return ok
	}
}

// adjusted codes anew what changes in a block, and copies the rest.
func (t *transformer) adjusted(m *mcuReader, i int) visitor {
	j, d, recs := &t.jobs[i], m.ac[i], t.out.a.recs[i]
	c := &t.src.frame.comps[i]
	w, enc := &t.out.w, t.out.enc[i]
	fast := newAdjusting(d, j, t.out.codes[i])
	return func(bx, by int, dc int32) bool {
		w.room(blockRoom)
		start := w.at()
		k, ended := fast.block(&m.bitReader, w)
		ok := ended && (k == 64 || k >= skipEOB) || !ended && m.adjust(d, &j.sel.mul, w, enc, k)
		if bx < c.bw && by < c.bh {
			recs[j.base+bx*j.dx+by*j.dy] = record{uint32(start), uint16(w.at() - start), j.dc(dc)}
		}
		return ok
	}
}
