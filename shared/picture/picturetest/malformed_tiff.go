package picturetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// tiffTags are entries of one number each.
type tiffTags map[uint32]uint32

// soundTIFF is a gray picture of 8 × 6 pixels in one strip, not compressed.
func soundTIFF() tiffTags {
	return tiffTags{256: 8, 257: 6, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 6, 279: 48}
}

// file is the TIFF of the tags, with data behind its header.
func (tags tiffTags) file(data []byte) []byte {
	var entries [][3]uint32
	for tag, v := range tags {
		entries = append(entries, [3]uint32{tag, 1, v})
	}
	slices.SortFunc(entries, func(a, b [3]uint32) int { return int(a[0]) - int(b[0]) })
	return tiffFile(data, entries...)
}

// but is the file with other values; those of ^0 are left out.
func (tags tiffTags) but(data []byte, tagsAndValues ...uint32) []byte {
	out := tiffTags{}
	for k, v := range tags {
		out[k] = v
	}
	for i := 0; i < len(tagsAndValues); i += 2 {
		out[tagsAndValues[i]] = tagsAndValues[i+1]
		if tagsAndValues[i+1] == 1<<32-1 {
			delete(out, tagsAndValues[i])
		}
	}
	return out.file(data)
}

// malformedTIFF breaks the rules of TIFF 6.0.
func malformedTIFF() []Damaged {
	t, tags := &table{format: "TIFF"}, soundTIFF()
	const none = 1<<32 - 1
	data := make([]byte, 48)
	whole := tags.file(data)
	t.cuts("", whole, 4, 7, 8, 30, 57, 60, 100, len(whole)-5)
	leads := func(to uint32) []byte {
		b := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(b[4:], to)
		return b
	}
	t.corrupt("directory at the end", leads(uint32(len(whole))))
	t.corrupt("directory at 4 GB", leads(1<<32-1))
	t.corrupt("directory in the pixels", leads(8))
	t.corrupt("directory in the header", leads(0))
	t.corrupt("directory of 65535 entries", cat(whole[:56], []byte{0xff, 0xff}, whole[58:]))
	t.corrupt("width 0", tags.but(data, 256, 0))
	t.corrupt("height 0", tags.but(data, 257, 0))
	t.corrupt("no width", tags.but(data, 256, none))
	t.tooLarge("4294967294 wide", tags.but(data, 256, none-1))
	t.tooLarge("16383 × 16383 pixels", tags.but(data, 256, 16383, 257, 16383))
	t.corrupt("more pixels than its data", tags.but(data, 256, 3000, 257, 3000))
	t.corrupt("strip at 4 GB", tags.but(data, 273, none-1))
	t.corrupt("strip of 4 GB", tags.but(data, 279, none-1))
	t.corrupt("strip that is too short", tags.but(data, 279, 20))
	t.corrupt("no strip", tags.but(data, 273, none, 279, none))
	t.corrupt("strip without a length", tags.but(data, 279, none))
	t.corrupt("strip without a place", tags.but(data, 273, none))
	t.taken("rows of 0", "decoders take it for all", tags.but(data, 278, 0))
	t.corrupt("two strips of which one is missing", tags.but(data, 278, 3))
	t.unsupported("samples of 7 bits", tags.but(data, 258, 7))
	t.unsupported("samples of 64 bits", tags.but(data, 258, 64))
	t.unsupported("compression 77", tags.but(data, 259, 77))
	t.unsupported("compression 2", tags.but(data, 259, 2))
	t.unsupported("colours of kind 99", tags.but(data, 262, 99))
	t.corrupt("palette that is missing", tags.but(data, 262, 3))
	t.corrupt("tiles of width 0", tags.but(data, 322, 0, 323, 8, 324, 8, 325, 48, 273, none, 279, none))
	t.corrupt("tiles of 2 GB", tags.but(data, 322, 1<<31, 323, 1<<31, 324, 8, 325, 48, 273, none, 279, none))
	t.corrupt("tiles of 16 × 16 without data", tags.but(data, 322, 16, 323, 16, 324, 8, 325, 48, 273, none, 279, none))
	for _, method := range []uint32{3, 4, 5, 8, 32773} { // CCITT, LZW, deflate, PackBits
		t.corrupt(fmt.Sprintf("garbage of compression %d", method), tags.but(bytes.Repeat([]byte{0x81, 0xff, 0x3c}, 16), 259, method))
	}
	t.corrupt("deflate without its end", tags.but(deflated(data)[:6], 259, 8, 279, 6))
	t.corrupt("deflate of a row too few", tags.but(deflated(data[:40]), 259, 8, 279, uint32(len(deflated(data[:40])))))
	t.taken("orientation 9", "what is wrong with a description does not harm the picture", tags.but(data, 274, 9))
	t.taken("bytes behind its end", "they are dropped", append(bytes.Clone(whole), "junk"...))
	t.taken("profile that lies outside", "as orientation 9", tags.but(data, 34675, 1<<30))
	return t.all
}
