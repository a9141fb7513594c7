package jpeg

import (
	"context"
	"math/bits"
)

// planes are all coefficients of the components of a frame, each nil if it was
// not asked for.
type planes [4][]planeBlock

// planeBlock is a block in zig-zag order, which keeps what scans visit together;
// there are sw a row.
type planeBlock struct {
	nonzero uint64 // bit k ≥ 1 says that coef[k] is not 0
	coef    [64]int16
}

// natural puts the block into dst, which is all 0, in natural order.
func (b *planeBlock) natural(dst *[64]int16) {
	dst[0] = b.coef[0]
	for m := b.nonzero; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m) & 63
		dst[zigzag[k]] = b.coef[k]
	}
}

// planes decodes all scans that hold a wanted component.
func (f *file) planes(ctx context.Context, want func(comp int) bool) (*planes, error) {
	p := &planes{}
	for i := range f.frame.comps {
		c := &f.frame.comps[i]
		if want(i) {
			p[i] = make([]planeBlock, c.sw*c.sh)
		}
	}
	for i := range f.scans {
		s := &f.scans[i]
		wanted := false
		for _, c := range s.comps {
			wanted = wanted || want(c.c)
		}
		if !wanted {
			continue
		}
		if err := p.scan(ctx, f.frame, s); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *planes) scan(ctx context.Context, f *frame, s *scan) error {
	m, err := newMCUReader(f, s)
	if err != nil {
		return err
	}
	if f.progressive() {
		return p.progressive(ctx, m)
	}
	if err := m.tables(true, true, false); err != nil {
		return err
	}
	sel := *plain
	for k := range sel.order {
		sel.order[k] = uint8(k)
	}
	to := newPlacing(&sel)
	return p.each(ctx, m, func(i int, b *planeBlock, dc int32) (ok bool) {
		*b = planeBlock{}
		b.nonzero, ok = m.values(m.ac[i], &b.coef, to)
		b.coef[0] = int16(dc)
		return ok
	})
}

// each goes over the blocks of a scan; i is the component's number in it.
func (p *planes) each(ctx context.Context, m *mcuReader, decode func(i int, b *planeBlock, dc int32) bool) error {
	var spare planeBlock // for a component that is not wanted
	var visit [4]visitor
	for i, sc := range m.s.comps {
		stride, plane := m.f.comps[sc.c].sw, p[sc.c]
		visit[i] = func(bx, by int, dc int32) bool {
			if plane == nil {
				spare = planeBlock{}
				return decode(i, &spare, dc)
			}
			return decode(i, &plane[by*stride+bx], dc)
		}
	}
	for y := range m.rows() {
		if err := m.row(ctx, y, &visit); err != nil {
			return err
		}
	}
	return nil
}

// progressive decodes one scan of a progressive frame.
func (p *planes) progressive(ctx context.Context, m *mcuReader) error {
	g := progression{m}
	if err := m.tables(m.s.ss == 0 && m.s.ah == 0, m.s.ss > 0, true); err != nil {
		return err
	}
	if m.s.ss == 0 {
		return p.each(ctx, m, func(i int, b *planeBlock, _ int32) bool { return g.dc(i, b) })
	}
	at := m.s.comps[0].c
	c := &m.f.comps[at]
	for y := range c.bh {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := g.band(p[at][y*c.sw:][:c.bw]); err != nil {
			return err
		}
	}
	return nil
}
