package jpeg

import (
	"context"
	"math/bits"
)

// inMemory decodes all coefficients, then takes them block by block.
func (t *transformer) inMemory(ctx context.Context) error {
	p, err := t.src.planes(ctx, func(i int) bool { return t.jobs[i].how != drop })
	if err != nil {
		return err
	}
	t.out.a.tokens = make([]uint16, 0, t.src.coded()) // of about a byte in the source
	for i := range t.jobs {
		if p[i] == nil {
			continue
		}
		take := t.recodeRow(i)
		if t.jobs[i].how == mix {
			take = t.mixRow(i)
		}
		c := &t.src.frame.comps[i]
		for y := range c.bh {
			if err := ctx.Err(); err != nil {
				return err
			}
			take(y, p[i][y*c.sw:][:c.bw])
		}
		p[i] = nil
	}
	return nil
}

func (t *transformer) recodeRow(i int) func(y int, blocks []planeBlock) {
	j, done := &t.jobs[i], new([64]int16)
	return func(y int, blocks []planeBlock) {
		for x := range blocks {
			b, mask := &blocks[x], uint64(0)
			for m := b.nonzero; m != 0; m &= m - 1 {
				k := bits.TrailingZeros64(m) & 63
				if v := (int64(b.coef[k])*j.sel.mul[k] + 1<<15) >> 16; v != 0 {
					at := j.sel.order[k] & 63
					done[at] = int16(v)
					mask |= 1 << at
				}
			}
			done[0] = j.dc(int32(b.coef[0]))
			t.out.set(i, j.base+x*j.dx+y*j.dy, done, mask)
		}
	}
}

func (t *transformer) mixRow(i int) func(y int, blocks []planeBlock) {
	x := t.mixer(i)
	return x.planeRow
}

// planeRow mirrors one row of blocks.
func (x *mixer) planeRow(y int, blocks []planeBlock) {
	for n := range blocks {
		b, to := &blocks[n], &x.blocks[n]
		*to = [64]int16{b.coef[0]} // whose place stays
		for m := b.nonzero; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m) & 63
			to[x.sel.order[k]&63] = b.coef[k]
		}
	}
	x.row(y, x.blocks[:len(blocks)])
}
