package jpeg

import "encoding/binary"

// begun takes a block of the first scan of a band.
func (b *bandRecoder) begun(known *uint64, rec *bandRecord) bool {
	m, d, mask, seen := b.in.m, b.in.d, uint64(0), uint64(0)
	buf, ptr, acc, have := m.buf, m.ptr, m.acc, m.n
	page, to, next := b.page, b.n, b.ss
	for k := b.ss; k <= b.se; k++ {
		acc |= binary.BigEndian.Uint64(buf[ptr:]) >> (have & 63)
		ptr += int((63 - have) >> 3)
		have |= 56
		e := d.look[acc>>(64-singleBits)]
		if e == 0 {
			if e = d.slow(acc); e == 0 {
				return false
			}
		}
		length, size, run := uint(e&31), uint(e>>5&15), uint(e>>9)-1
		extra := acc << ((length - size) & 31)
		acc <<= length
		have -= length
		if size == 0 {
			if run < 15 {
				m.eobRun = 1<<run + int(acc>>1>>(63-run)) - 1
				acc <<= run
				have -= run
				break
			}
			k += 15
			continue
		}
		if k += run; k > b.se {
			return false
		}
		x := uint(extra^b.job.neg[k&63]) >> ((64 - size) & 63)
		seen |= 1 << (k & 63)
		b.wide = b.wide || size+b.al > 10
		if b.turned {
			at := b.job.sel.order[k&63] & 63
			b.block.value[at] = uint32((size+b.al)<<20 | x<<b.al&1023)
			mask |= 1 << at
			continue
		}
		for run = k - next; run > 15; run -= 16 {
			page[to] = newToken(0xf0, 0, 0)
			to++
			b.freq[0xf0]++
		}
		sym := (run<<4 | size) & 255
		b.freq[sym]++
		page[to] = newToken(sym, size, x)
		to++
		next = k + 1
	}
	m.ptr, m.acc, m.n, b.n = ptr, acc, have, to
	*known |= seen
	if b.turned {
		next = b.first(&b.block, mask)
	}
	rec.symbols, rec.ends = uint8(b.n-int(rec.at)), next <= b.se
	return true
}
