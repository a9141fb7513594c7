package jpeg

import "math/bits"

// movable is a block by place in the result, with room behind it that assembly
// reads.
type movable struct {
	b [64]int16
	_ [8]int16
}

// signs is what coefficients are multiplied by, 1 or -1, by their places. The
// one more is 0, for the end of a block.
type signs [65]int32

// setSigned is set for a component with codes and coefficients within ±1023, which
// are multiplied by sign first.
func (c *coder) setSigned(i, at int, dc int16, m *movable, mask uint64, sign *signs) {
	w := &c.w
	w.room(blockRoom)
	start := w.at()
	to, acc, used := w.bytewise()
	n, acc, used := c.codes[i].write(to, m, mask&^1, sign, acc>>1>>(63-used), used)
	w.wordwise(to[n:], acc<<1<<(63-used), used)
	c.a.recs[i][at] = record{uint32(start), uint16(w.at() - start), dc}
}

// movedFast is moved by pairs.
func (t *transformer) movedFast(m *mcuReader, i int) visitor {
	j, d, block, sel := &t.jobs[i], m.ac[i], new(movable), *plain
	sel.order = j.sel.order
	c, to := &t.src.frame.comps[i], newPlacing(&sel)
	var sign signs
	for k, at := range j.sel.order {
		sign[at] = 1 - 2*int32(j.neg[k]&1)
	}
	return func(bx, by int, dc int32) bool {
		k, mask, ok := m.byPairs(d, &block.b, to)
		if ok && k < 64 {
			mask, ok = m.coefficients(d, &block.b, &sel, k, mask)
			block.clamp(mask)
		}
		if bx < c.bw && by < c.bh {
			t.out.setSigned(i, j.base+bx*j.dx+by*j.dy, j.dc(dc), block, mask, &sign)
		}
		return ok
	}
}

// clamp keeps coefficients within what baseline allows.
func (m *movable) clamp(mask uint64) {
	for ; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask) & 63
		m.b[k] = min(max(m.b[k], -1023), 1023)
	}
}
