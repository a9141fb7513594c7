package jpeg

import (
	"context"
	"math/bits"
)

// bands codes the scans of AC coefficients of component i anew, one by one and
// without its coefficients: signs and places change, magnitudes do not, so that
// of earlier scans only which coefficients are not zero has to be known. again
// says that the coefficients are needed.
func (r *rescanner) bands(ctx context.Context, i int) (again bool, err error) {
	c, j := &r.src.frame.comps[i], &r.jobs[i]
	if j.how == mix || j.scaled() {
		return true, nil
	}
	for n := range r.script {
		if p := &r.script[n]; p.of(i) && (p.from == nil || r.transpose && !p.square()) {
			return true, nil
		}
	}
	b := &bandRecoder{f: r.src.frame, c: c, job: j, turned: r.transpose, neg: j.negated()}
	b.known, b.recs = make([]uint64, c.bw*c.bh), make([]bandRecord, c.bw*c.bh)
	for n := range r.script {
		p := &r.script[n]
		if !p.of(i) {
			continue
		}
		b.bandScan = newBandScan(n, p)
		b.page = r.page
		if err := b.decode(ctx, p.from); err != nil {
			return false, err
		}
		if b.wide {
			return true, nil
		}
		if err := b.write(ctx, r); err != nil {
			return false, err
		}
		r.page = b.page
	}
	return false, nil
}

// square says whether transposed blocks have the coefficients of the band in the
// band too: it begins and ends with diagonals.
func (p *pass) square() bool {
	for k := p.ss; k <= p.se; k++ {
		if at := int(unzig[turned(zigzag[k])]); at < p.ss || at > p.se {
			return false
		}
	}
	return true
}

// bandRecord says where a block's tokens are: first symbols with what belongs to
// them, then, after the end of the block, correction bits.
type bandRecord struct {
	at         uint32
	symbols, n uint8
	ends       bool // before the end of the band
}

// bandRecoder makes of a component's scans in the source the tokens of those in
// the result, block by block in the order of the source.
type bandRecoder struct {
	*bandScan
	f      *frame
	c      *component
	job    *job
	turned bool
	neg    uint64   // of coefficients whose sign changes
	wide   bool     // a coefficient is beyond what baseline allows
	known  []uint64 // of each block: what is not zero
	recs   []bandRecord
	block  bandBlock // of turned coefficients
	in     *refiner  // of the scan
}

func (b *bandRecoder) decode(ctx context.Context, s *scan) error {
	m, err := newMCUReader(b.f, s)
	if err != nil {
		return err
	}
	if err := m.tables(false, true, true); err != nil {
		return err
	}
	b.in = newRefiner(m)
	if !b.turned {
		b.in.to, b.in.neg = &b.tokens, b.neg
	}
	n, j := 0, b.job
	for y := range b.c.bh {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := j.base + y*j.dy
		for range b.c.bw {
			if err := b.decodeBlock(&b.known[n], &b.recs[at]); err != nil {
				return err
			}
			n++
			at += j.dx
		}
	}
	return nil
}

func (b *bandRecoder) decodeBlock(known *uint64, to *bandRecord) error {
	if len(b.page)-b.n < tokensBlock {
		b.page = append(b.page, make([]token, len(b.page)/4+tokensPage)...)
	}
	rec, ok := bandRecord{at: uint32(b.n)}, true
	switch {
	case b.fine:
		ok = b.refined(known, &rec)
	case b.in.m.eobRun > 0:
		b.in.m.eobRun--
		rec.ends = true
	default:
		ok = b.begun(known, &rec)
	}
	if !ok {
		return b.in.m.broken("no such Huffman code")
	}
	rec.n = uint8(b.n - int(rec.at))
	*to = rec
	return b.in.m.mcuDone()
}

// write codes the tokens in the order of the result.
func (b *bandRecoder) write(ctx context.Context, r *rescanner) error {
	runs := b.runs()
	w, codes := r.open(b.bandScan)
	left := 0
	for n := range b.recs {
		if n&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec := &b.recs[n]
		list := b.page[rec.at:][:rec.n]
		w.tokens(list[:rec.symbols], codes)
		if !rec.ends {
			continue
		}
		if left == 0 {
			left = 1<<(runs[0]>>9&31) + int(runs[0]>>14)
			w.tokens(runs[:1], codes)
			runs = runs[1:]
		}
		left--
		w.tokens(list[rec.symbols:], codes)
	}
	r.close(b.bandScan, w)
	return nil
}

// runs are the tokens of the ends of blocks.
func (b *bandRecoder) runs() (runs []token) {
	run := 0
	for n := range b.recs {
		rec := &b.recs[n]
		if run > 0 && (rec.symbols > 0 || run == maxEOBRun) {
			runs = append(runs, b.ofRun(run))
			run = 0
		}
		if rec.ends {
			run++
		}
	}
	if run > 0 {
		runs = append(runs, b.ofRun(run))
	}
	return runs
}

// refined takes a block of a scan that adds a bit.
func (b *bandRecoder) refined(known *uint64, rec *bandRecord) bool {
	in, old := b.in, *known&b.band
	if !in.block(old) {
		return false
	}
	*known |= in.fresh
	if !b.turned {
		rec.symbols, rec.ends = uint8(b.n-int(rec.at)), in.ends
		b.raw(in.bits&(1<<in.rest-1), in.rest)
		return true
	}
	n := uint(bits.OnesCount64(old))
	for m := old; m != 0; m &= m - 1 {
		n--
		b.block.value[b.job.sel.order[bits.TrailingZeros64(m)&63]&63] = uint32(in.bits>>(n&63)&1) << (10 + b.al)
	}
	old = turnedMask(old)
	corrections := b.block.corrections(old, b.al)
	next := b.refine(turnedMask(in.fresh), old, turnedMask(in.plus^b.neg), corrections)
	rec.symbols, rec.ends = uint8(b.n-int(rec.at)), next <= b.se
	if rec.ends {
		b.rest()
	}
	return true
}
