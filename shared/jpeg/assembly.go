package jpeg

import (
	"context"
	"math/bits"
)

// record is a coded block of a picture being put together: its DC coefficient
// and where its coded AC coefficients are.
type record struct {
	pos uint32 // in the body: bits, or tokens
	n   uint16
	dc  int16
}

// assembly is a picture as coded blocks in no order, to be written as one
// baseline scan with the best DC tables.
type assembly struct {
	f     *frame
	recs  [4][]record // bw blocks a row, of which there are bh
	slot  [4]uint8    // number of a component's Huffman tables
	slots int
	ac    [4]*huffSpec
	body  [4][]byte // the AC bits of a component, coded with its table
	// for a component without, AC coefficients still to be coded: see coder
	tokens []uint16
}

// tables numbers the Huffman tables: fixed ones by content, and one for all
// components of one quantisation table without.
func (a *assembly) tables(fixed [4]*huffSpec) {
	c := a.f.comps
	n := uint8(0)
	for i := range c {
		k := 0
		for k < i && (fixed[k] == nil) != (fixed[i] == nil) ||
			k < i && fixed[i] == nil && *c[k].quant != *c[i].quant ||
			k < i && fixed[i] != nil && !fixed[k].equal(fixed[i]) {
			k++
		}
		if k < i {
			a.slot[i] = a.slot[k]
			continue
		}
		a.slot[i], a.ac[n] = n, fixed[i]
		n++
	}
	a.slots = int(n)
}

// each goes over the blocks in the order of the scan. at is -1 for a block of
// padding.
func (a *assembly) each(ctx context.Context, visit func(comp, at int)) error {
	f := a.f
	for my := range f.my {
		if err := ctx.Err(); err != nil {
			return err
		}
		for mx := range f.mx {
			for i := range f.comps {
				c := &f.comps[i]
				for y := my * c.v; y < my*c.v+c.v; y++ {
					for x := mx * c.h; x < mx*c.h+c.h; x++ {
						if x < c.bw && y < c.bh {
							visit(i, y*c.bw+x)
						} else {
							visit(i, -1)
						}
					}
				}
			}
		}
	}
	return nil
}

// write gives the file: SOI, header, tables, frame, scan, EOI.
func (a *assembly) write(ctx context.Context, header []byte) ([]byte, error) {
	dc, size, err := a.dcTables(ctx)
	if err != nil {
		return nil, err
	}
	w := &bitWriter{stuffed: true}
	w.out = append(make([]byte, 0, size+size/64+len(header)+1<<12), 0xff, markSOI)
	w.out = append(w.out, header...)
	w.out = a.headers(w.out, dc)
	e := a.emitter(w, dc)
	if err := a.each(ctx, e.block); err != nil {
		return nil, err
	}
	w.flush()
	return append(w.out, 0xff, markEOI), nil
}

// dcTables makes the best tables for DC differences, and says about how many
// bytes the scan will take.
func (a *assembly) dcTables(ctx context.Context) (specs [4]*huffSpec, size int, err error) {
	var freq [4][256]int
	var pred [4]int
	err = a.each(ctx, func(i, at int) {
		d := 0
		if at >= 0 {
			r := &a.recs[i][at]
			d = int(r.dc) - pred[i]
			pred[i] = int(r.dc)
			if a.body[i] == nil {
				size += 8 * int(r.n) // for tokens
			} else {
				size += int(r.n)
			}
		}
		freq[a.slot[i]][magnitude(d)]++
	})
	n := 0
	for k := range a.slots {
		specs[k] = optimal(&freq[k])
		for s, f := range freq[k] {
			n += (s + 5) * f
		}
	}
	return specs, (size + n) / 8, err
}

// magnitude is how many extra bits v takes.
func magnitude(v int) uint { return uint(bits.Len32(uint32(max(v, -v)))) }

// emitter writes blocks in the order of the scan.
type emitter struct {
	*assembly
	w    *bitWriter
	dc   [4]*encoder
	ac   [4]*encoder
	pred [4]int
	last [4]*record // to repeat where a table has no code for an empty block
}

func (a *assembly) emitter(w *bitWriter, dc [4]*huffSpec) *emitter {
	e := &emitter{assembly: a, w: w}
	for k := range a.slots {
		e.dc[k], e.ac[k] = dc[k].encoder(), a.ac[k].encoder()
	}
	return e
}

func (e *emitter) block(i, at int) {
	e.w.room(blockRoom)
	dc, ac := e.dc[e.slot[i]], e.ac[e.slot[i]]
	d, r := 0, e.last[i]
	if at >= 0 {
		r = &e.recs[i][at]
		d = int(r.dc) - e.pred[i]
		e.pred[i] = int(r.dc)
		e.last[i] = r
	}
	n := magnitude(d)
	c := uint64(dc[n])
	e.w.code(c>>5|uint64(d+d>>63)&(1<<n-1), uint(c&31))
	switch eob := uint64(ac[0]); {
	case at < 0 && eob != 0:
		e.w.code(eob>>5, uint(eob&31))
	case e.body[i] == nil:
		e.codeTokens(e.tokens[r.pos:][:r.n], ac)
	default:
		e.w.copy(e.body[i], uint(r.pos), uint(r.n))
	}
}

// blockRoom is more than the bytes that one block takes.
const blockRoom = 64*31/8 + 16
