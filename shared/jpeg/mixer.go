package jpeg

import (
	"math/bits"

	"github.com/reverie-image/reverie/shared/jpeg/dct1"
)

// mixer mirrors a component whose edge lies within a block. A mirrored block
// has samples of two neighbours; with frequencies in the other direction left
// alone, it takes transforms in one dimension only. Where that is across,
// blocks are turned: their rows are horizontal frequencies. Work goes from row to
// row of blocks, with the samples of the block before kept, or those of the row
// above where mirroring is vertical.
type mixer struct {
	t      *transformer
	i      int
	j      *job
	c      *component
	blocks [][64]int16 // of one row of MCUs, in the order of sel
	sel    selection
	in     dct1.Block // factors before
	mid    dct1.Block // between the directions, if both are mixed
	out    dct1.Block // and after
	addDC  float32    // to the DC coefficient, before the factors after
	place  [64]uint8  // zig-zag place in the result
	left   [2]dct1.Block
	above  [][2]dct1.Block
	narrow [64]int16
	done   [64]int16
	set    func(i, at int, b *[64]int16, mask uint64) // takes a block, as coder.set does
}

func (t *transformer) mixer(i int) *mixer {
	c := &t.src.frame.comps[i]
	x := &mixer{t: t, i: i, j: &t.jobs[i], c: c, sel: *plain, set: t.out.set}
	x.blocks = make([][64]int16, c.sw*c.v)
	if x.j.mixY.on {
		x.above = make([][2]dct1.Block, c.bw)
	}
	for k, n := range zigzag {
		q := k
		if t.transpose {
			q = int(unzig[turned(n)])
		}
		x.factors(k, q)
	}
	x.addDC = float32(x.j.dcAdd) / x.out[0]
	return x
}

// turned is the natural index with row and column exchanged.
func turned(n uint8) uint8 { return n>>3 | n&7<<3 }

// factors prepares what is done to the coefficient at zig-zag position k, which
// gets to position q.
func (x *mixer) factors(k, q int) {
	n := zigzag[k]
	in, mid, out := x.t.scale*float64(x.c.quant[k]), 1.0, 1/float64(x.j.quant[q])
	beforeX, afterX := dct1.Factors(int(n & 7))
	beforeY, afterY := dct1.Factors(int(n >> 3))
	first, last := n, n // where the coefficient is in blocks before and after
	switch mixX, mixY := x.j.mixX.on, x.j.mixY.on; {
	case mixX && mixY:
		first = turned(n)
		in, mid, out = in*beforeX, afterX*beforeY, out*afterY
	case mixX:
		first, last = turned(n), turned(n)
		in, out = in*beforeX, out*afterX
	default:
		in, out = in*beforeY, out*afterY
	}
	if !x.j.mixX.on && x.t.flipX && n&1 == 1 || !x.j.mixY.on && x.t.flipY && n>>3&1 == 1 {
		in = -in
	}
	x.sel.order[k], x.place[last] = first, uint8(q)
	x.in[first], x.mid[n], x.out[last] = float32(in), float32(mid), float32(out)
}

// visitor takes the blocks of a row of MCUs.
func (x *mixer) visitor(m *mcuReader, i int) visitor {
	d, to := m.ac[i], newPlacing(&x.sel)
	return func(bx, by int, dc int32) bool {
		b := &x.blocks[by%x.c.v*x.c.sw+bx]
		*b = [64]int16{}
		_, ok := m.values(d, b, to)
		b[0] = int16(dc)
		return ok
	}
}

// rows mirrors the blocks of MCU row y.
func (x *mixer) rows(y int) {
	for v := range x.c.v {
		if by := y*x.c.v + v; by < x.c.bh {
			x.row(by, x.blocks[v*x.c.sw:][:x.c.bw])
		}
	}
}

// row mirrors one row of blocks.
func (x *mixer) row(by int, blocks [][64]int16) {
	var f dct1.Block
	for bx := range blocks {
		dct1.Widen(&f, &blocks[bx], &x.in)
		if x.j.mixX.on {
			x.j.mixX.reverse(&f, &x.left, bx == 0)
		}
		if x.j.mixX.on && x.j.mixY.on {
			turn(&f, &x.mid)
		}
		if x.j.mixY.on {
			x.j.mixY.reverse(&f, &x.above[bx], by == 0)
		}
		f[0] += x.addDC
		x.code(x.j.base+bx*x.j.dx+by*x.j.dy, dct1.Narrow(&x.narrow, &f, &x.out))
	}
}

// turn exchanges rows and columns, and multiplies by factors.
func turn(f, factors *dct1.Block) {
	src := *f
	for n := range f {
		f[n] = src[turned(uint8(n))&63] * factors[n]
	}
}

// code gives the block in narrow to the coder, in zig-zag order.
func (x *mixer) code(at int, nonzero uint64) {
	mask := uint64(0)
	for m := nonzero &^ 1; m != 0; m &= m - 1 {
		n := bits.TrailingZeros64(m) & 63
		k := x.place[n] & 63
		x.done[k] = x.narrow[n]
		mask |= 1 << k
	}
	x.done[0] = clampDC(int(x.narrow[0]))
	x.set(x.i, at, &x.done, mask)
}
