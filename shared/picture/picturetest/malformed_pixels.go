package picturetest

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// malformedPixels has compressed data and rows that RFC 1950, RFC 1951 and PNG's
// filters do not allow.
func malformedPixels() []Damaged {
	t, f := &table{format: "PNG"}, soundPNG()
	rows := rowsOf(10, 36)
	packed := func(name string, data []byte) {
		t.corrupt(name, f.with("IDAT", func([]byte) []byte { return data }))
	}
	good := deflated(rows)
	edit := func(at int, to ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], to)
		return b
	}
	packed("data that is empty", nil)
	packed("data of one byte", []byte{0x78})
	packed("data without a header", good[2:])
	packed("data compressed in another way", edit(0, 0x79, 0x9c))
	packed("data with a wrong header", edit(1, 0x9d))
	packed("data of a dictionary", edit(1, 0xbb))
	packed("data of a window of 64 KB", edit(0, 0x88, 0x1c))
	packed("garbage for data", bytes.Repeat([]byte("garbage"), 50))
	packed("a block of an unknown kind", []byte{0x78, 0x9c, 0x07, 0, 0, 0, 0, 0})
	packed("a stored block whose lengths differ", append([]byte{0x78, 0x01, 0x01, 10, 0, 10, 0}, rows...))
	packed("a distance beyond the beginning", []byte{0x78, 0x9c, 0x03, 0x86, 0x00, 0, 0, 0, 0})
	packed("code lengths that are too many", []byte{0x78, 0x9c, 0xfd, 0xff, 0x49, 0x92, 0x24, 0x49, 0x92, 0x24, 0, 0, 0, 0})
	packed("code lengths that are all zero", append([]byte{0x78, 0x9c, 0x05}, make([]byte, 40)...))
	packed("wrong Adler-32", edit(len(good)-1, good[len(good)-1]^1))
	packed("no Adler-32", good[:len(good)-4])
	packed("data cut in the middle", good[:len(good)/2])
	packed("compressed data of a row too few", deflated(rows[:len(rows)-37]))
	packed("compressed data of a byte too few", deflated(rows[:len(rows)-1]))
	packed("compressed data of a byte too much", deflated(append(bytes.Clone(rows), 0)))
	packed("compressed data of another picture too", deflated(bytes.Repeat(rows, 2)))
	packed("compressed data a thousand times too much", zeros(1000*len(rows)))
	for _, filter := range []byte{5, 6, 128, 255} {
		bad := bytes.Clone(rows)
		bad[5*37] = filter
		packed(fmt.Sprintf("filter %d", filter), deflated(bad))
	}
	bad := bytes.Clone(rows)
	bad[0] = 5
	packed("filter 5 in the first row", deflated(bad))
	t.taken("bytes behind the compressed data", "nothing is missing", f.with("IDAT", func(b []byte) []byte { return append(b, "junk"...) }))

	interlaced := header(9, 9, 8, 0, 1)
	all := AnyPNG(9, 9, 8, 0, true, nil, nil, []byte{1, 2, 3})
	t.cuts("interlaced", all, len(all)-30, len(all)-20)
	t.corrupt("interlaced without its last row", interlaced.ended(make([]byte, 9*9+15-10)).bytes())
	t.corrupt("interlaced of filter 9", interlaced.ended(bytes.Repeat([]byte{9}, 9*9+15)).bytes())
	t.corrupt("interlaced of one pixel with rows for others", header(1, 1, 8, 0, 1).ended(make([]byte, 4)).bytes())
	return append(t.all, storedOnly(rows)...)
}

// storedOnly are pictures whose data is stored, not compressed.
func storedOnly(rows []byte) []Damaged {
	t, f := &table{format: "PNG"}, soundPNG()
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.NoCompression)
	must(err)
	_, err = z.Write(rows)
	must(err)
	must(z.Close())
	for _, n := range []int{5, 50} {
		t.corrupt(fmt.Sprintf("a stored block cut to %d bytes", n), f.with("IDAT", func([]byte) []byte { return b.Bytes()[:n] }))
	}
	return t.all
}
