package jpeg

import (
	"context"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
)

// pixelEncoder transforms a picture row by row of MCUs, twice: to count the
// symbols, and to write them. That takes no more time than to keep the
// coefficients of a large picture in between, and hardly any memory.
type pixelEncoder struct {
	a        assembly // of which no blocks are kept
	source   source
	strips   [4]strip
	quant    [4]*dct.Quant
	coef     [4][][64]int16
	nonzero  [4][]uint64
	pred     [4]int
	dcFreq   [2][256]int
	acFreq   [2][256]int
	dc, ac   [2]*encoder
	w        bitWriter
	bitsSeen int
}

// Of a picture with many rows of MCUs about so many, evenly spread, are counted:
// the file is 0.1 % larger than with the best tables, for a fraction of the
// time.
const countedRows = 24

func (e *pixelEncoder) encode(ctx context.Context, header []byte) ([]byte, error) {
	f := e.a.f
	step := max(f.my/countedRows, 1)
	if step > 1 {
		e.expectAll()
	}
	for my := step / 2; my < f.my; my += step {
		if err := e.row(ctx, my, e.count); err != nil {
			return nil, err
		}
	}
	var specs [4]*huffSpec
	for k := range e.a.slots {
		specs[k], e.a.ac[k] = optimal(&e.dcFreq[k]), optimal(&e.acFreq[k])
		e.dc[k], e.ac[k] = specs[k].encoder(), e.a.ac[k].encoder()
		e.measure(k)
	}
	e.w.stuffed = true
	e.w.out = append(make([]byte, 0, e.bitsSeen/8*step*17/16+len(header)+1<<12), 0xff, markSOI)
	e.w.out = append(e.w.out, header...)
	e.w.out = e.a.headers(e.w.out, specs)
	e.pred = [4]int{}
	for my := range f.my {
		if err := e.row(ctx, my, e.write); err != nil {
			return nil, err
		}
	}
	e.w.flush()
	return append(e.w.out, 0xff, markEOI), nil
}

// expectAll counts every symbol there can be once, as rows that are not counted
// may need it.
func (e *pixelEncoder) expectAll() {
	for k := range e.acFreq {
		for size := range 12 {
			e.dcFreq[k][size]++
			for run := range 16 {
				if size > 0 && size < 11 || size == 0 && (run == 0 || run == 15) {
					e.acFreq[k][run<<4|size]++
				}
			}
		}
	}
}

// measure adds how many bits the counted symbols take.
func (e *pixelEncoder) measure(k int) {
	for s := range 256 {
		e.bitsSeen += e.dcFreq[k][s]*int(e.dc[k][s]&31) + e.acFreq[k][s]*int(e.ac[k][s]&31)
	}
}

// row transforms a row of MCUs and visits its blocks in the order of the scan.
func (e *pixelEncoder) row(ctx context.Context, my int, visit func(i int, b *[64]int16, mask uint64)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f := e.a.f
	e.source.strips(my, &e.strips)
	for i := range f.comps {
		c, s := &f.comps[i], &e.strips[i]
		for v := range c.v {
			at := v * c.sw
			e.quant[i].Forward(e.coef[i][at:][:c.sw], e.nonzero[i][at:][:c.sw], s.pix[8*v*s.stride:], s.stride)
		}
	}
	for mx := range f.mx {
		for i := range f.comps {
			c := &f.comps[i]
			for v := range c.v {
				for x := mx * c.h; x < mx*c.h+c.h; x++ {
					at := v*c.sw + x
					b, mask := &e.coef[i][at], zigzagMask(e.nonzero[i][at])
					if x >= c.bw || my*c.v+v >= c.bh { // padding: what costs least
						b[0], mask = int16(e.pred[i]), 0
					}
					visit(i, b, mask)
				}
			}
		}
	}
	return nil
}
