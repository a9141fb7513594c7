package png

import (
	"io"
	"sync"
)

// fixedTables are those of blocks with fixed codes (RFC 1951, 3.2.6).
var fixedTables = struct {
	lit  func() *litTable
	dist func() *distTable
}{
	sync.OnceValue(func() *litTable {
		t, lengths := new(litTable), make([]uint8, 288)
		for i := range lengths {
			switch {
			case i < 144:
				lengths[i] = 8
			case i < 256:
				lengths[i] = 9
			case i < 280:
				lengths[i] = 7
			default:
				lengths[i] = 8
			}
		}
		symbols := make([]uint32, 288) // the last two have codes but no meaning
		copy(symbols, litSymbols[:])
		buildTable(t[:], litBits, lengths, symbols)
		forgetMeaningless(t[:1<<litBits])
		t.pairLiterals()
		return t
	}),
	sync.OnceValue(func() *distTable {
		t, lengths := new(distTable), make([]uint8, 32)
		for i := range lengths {
			lengths[i] = 5
		}
		symbols := make([]uint32, 32)
		copy(symbols, distSymbols[:])
		buildTable(t[:], distBits, lengths, symbols)
		forgetMeaningless(t[:1<<distBits])
		return t
	}),
}

func forgetMeaningless(table []uint32) {
	for i, e := range table {
		if e>>8 == 0 {
			table[i] = 0
		}
	}
}

// codeOrder is the order of the lengths of the code of lengths (3.2.7).
var codeOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// lengthSymbols are the symbols of the code of lengths, as they are.
var lengthSymbols = func() (s [19]uint32) {
	for i := range s {
		s[i] = entryLiteral | uint32(i)<<8
	}
	return s
}()

// readCodes reads the head of a block with codes of its own (3.2.7).
func (z *inflater) readCodes() error {
	z.refill()
	lits, dists, codes := int(z.take(5))+257, int(z.take(5))+1, int(z.take(4))+4
	if lits > 286 || dists > 30 {
		return errDeflate
	}
	var order [19]uint8
	z.refill()
	for i := range codes {
		if i == 16 {
			z.refill()
		}
		order[codeOrder[i]] = uint8(z.take(3))
	}
	var table [128]uint32
	if !buildTable(table[:], 7, order[:], lengthSymbols[:]) {
		return errDeflate
	}
	var lengths [286 + 30]uint8
	if err := z.readLengths(&table, lengths[:lits+dists]); err != nil {
		return err
	}
	if lengths[256] == 0 ||
		!buildTable(z.lit[:], litBits, lengths[:lits], litSymbols[:]) ||
		!buildTable(z.dist[:], distBits, lengths[lits:lits+dists], distSymbols[:]) {
		return errDeflate
	}
	z.lit.pairLiterals()
	return nil
}

func (z *inflater) readLengths(table *[128]uint32, lengths []uint8) error {
	for i := 0; i < len(lengths); {
		z.refill()
		e := table[z.bits&127]
		if e == 0 {
			return errDeflate
		}
		z.take(uint(e & 31))
		symbol, repeat, value := e>>8&31, 1, uint8(0)
		switch symbol {
		case 16:
			if i == 0 {
				return errDeflate
			}
			value, repeat = lengths[i-1], 3+int(z.take(2))
		case 17:
			repeat = 3 + int(z.take(3))
		case 18:
			repeat = 11 + int(z.take(7))
		default:
			value = uint8(symbol)
		}
		if z.overrun() {
			return io.ErrUnexpectedEOF
		}
		if i+repeat > len(lengths) {
			return errDeflate
		}
		for range repeat {
			lengths[i] = value
			i++
		}
	}
	return nil
}
