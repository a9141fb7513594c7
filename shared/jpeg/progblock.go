package jpeg

import "math/bits"

// coded is what is coded of a coefficient, of which the low 11 bits are the
// index: 10 bits of extra bits, 10 of its magnitude, and how many bits that has.
var codedValue = func() (t [2048]uint32) {
	for v := -1023; v <= 1023; v++ {
		n := magnitude(v)
		t[v&2047] = uint32(n<<20) | uint32(max(v, -v)<<10) | uint32(v+v>>63)&(1<<n-1)
	}
	return
}()

// bandBlock is a block as the scans of AC coefficients look at it.
type bandBlock struct {
	value [64]uint32 // from codedValue, where a coefficient is not zero
	size  [16]uint64 // masks of the coefficients of so many bits
	plus  uint64     // mask of those above zero
}

func (b *bandBlock) set(k uint, v int) {
	if v < -1023 || v > 1023 {
		v = min(max(v, -1023), 1023)
	}
	c := codedValue[v&2047]
	b.value[k&63] = c
	b.size[c>>20&15] |= 1 << (k & 63)
	b.plus |= uint64(^v) >> 63 << (k & 63)
}

// take fills the block with the coefficients of src, each at its place and
// with its sign changed where neg is all ones.
func (b *bandBlock) take(src *planeBlock, order *[64]uint8, neg *[64]uint64) {
	b.size, b.plus = [16]uint64{}, 0
	for m := src.nonzero; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m) & 63
		s := int16(neg[k])
		b.set(uint(order[k]), int(src.coef[k]^s-s))
	}
}

// takeScaled is take by factors.
func (b *bandBlock) takeScaled(src *planeBlock, sel *selection) {
	b.size, b.plus = [16]uint64{}, 0
	for m := src.nonzero; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m) & 63
		if v := (int64(src.coef[k])*sel.mul[k] + 1<<15) >> 16; v != 0 {
			b.set(uint(sel.order[k]), int(int16(v)))
		}
	}
}

// bandScan makes the tokens of a scan of AC coefficients.
type bandScan struct {
	tokens
	pass int // number in the script
	ss   uint
	se   uint
	al   uint
	band uint64 // mask of ss…se
	fine bool   // adds a bit to what earlier scans gave

	bits uint64 // correction bits of a block, of which the more low ones are not coded yet
	more uint
}

func newBandScan(number int, p *pass) *bandScan {
	return &bandScan{
		pass: number, ss: uint(p.ss), se: uint(p.se), al: uint(p.al), fine: p.ah > 0,
		band: band(p.ss, p.se),
	}
}

// block takes the next block. above has the masks of the coefficients of more
// bits than the index.
func (s *bandScan) block(b *bandBlock, above *[16]uint64) {
	s.room()
	m, old := above[s.al&15]&s.band, uint64(0)
	if s.fine {
		old = above[(s.al+1)&15] & s.band
		m &^= old
	}
	if m != 0 {
		s.endRun()
	}
	var next uint
	if s.fine {
		next = s.refine(m, old, b.plus, b.corrections(old, s.al))
	} else {
		next = s.first(b, m)
	}
	if next <= s.se {
		s.end()
		s.rest()
	}
}

// first codes the coefficients of m, and says which follows (T.81 G.1.2.2).
func (s *bandScan) first(b *bandBlock, m uint64) (next uint) {
	page, n := s.page, s.n
	next = s.ss
	for ; m != 0; m &= m - 1 {
		k := uint(bits.TrailingZeros64(m)) & 63
		run := k - next
		next = k + 1
		for ; run > 15; run -= 16 {
			page[n] = newToken(0xf0, 0, 0)
			n++
			s.freq[0xf0]++
		}
		c := uint(b.value[k])
		size := c>>20 - s.al
		sym := (run<<4 | size) & 255
		s.freq[sym]++
		page[n] = newToken(sym, size, c&1023>>s.al)
		n++
	}
	s.n = n
	return next
}

// refine codes the coefficients of fresh, which become other than zero, and
// before the last of them the next bit of those of old, which are already (T.81
// G.1.2.3). plus says which are above zero; corrections has a bit for each of
// old. It says which coefficient follows; rest has the other bits.
func (s *bandScan) refine(fresh, old, plus, corrections uint64) (next uint) {
	next = s.ss
	s.bits, s.more = corrections, uint(bits.OnesCount64(old))
	for ; fresh != 0; fresh &= fresh - 1 {
		k := uint(bits.TrailingZeros64(fresh)) & 63
		between := uint64(1)<<k - 1<<next
		n := uint(bits.OnesCount64(old & between))
		run := k - next - n
		if run > 15 {
			run, n = s.longRun(between, old&between, run, n)
		}
		x := plus>>k&1<<n | s.correction(n)
		next = k + 1
		if n < tokenBits {
			s.short(run<<4|1, x, n+1)
		} else {
			s.symbol(run<<4|1, x, n+1)
		}
	}
	return next
}

// longRun codes 16 zeros and the bits of those of passed that are before their
// end, as long as there are so many among between. It gives what is left of the
// run and of the n bits.
func (s *bandScan) longRun(between, passed uint64, run, n uint) (uint, uint) {
	for zeros := between &^ passed; run > 15; run -= 16 {
		for range 15 {
			zeros &= zeros - 1
		}
		before := passed & (zeros&-zeros - 1)
		zeros &= zeros - 1
		passed &^= before
		first := uint(bits.OnesCount64(before))
		s.symbol(0xf0, s.correction(first), first)
		n -= first
	}
	return run, n
}

// correction takes the next n of the block's correction bits.
func (s *bandScan) correction(n uint) uint64 {
	s.more -= n
	return s.bits >> (s.more & 63) & (1<<(n&63) - 1)
}

// rest codes the bits behind the last coefficient that refine has coded.
func (s *bandScan) rest() {
	if s.more > 0 {
		n := s.more
		s.raw(s.correction(n), n)
	}
}

// corrections are bit al of the magnitudes of the coefficients of m, the first
// on top.
func (b *bandBlock) corrections(m uint64, al uint) (x uint64) {
	for ; m != 0; m &= m - 1 {
		x = x<<1 | uint64(b.value[bits.TrailingZeros64(m)&63]>>(10+al)&1)
	}
	return x
}
