package png

import (
	"encoding/binary"
	"io"
	"sync"
)

const (
	windowSize = 32 << 10 // how far matches reach back (RFC 1951, 2)
	matchMax   = 258
	slack      = matchMax + 16 // that a step may write beyond its limit

	slop    = 8        // bytes that are read beyond the compressed data, and not used
	staging = 64 << 10 // how much of it is brought together at a time
	// lowWater is what must be there before a step, if there is more: the head of
	// a block takes less.
	lowWater = 1 << 10
)

var errDeflate = FormatError("wrong compressed data")

// inflater decompresses a zlib stream piece by piece into a buffer, of which
// the last windowSize bytes before read stay as they are for matches.
type inflater struct {
	parts    [][]byte // of the compressed data, not yet in in
	in       []byte   // with slop bytes behind end
	end, pos int
	bits     uint64
	n        uint // valid bits

	buf         []byte
	read, write int
	left        int64 // bytes that may still come
	sum         adler

	block  blockKind
	final  bool
	stored int // bytes left of a stored block
	lit    litTable
	dist   distTable
}

type blockKind byte

const (
	blockNone blockKind = iota
	blockStored
	blockCoded
)

// inflaters keeps those that are done: each has some 250 KB.
var inflaters = sync.Pool{New: func() any { return &inflater{in: make([]byte, staging+slop)} }}

// newInflater begins a stream of exactly size bytes, of which ahead are
// wanted at once at most.
func newInflater(parts [][]byte, size int64, ahead int) (*inflater, error) {
	z := inflaters.Get().(*inflater)
	z.parts, z.end, z.pos, z.bits, z.n = parts, 0, 0, 0, 0
	z.read, z.write, z.left, z.sum = 0, 0, size, newAdler()
	z.block, z.final = blockNone, false
	if n := windowSize + max(ahead, 96<<10) + slack; len(z.buf) < n {
		z.buf = make([]byte, n)
	}
	z.feed()
	if z.end < 2 {
		return nil, io.ErrUnexpectedEOF
	}
	// RFC 1950, 2.2: deflate, a window of at most 32 KiB, no dictionary.
	in := z.in
	if in[0]&15 != 8 || in[0]>>4 > 7 || in[1]&0x20 != 0 || (int(in[0])<<8|int(in[1]))%31 != 0 {
		return nil, FormatError("wrong header of the compressed data")
	}
	z.pos = 2
	return z, nil
}

// release gives its memory to the next; what next returned is not valid any
// more.
func (z *inflater) release() {
	z.parts = nil
	inflaters.Put(z)
}

// feed brings more of the compressed data to in, where little is left.
func (z *inflater) feed() {
	if len(z.parts) == 0 || z.end-z.pos >= lowWater {
		return
	}
	from := max(z.pos-8, 0) // some of what was read may be taken back
	z.end = copy(z.in, z.in[from:z.end])
	z.pos -= from
	for len(z.parts) > 0 && z.end < staging {
		n := copy(z.in[z.end:staging], z.parts[0])
		z.end += n
		if z.parts[0] = z.parts[0][n:]; len(z.parts[0]) == 0 {
			z.parts = z.parts[1:]
		}
	}
}

// next is the next n bytes of what is decompressed. They are valid until the
// next call.
func (z *inflater) next(n int) ([]byte, error) {
	for z.write-z.read < n {
		if err := z.fill(); err != nil {
			return nil, err
		}
	}
	p := z.buf[z.read:][:n]
	z.read += n
	return p, nil
}

// fill decompresses until the buffer is full or the stream ends.
func (z *inflater) fill() error {
	if from := min(z.read, z.write-windowSize); from > 0 {
		copy(z.buf, z.buf[from:z.write])
		z.read, z.write = z.read-from, z.write-from
	}
	from := z.write
	limit := from + int(min(z.left, int64(len(z.buf)-slack-from)))
	if limit == from {
		return errDeflate // more is wanted than there may be
	}
	for z.write < limit {
		if err := z.step(limit); err != nil {
			return err
		}
	}
	if z.left -= int64(z.write - from); z.left < 0 {
		return FormatError("more picture data than the header says")
	}
	z.sum.add(z.buf[from:z.write])
	return nil
}

// step goes on with the current block, up to limit, or begins the next.
func (z *inflater) step(limit int) error {
	z.feed()
	switch z.block {
	case blockStored:
		return z.copyStored(limit)
	case blockCoded:
		return z.decode(limit)
	}
	if z.final {
		return io.ErrUnexpectedEOF // of picture data
	}
	return z.beginBlock()
}

// close checks that the stream ends here, and its checksum.
func (z *inflater) close() error {
	at := z.write
	for z.block != blockNone || !z.final {
		if err := z.step(at + 1); err != nil {
			return err
		}
		if z.write > at {
			return FormatError("more picture data than the header says")
		}
	}
	z.feed()
	at = z.pos - int(z.n/8)
	if at+4 > z.end {
		return io.ErrUnexpectedEOF
	}
	if binary.BigEndian.Uint32(z.in[at:]) != z.sum.sum() {
		return FormatError("wrong checksum of the picture data")
	}
	return nil
}

// refill makes at least 56 bits valid. Behind the end they are zeros or what
// lies there; overrun finds out when they are used.
func (z *inflater) refill() {
	if z.pos <= z.end {
		z.bits |= binary.LittleEndian.Uint64(z.in[z.pos:]) << (z.n & 63)
	}
	z.pos += int(63-z.n) >> 3
	z.n |= 56
}

func (z *inflater) overrun() bool { return z.pos-int(z.n/8) > z.end }

func (z *inflater) take(n uint) uint {
	v := z.bits & (1<<n - 1)
	z.bits >>= n
	z.n -= n
	return uint(v)
}

func (z *inflater) beginBlock() error {
	z.refill()
	z.final = z.take(1) == 1
	kind := z.take(2)
	if z.overrun() {
		return io.ErrUnexpectedEOF
	}
	switch kind {
	case 0:
		return z.beginStored()
	case 1:
		z.lit, z.dist = *fixedTables.lit(), *fixedTables.dist()
		z.block = blockCoded
		return nil
	case 2:
		z.block = blockCoded
		return z.readCodes()
	}
	return errDeflate
}

func (z *inflater) beginStored() error {
	at := z.pos - int(z.n/8)
	if at+4 > z.end {
		return io.ErrUnexpectedEOF
	}
	n, not := binary.LittleEndian.Uint16(z.in[at:]), binary.LittleEndian.Uint16(z.in[at+2:])
	if n != ^not {
		return errDeflate
	}
	z.pos, z.bits, z.n = at+4, 0, 0
	z.block, z.stored = blockStored, int(n)
	return nil
}

func (z *inflater) copyStored(limit int) error {
	n := min(z.stored, limit-z.write)
	if z.pos+n > z.end {
		if n = z.end - z.pos; len(z.parts) == 0 {
			return io.ErrUnexpectedEOF
		}
	}
	copy(z.buf[z.write:], z.in[z.pos:z.pos+n])
	z.pos, z.write, z.stored = z.pos+n, z.write+n, z.stored-n
	if z.stored == 0 {
		z.block = blockNone
	}
	return nil
}
