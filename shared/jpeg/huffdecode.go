package jpeg

const (
	singleBits = 11 // of coded data that the tables for one symbol look at
	skimBits   = 13 // that the table for several at once looks at

	skipEOB = 96  // what an end of block adds to the position: beyond any other
	skimEOB = 128 // the same in the table for several symbols
	skimOut = 255 // the table for several symbols has no answer
)

// decoder decodes one symbol at a time. An entry of look is, from the low
// bits, 5 bits of length (code and extra bits), 4 of size (extra bits), 7 of
// skip: how far an AC symbol moves the position in the block. 0 is a code
// longer than singleBits, or none.
type decoder struct {
	look [1 << singleBits]uint16
	long [17]struct{ first, beyond, delta int32 } // by length: codes, and what leads from them into vals
	vals []uint8
	eob  bool
	skim *[1 << skimBits]uint16 // made by skimmer
	// extra goes with skim: where the extra bits are in what an entry takes, from
	// the top bit on.
	extra *[1 << skimBits]uint32
	pair  *[1 << pairBits]pair // made by pairer, where it is of use
}

func entry(sym uint8, length int, eob bool) uint16 {
	run, size := sym>>4, sym&15
	skip := int(run) + 1
	if eob && size == 0 && run < 15 {
		if skip = skipEOB; run > 0 {
			return 0 // means nothing in sequential frames, and decoders differ
		}
	}
	return uint16(length+int(size)) | uint16(size)<<5 | uint16(skip)<<9
}

// decoder makes the tables; eob says that symbols of size 0 end the block, as
// they do for the AC coefficients of sequential frames.
func (s *huffSpec) decoder(eob bool) *decoder {
	d := &decoder{vals: s.vals, eob: eob}
	code, i := int32(0), int32(0)
	for l := 1; l <= 16; l++ {
		n := int32(s.count[l-1])
		d.long[l].first, d.long[l].beyond, d.long[l].delta = code, code+n, i-code
		for k := range n {
			if l <= singleBits {
				first := int(code+k) << (singleBits - l)
				for j := range 1 << (singleBits - l) {
					d.look[first+j] = entry(s.vals[i+k], l, eob)
				}
			}
		}
		code, i = code+n, i+n
		code <<= 1
	}
	return d
}

// slow finds the symbol at the top of acc when look has none. 0 is no code.
func (d *decoder) slow(acc uint64) uint16 {
	for l := singleBits + 1; l <= 16; l++ {
		t := &d.long[l]
		if code := int32(acc >> (64 - l)); t.first <= code && code < t.beyond {
			return entry(d.vals[code+t.delta], l, d.eob)
		}
	}
	return 0
}

// skimmer makes the table that passes over as many AC symbols as skimBits hold
// the codes of: 5 bits of length in all, 8 of how far they move the position;
// skimEOB more when the last of them ends the block.
func (d *decoder) skimmer() {
	d.skim, d.extra = new([1 << skimBits]uint16), new([1 << skimBits]uint32)
	for i := range d.skim {
		used, moved := 0, 0
		acc := uint64(i) << (64 - skimBits)
		for {
			left := skimBits - used
			e := uint16(0)
			if left > 0 {
				if e = d.look[acc<<used>>(64-singleBits)]; e == 0 {
					e = d.slow(acc << used)
				}
			}
			length, size, skip := int(e&31), int(e>>5&15), int(e>>9)
			if e == 0 || length-size > left || moved+skip > 64 && skip != skipEOB {
				break
			}
			used += length
			d.extra[i] |= (1<<size - 1) << ((32 - used) & 31)
			if skip == skipEOB {
				moved += skimEOB
				break
			}
			moved += skip
		}
		if used == 0 {
			moved = skimOut
		}
		d.skim[i] = uint16(used) | uint16(moved)<<5
	}
}
