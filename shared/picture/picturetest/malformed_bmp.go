package picturetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// bmpOf is a bitmap with a header of 40 bytes.
func bmpOf(w, h int32, bits int, offset int, rest []byte) []byte {
	le := binary.LittleEndian
	b := make([]byte, 54, 54+len(rest))
	copy(b, "BM")
	le.PutUint32(b[2:], uint32(54+len(rest)))
	le.PutUint32(b[10:], uint32(offset))
	le.PutUint32(b[14:], 40)
	le.PutUint32(b[18:], uint32(w))
	le.PutUint32(b[22:], uint32(h))
	le.PutUint16(b[26:], 1)
	le.PutUint16(b[28:], uint16(bits))
	return append(b, rest...)
}

// malformedBMP has headers that no bitmap has.
func malformedBMP() []Damaged {
	t := &table{format: "BMP"}
	pixels := make([]byte, 6*24)
	whole := bmpOf(8, 6, 24, 54, pixels)
	set := func(offset int, to ...byte) []byte {
		b := bytes.Clone(whole)
		copy(b[offset:], to)
		return b
	}
	t.cuts("", whole, 53, 54, 55, 100, len(whole)-1)
	t.corrupt("width 0", bmpOf(0, 6, 24, 54, pixels))
	t.corrupt("height 0", bmpOf(8, 0, 24, 54, pixels))
	t.corrupt("width −8", bmpOf(-8, 6, 24, 54, pixels))
	t.tooLarge("height −2³¹", bmpOf(8, -1<<31, 24, 54, pixels))
	t.tooLarge("2³¹ − 1 wide", bmpOf(1<<31-1, 6, 24, 54, pixels))
	t.tooLarge("16383 × 16383 pixels", bmpOf(16383, 16383, 24, 54, pixels))
	t.corrupt("a row that is missing", bmpOf(8, 7, 24, 54, pixels))
	t.corrupt("pixels at 4 GB", set(10, 0xff, 0xff, 0xff, 0xff))
	t.corrupt("pixels a byte later", set(10, 55))
	t.unsupported("pixels in the header", set(10, 20))
	for _, bits := range []int{0, 3, 7, 64, 65535} {
		t.unsupported(fmt.Sprintf("%d bits a pixel", bits), bmpOf(8, 6, bits, 54, pixels))
	}
	for _, method := range []byte{1, 2, 4, 5, 99} {
		t.unsupported(fmt.Sprintf("compression %d", method), set(30, method))
	}
	t.unsupported("two planes", set(26, 2))
	t.unsupported("header of 52 bytes", set(14, 52))
	t.unsupported("header of 12 bytes", set(14, 12))
	t.unsupported("palette that is missing", bmpOf(8, 6, 8, 54, make([]byte, 48)))
	t.unsupported("palette of 257 colours", func() []byte {
		b := bmpOf(8, 6, 8, 54+4*257, make([]byte, 4*257+48))
		binary.LittleEndian.PutUint32(b[46:], 257)
		return b
	}())
	t.corrupt("indices without a colour", func() []byte {
		b := bmpOf(8, 6, 8, 54+8, append(make([]byte, 8), bytes.Repeat([]byte{9}, 48)...))
		binary.LittleEndian.PutUint32(b[46:], 2)
		return b
	}())
	t.taken("bytes behind its end", "they are dropped", append(bytes.Clone(whole), "junk"...))
	t.taken("a file size that is not true", "nothing depends on it", set(2, 0xff, 0xff, 0xff, 0xff))
	return t.all
}
