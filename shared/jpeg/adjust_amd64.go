package jpeg

// adjusting is what adjustBMI2 works on, at these offsets.
type adjusting struct {
	table *[1 << pairBits]pair
	look  *[1 << singleBits]uint16
	mul   *[256]int32 // by one more than the position
	codes *codes
	bit   uint // position in the data
	k     uint // in the block
	acc   uint64
	used  uint // bits at the end of acc that are to go out
	ended uint // 0: the next symbol is not in the tables
}

// newAdjusting is nil where there are no tables for it.
func newAdjusting(d *decoder, j *job, c *codes) *adjusting {
	if d.pair == nil || c == nil {
		return nil
	}
	a := &adjusting{table: d.pair, look: &d.look, mul: new([256]int32), codes: c}
	for k, m := range j.sel.mul {
		a.mul[k+1] = int32(m)
	}
	return a
}

// block does as much of a block as it can, and says up to which position, and
// whether that was the end.
func (a *adjusting) block(r *bitReader, w *bitWriter) (k uint, ended bool) {
	if a == nil {
		return 1, false
	}
	at := uint(r.at())
	to, acc, used := w.bytewise()
	a.bit, a.k, a.acc, a.used = at&7, 1, acc>>1>>(63-used), used
	at &^= 7
	n := adjustBMI2(a, &(*[pairWindow]byte)(r.buf[at>>3:])[0], &(*[blockRoom]byte)(to)[0])
	r.seekBit(at + a.bit)
	w.wordwise(to[n:], a.acc<<1<<(63-a.used), a.used)
	return a.k, a.ended != 0
}

//go:noescape
func adjustBMI2(run *adjusting, from, to *byte) (n int)
