package jpeg

import (
	"context"
	"io"
)

// mcuRow is one row of MCUs as quantised coefficients.
type mcuRow struct {
	y     int          // counted from 0 at the top
	comps [4]blockRows // as many as the frame has
}

// blockRows are the v rows of sw blocks each that a component has in a row of
// MCUs, from the top, padding included. Blocks are in natural order (8·row +
// column).
type blockRows struct {
	blocks [][64]int16
}

// rowReader gives the rows of MCUs of a file from top to bottom: streaming from
// a baseline file of one scan, with memory for one row, otherwise from
// coefficients that were all decoded first.
type rowReader struct {
	f    *frame
	row  mcuRow
	sel  *selection // of a file that streams: what of the next row is needed
	m    *mcuReader // of a file that streams
	next func(ctx context.Context) (*mcuRow, error)
}

// rows starts reading. Coefficients from zig-zag position keep on may be left
// 0 to save time (64: none is; 1: DC alone; for the first n×n of natural order:
// 5 for n = 2, 25 for n = 4). After the last row, next gives io.EOF.
func (f *file) rows(ctx context.Context, keep int) (*rowReader, error) {
	r := &rowReader{f: f.frame, row: mcuRow{y: -1}}
	if f.streams() {
		m, err := f.stream()
		if err != nil {
			return nil, err
		}
		for i := range f.frame.comps {
			c := &f.frame.comps[i]
			r.row.comps[i] = blockRows{make([][64]int16, c.sw*c.v)}
			if keep < 64 {
				m.needSkim(i)
			}
		}
		r.m, r.next = m, r.fromStream(m, uint(keep))
		return r, nil
	}
	p, err := f.planes(ctx, func(int) bool { return true })
	if err != nil {
		return nil, err
	}
	r.next = r.fromPlanes(p)
	return r, nil
}

func (r *rowReader) fromStream(m *mcuReader, keep uint) func(context.Context) (*mcuRow, error) {
	sel := *plain
	sel.keep = keep
	r.sel = &sel
	to := newPlacing(&sel)
	var visit [4]visitor
	for i := range r.f.comps {
		c, b, d := &r.f.comps[i], r.row.comps[i], m.ac[i]
		visit[i] = func(bx, by int, dc int32) bool {
			at := (by-r.row.y*c.v)*c.sw + bx
			block := &b.blocks[at]
			*block = [64]int16{}
			_, ok := m.values(d, block, to)
			block[0] = int16(dc)
			return ok
		}
	}
	return func(ctx context.Context) (*mcuRow, error) {
		if r.row.y++; r.row.y >= r.f.my {
			return nil, io.EOF
		}
		return &r.row, m.row(ctx, r.row.y, &visit)
	}
}

func (r *rowReader) fromPlanes(p *planes) func(context.Context) (*mcuRow, error) {
	return func(ctx context.Context) (*mcuRow, error) {
		if r.row.y++; r.row.y >= r.f.my {
			return nil, io.EOF
		}
		for i := range r.f.comps {
			c, b := &r.f.comps[i], &r.row.comps[i]
			n := c.sw * c.v
			if b.blocks == nil {
				b.blocks = make([][64]int16, n)
			}
			for k := range b.blocks {
				block := &p[i][r.row.y*n+k]
				b.blocks[k] = [64]int16{}
				block.natural(&b.blocks[k])
			}
		}
		return &r.row, ctx.Err()
	}
}

// streams says whether one sequential scan holds all of the picture.
func (f *file) streams() bool {
	return !f.frame.progressive() && len(f.scans) == 1 && len(f.scans[0].comps) == len(f.frame.comps)
}

// stream opens the scan of a file that streams.
func (f *file) stream() (*mcuReader, error) {
	m, err := newMCUReader(f.frame, &f.scans[0])
	if err != nil {
		return nil, err
	}
	return m, m.tables(true, true, false)
}
