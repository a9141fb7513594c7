package jpeg

import "math/bits"

// progression decodes one scan of a progressive frame into coefficients (T.81
// G.1.2).
type progression struct {
	*mcuReader
}

// dc decodes what a scan of DC coefficients says of one block of component i of
// the scan.
func (p *progression) dc(i int, b *planeBlock) bool {
	if p.s.ah > 0 {
		p.refill()
		b.coef[0] |= int16(p.bits(1) << p.s.al)
		return true
	}
	d, ok := p.difference(p.mcuReader.dc[i])
	p.pred[i] += d
	b.coef[0] = int16(p.pred[i] << p.s.al)
	return ok
}

// band decodes a scan of AC coefficients, of one component, for a row of blocks.
func (p *progression) band(blocks []planeBlock) error {
	for i := range blocks {
		b, ok := &blocks[i], true
		switch {
		case p.s.ah > 0:
			ok = p.refine(p.ac[0], b)
		case p.eobRun > 0:
			p.eobRun--
		default:
			ok = p.first(p.ac[0], b)
		}
		if !ok {
			return p.broken("no such Huffman code")
		}
		if err := p.mcuDone(); err != nil {
			return err
		}
	}
	return nil
}

// first is the first scan of a band, for a block that is not in a run of empty
// ones.
func (p *progression) first(d *decoder, b *planeBlock) bool {
	for k := p.s.ss; k <= p.s.se; k++ {
		run, size, ok := runSize(p.symbol(d))
		if !ok {
			return false
		}
		if size == 0 {
			if run < 15 {
				p.eobRun = 1<<run + int(p.bits(uint(run))) - 1
				return true
			}
			k += 15
			continue
		}
		if k += run; k > p.s.se {
			return false
		}
		b.set(k, p.extended(uint(size))<<p.s.al)
	}
	return true
}

func (b *planeBlock) set(k int, v int32) {
	b.coef[k&63] = int16(v)
	b.nonzero |= 1 << (k & 63)
}

// runSize takes an entry of an AC table apart.
func runSize(e uint16) (run, size int, ok bool) {
	return int(e>>9) - 1, int(e >> 5 & 15), e != 0
}

// refine adds a bit to the coefficients that are not zero, and new ones among
// them.
func (p *progression) refine(d *decoder, b *planeBlock) bool {
	k := p.s.ss
	for p.eobRun == 0 && k <= p.s.se {
		run, size, ok := runSize(p.symbol(d))
		if !ok || size > 1 {
			return false
		}
		v := int32(0)
		if size == 1 {
			v = (2*p.bits(1) - 1) << p.s.al
		} else if run < 15 {
			p.eobRun = 1<<run + int(p.bits(uint(run)))
			break
		}
		if k = p.correct(b, k, run); v != 0 {
			if k > p.s.se {
				return false
			}
			b.set(k, v)
		}
		k++
	}
	if p.eobRun > 0 {
		p.eobRun--
		p.correct(b, k, 64)
	}
	return true
}

// correct reads the correction bits of coefficients from k on that are not
// zero, up to the zero behind the next run zeros, whose place it gives.
func (p *progression) correct(b *planeBlock, k, run int) int {
	bit := int16(1) << p.s.al
	acc, n := p.acc, p.n
	for m := b.nonzero & (2<<p.s.se - 1) >> k << k; m != 0; m &= m - 1 {
		at := bits.TrailingZeros64(m)
		if at-k > run {
			break
		}
		run -= at - k
		k = at + 1
		if n == 0 {
			p.acc, p.n = acc, n
			p.refill()
			acc, n = p.acc, p.n
		}
		c := b.coef[at&63]
		sign, up := c>>15, int16(int64(acc)>>63) // no branches: the bits are as good as random
		up &^= -(c >> p.s.al & 1)                // corrected already, which is damage
		b.coef[at&63] = c + (bit^sign-sign)&up
		acc <<= 1
		n--
	}
	p.acc, p.n = acc, n
	return min(k+run, p.s.se+1)
}
