package jpeg

// codes is an encoder for how far a symbol moves the position in the block and
// for values as they are, which assembly reads.
type codes struct {
	// By 16·distance + size: code and room for the extra bits, above 6 bits with
	// the length of both together. 0 is nothing to write; for the end of a block
	// the distance does not matter.
	symbol [16 * (skipEOB + 1)]uint32
	extra  [2048]uint32 // extraBits
}

const (
	codeLong = 1  // where codes has the symbol for a run of 16
	codeFar  = 63 // what codes has for a distance beyond 16
)

func newCodes(enc *encoder) *codes {
	c := &codes{extra: extraBits}
	code := func(sym int) uint32 { return enc[sym]>>5<<6 | enc[sym]&31 }
	for distance := 1; distance <= 64; distance++ {
		row := c.symbol[16*distance:][:16]
		for size := range row {
			row[size] = codeFar
			if distance <= 16 {
				row[size] = code((distance-1)<<4 | size)
			}
		}
		row[0] = code(0)
	}
	c.symbol[16*1] = 0 // the end right behind the last coefficient
	c.symbol[16*skipEOB] = code(0)
	c.symbol[codeLong] = code(0xf0)
	return c
}
