package picturetest

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// soundAPNG has three gray frames of 8 × 6: a whole one, and two parts of 4 × 3.
// In front of each frame's data is its control.
func soundAPNG() pngFile {
	whole, part := deflated(rowsOf(6, 8)), deflated(rowsOf(3, 4))
	return header(8, 6, 8, 0, 0).and(
		pngPart{"acTL", cat(be32(3), be32(0))},
		control(0, 8, 6, 0, 0), pngPart{"IDAT", whole},
		control(1, 4, 3, 1, 2), pngPart{"fdAT", cat(be32(2), part)},
		control(3, 4, 3, 4, 3), pngPart{"fdAT", cat(be32(4), part)},
		pngPart{"IEND", nil})
}

func control(seq, w, h, x, y int) pngPart {
	return pngPart{"fcTL", cat(be32(seq), be32(w), be32(h), be32(x), be32(y), []byte{0, 1, 0, 10, 0, 0})}
}

// malformedAPNG has animations that the standard's 4.9 and 11.3.6 do not allow.
func malformedAPNG() []Damaged {
	t, f := &table{format: "APNG"}, soundAPNG()
	second, third := 4, 6 // their controls
	edit := func(at, offset int, to ...byte) []byte {
		out := f.and()
		out[at].body = bytes.Clone(out[at].body)
		copy(out[at].body[offset:], to)
		return out.bytes()
	}
	number := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	drop := func(at ...int) []byte {
		out := pngFile{}
		for i, p := range f {
			if !slices.Contains(at, i) {
				out = append(out, p)
			}
		}
		return out.bytes()
	}
	t.corrupt("frame of width 0", edit(second, 4, number(0)...))
	t.corrupt("frame of height 0", edit(second, 8, number(0)...))
	t.corrupt("frame wider than the whole", edit(second, 4, number(9)...))
	t.corrupt("frame of 4294967295 pixels", edit(second, 4, number(1<<32-1)...))
	t.corrupt("frame that reaches out", edit(second, 12, number(5)...))
	t.corrupt("frame at 2³² − 1", edit(second, 12, number(1<<32-1)...))
	t.corrupt("frame at the side of the whole", edit(second, 16, number(6)...))
	t.corrupt("first frame that is not whole", edit(2, 4, number(7)...))
	t.corrupt("frame disposed of in a third way", edit(second, 24, 3))
	t.corrupt("frame blended in a third way", edit(second, 25, 2))
	t.corrupt("numbers that begin at 1", edit(2, 0, number(1)...))
	t.corrupt("a number twice", edit(third, 0, number(2)...))
	t.corrupt("a number left out", edit(third+1, 0, number(5)...))
	t.corrupt("numbers the other way round", edit(second, 0, number(2)...))
	t.corrupt("a frame without its data", drop(5))
	t.corrupt("data without its frame", drop(4))
	t.corrupt("the last frame is missing", drop(6, 7))
	t.corrupt("more frames than it says", edit(1, 0, number(2)...))
	t.corrupt("fewer frames than it says", edit(1, 0, number(4)...))
	t.corrupt("no frames", edit(1, 0, number(0)...))
	t.tooLarge("4294967295 frames", edit(1, 0, number(1<<32-1)...))
	t.corrupt("control of 25 bytes", f.and().with("fcTL", func(b []byte) []byte { return b[:25] }))
	t.corrupt("control of no bytes", f.and().with("fcTL", func([]byte) []byte { return nil }))
	t.corrupt("frame data of 3 bytes", f.with("fdAT", func(b []byte) []byte { return b[:3] }))
	t.corrupt("frame data of a number alone", f.with("fdAT", func(b []byte) []byte { return b[:4] }))
	t.corrupt("frame data that is garbage", edit(5, 4, []byte("garbage")...))
	t.corrupt("frame data cut", f.with("fdAT", func(b []byte) []byte { return b[:len(b)-8] }))
	t.corrupt("frame data of a row too much", f.with("fdAT", func(b []byte) []byte { return append(b[:4:4], deflated(rowsOf(4, 4))...) }))
	t.corrupt("wrong checksum of a frame's data", f.unsummed("fdAT"))
	t.corrupt("animation control of 4 bytes", f.with("acTL", func(b []byte) []byte { return b[:4] }))
	t.cuts("", f.bytes(), f.offset("fdAT")-3, f.offset("fdAT")+10)
	late := append(pngFile{f[0], f[3], f[1]}, f[4:]...)
	t.taken("animation control behind the picture", "11.3.6.1 says to take the still", late.bytes())
	t.taken("no animation control", "without it frames are private chunks", f.without("acTL").bytes())
	return t.all
}
