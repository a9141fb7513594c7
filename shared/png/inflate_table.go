package png

import "math/bits"

// A decoding table is indexed by the next bits of the stream. Its entries:
//
//	literals   1<<31 | how many (1 or 2)<<28 | second<<16 | first<<8 | bits of the codes
//	length     base<<16 | extra bits<<8 | bits of the code
//	end        1<<30 | bits of the code
//	longer     where the rest is looked up<<12 | 1<<7 | bits looked up so far
//	no code    0
//
// and of distances alike, but for literals and the end.
const (
	entryLiteral = 1 << 31
	entryEnd     = 1 << 30
	entryLonger  = 1 << 7

	litBits  = 11
	distBits = 8

	// With second levels of 15 bits in all: the codes that share their first bits
	// are at least two, so that there are no more than half of the symbols.
	litSize  = 1<<litBits + 286/2<<(15-litBits)
	distSize = 1<<distBits + 30/2<<(15-distBits)
)

type (
	litTable  [litSize]uint32
	distTable [distSize]uint32
)

// symbol entries, less the bits of the code (RFC 1951, 3.2.5).
var (
	litSymbols  [286]uint32
	distSymbols [30]uint32
)

func init() {
	for i := range 256 {
		litSymbols[i] = entryLiteral | 1<<28 | uint32(i)<<8
	}
	litSymbols[256] = entryEnd
	base := uint32(3)
	for i := range 28 {
		extra := uint32(max(i/4-1, 0))
		litSymbols[257+i] = base<<16 | extra<<8
		base += 1 << extra
	}
	litSymbols[285] = 258 << 16
	base = 1
	for i := range 30 {
		extra := uint32(max(i/2-1, 0))
		distSymbols[i] = base<<16 | extra<<8
		base += 1 << extra
	}
}

// buildTable fills a table for a canonical code (RFC 1951, 3.2.2) of which first
// bits are looked up at once. It reports whether the code is complete, or has
// one symbol of one bit, or none, which are the incomplete ones that zlib takes.
func buildTable(table []uint32, first int, lengths []uint8, symbols []uint32) bool {
	var count, next [16]int
	for _, n := range lengths {
		count[n]++
	}
	used := len(lengths) - count[0]
	count[0] = 0
	code, left := 0, 1
	for n := 1; n < 16; n++ {
		left = left<<1 - count[n]
		if left < 0 {
			return false
		}
		code = (code + count[n-1]) << 1
		next[n] = code
	}
	clear(table[:1<<first])
	if left > 0 && (used > 1 || used == 1 && count[1] != 1) {
		return false
	}
	free := 1 << first // where the next second level goes
	for s, n := range lengths {
		if n == 0 {
			continue
		}
		c := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		if int(n) <= first {
			for i := c; i < 1<<first; i += 1 << n {
				table[i] = symbols[s] | uint32(n)
			}
			continue
		}
		free = secondLevel(table, first, free, c, int(n), symbols[s])
	}
	return true
}

// secondLevel puts a code longer than first bits into the table behind its
// first bits, which it makes when it is the first to need it.
func secondLevel(table []uint32, first, free, code, n int, symbol uint32) int {
	low := code & (1<<first - 1)
	if table[low] == 0 { // a whole one: codes come by symbol, not by length
		size := 15 - first
		table[low] = uint32(free)<<12 | entryLonger | uint32(first)
		free += 1 << size
	}
	at := int(table[low] >> 12 & 0xffff)
	for i := code >> first; i < 1<<(15-first); i += 1 << (n - first) {
		table[at+i] = symbol | uint32(n-first)
	}
	return free
}

// pairLiterals makes entries of two literals where both codes fit into the bits
// that are looked up at once.
func (t *litTable) pairLiterals() {
	const one = entryLiteral | 1<<28
	for i := 1<<litBits - 1; i >= 0; i-- {
		e := t[i]
		if e < one {
			continue
		}
		n := e & 31
		// What is looked up lies below i, or is i itself: no pair yet.
		if f := t[i>>n]; f >= one && n+f&31 <= litBits {
			t[i] = entryLiteral | 2<<28 | f&0xff00<<8 | e&0xff00 | (n + f&31)
		}
	}
}
