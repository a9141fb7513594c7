package png

// blockCodes are the codes of a block, and how they are told (RFC 1951, 3.2.7).
type blockCodes struct {
	lit  [286]code
	dist [30]code

	lits, dists int
	runs        []lengthRun
	order       [19]code
	orders      int
	headBits    int
}

// lengthRun is a symbol of the code of lengths and its extra bits.
type lengthRun struct{ symbol, extra, bits uint8 }

// newBlockCodes makes codes for symbols that occur that often.
func newBlockCodes(lit *[286]uint32, dist *[30]uint32) *blockCodes {
	b := new(blockCodes)
	codesFor(b.lit[:], lit[:], codeMax)
	codesFor(b.dist[:], dist[:], codeMax)
	if b.dist == [30]code{} {
		b.dist[0].n = 1 // no decoder minds one
	}
	b.lits, b.dists = 286, 30
	for b.lits > 257 && b.lit[b.lits-1].n == 0 {
		b.lits--
	}
	for b.dists > 1 && b.dist[b.dists-1].n == 0 {
		b.dists--
	}
	lengths := make([]uint8, 0, 316)
	for _, c := range b.lit[:b.lits] {
		lengths = append(lengths, uint8(c.n))
	}
	for _, c := range b.dist[:b.dists] {
		lengths = append(lengths, uint8(c.n))
	}
	b.runLengths(lengths)
	return b
}

// runLengths finds how to tell the lengths, and what that takes.
func (b *blockCodes) runLengths(lengths []uint8) {
	var count [19]uint32
	put := func(r lengthRun) {
		b.runs = append(b.runs, r)
		count[r.symbol]++
		b.headBits += int(r.bits)
	}
	for len(lengths) > 0 {
		v, n := lengths[0], 1
		for n < len(lengths) && n < 138 && lengths[n] == v {
			n++
		}
		switch {
		case v == 0 && n >= 11:
			put(lengthRun{18, uint8(n - 11), 7})
		case v == 0 && n >= 3:
			put(lengthRun{17, uint8(n - 3), 3})
		case v > 0 && n >= 4:
			n = min(n, 7)
			put(lengthRun{v, 0, 0})
			put(lengthRun{16, uint8(n - 4), 2})
		default:
			n = 1
			put(lengthRun{v, 0, 0})
		}
		lengths = lengths[n:]
	}
	codesFor(b.order[:], count[:], 7)
	b.orders = 19
	for b.orders > 4 && b.order[codeOrder[b.orders-1]].n == 0 {
		b.orders--
	}
	b.headBits += 3 + 14 + 3*b.orders
	for s, n := range count {
		b.headBits += int(n) * int(b.order[s].n)
	}
}

// writeHead begins a block.
func (b *blockCodes) writeHead(w *bitWriter, final bool) {
	first := uint64(2 << 1)
	if final {
		first |= 1
	}
	w.write(first, 3)
	w.write(uint64(b.lits-257), 5)
	w.write(uint64(b.dists-1), 5)
	w.write(uint64(b.orders-4), 4)
	for _, s := range codeOrder[:b.orders] {
		w.write(uint64(b.order[s].n), 3)
	}
	for _, r := range b.runs {
		c := b.order[r.symbol]
		w.write(uint64(c.bits), uint(c.n))
		w.write(uint64(r.extra), uint(r.bits))
	}
}

// size is what symbols that occur that often take, in bits, without the extra
// bits of lengths and distances.
func (b *blockCodes) size(lit *[286]uint32, dist *[30]uint32) int {
	n := b.headBits
	for s, k := range lit {
		n += int(k) * int(b.lit[s].n)
	}
	for s, k := range dist {
		n += int(k) * int(b.dist[s].n)
	}
	return n
}

const storedMax = 65535 // bytes of a stored block

// writeStored writes data as it is, at most storedMax bytes.
func writeStored(w *bitWriter, data []byte, final bool) {
	first := uint64(0)
	if final {
		first = 1
	}
	w.write(first, 3)
	w.align()
	n := uint64(len(data))
	w.write(n|(n^0xffff)<<16, 32)
	w.out = append(w.out, data...)
}
