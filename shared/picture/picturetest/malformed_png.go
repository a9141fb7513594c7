package picturetest

import "fmt"

// rowsOf are unfiltered rows of h times n bytes.
func rowsOf(h, n int) []byte {
	rows := make([]byte, 0, h*(1+n))
	for y := range h {
		rows = append(rows, 0)
		for x := range n {
			rows = append(rows, byte(16*y+x))
		}
	}
	return rows
}

func soundPNG() pngFile { return header(12, 10, 8, 2, 0).ended(rowsOf(10, 36)) }

// malformedPNG has chunks that the standard (PNG, third edition) does not allow.
func malformedPNG() []Damaged {
	t, f := &table{format: "PNG"}, soundPNG()
	whole := f.bytes()
	data, end := f.offset("IDAT"), f.offset("IEND")
	t.cuts("", whole, 8, 8+4, 8+16, 8+25, data+4, data+8, (data+end)/2, end-2, end, end+6, len(whole)-1)
	for _, name := range []string{"IHDR", "IDAT", "IEND"} {
		t.corrupt("wrong checksum of "+name, f.unsummed(name))
		t.corrupt(name+" of 2 GB", f.claimed(name, 1<<31-1))
		t.corrupt(name+" of 4 GB", f.claimed(name, 1<<32-1))
	}
	t.corrupt("IDAT a byte short", f.claimed("IDAT", uint32(end-data-12-1)))
	t.corrupt("IDAT a byte long", f.claimed("IDAT", uint32(end-data-12+1)))
	malformedHeaders(t, f)
	malformedPalettes(t)
	malformedChunks(t, f)
	return t.all
}

func malformedHeaders(t *table, f pngFile) {
	t.corrupt("width 0", f.set("IHDR", 0, 0, 0, 0, 0))
	t.corrupt("height 0", f.set("IHDR", 4, 0, 0, 0, 0))
	t.corrupt("width −1", f.set("IHDR", 0, 0xff, 0xff, 0xff, 0xff))
	t.tooLarge("width 2³¹ − 1", f.set("IHDR", 0, 0x7f, 0xff, 0xff, 0xff))
	t.tooLarge("16384 wide", f.set("IHDR", 0, 0, 0, 0x40, 0))
	t.tooLarge("16383 × 16383 pixels", f.set("IHDR", 0, 0, 0, 0x3f, 0xff, 0, 0, 0x3f, 0xff))
	t.corrupt("more pixels than its data can be", f.set("IHDR", 0, 0, 0, 0x10, 0, 0, 0, 0x10, 0))
	t.corrupt("header of 12 bytes", f.with("IHDR", func(b []byte) []byte { return b[:12] }))
	t.corrupt("header of 14 bytes", f.with("IHDR", func(b []byte) []byte { return append(b, 0) }))
	for _, k := range [][2]byte{{0, 2}, {3, 0}, {32, 0}, {255, 6}, {4, 2}, {1, 4}, {2, 6}, {16, 3}, {8, 1}, {8, 5}, {8, 7}, {8, 255}} {
		t.corrupt(fmt.Sprintf("depth %d of colour %d", k[0], k[1]), f.set("IHDR", 8, k[0], k[1]))
	}
	t.corrupt("compression 1", f.set("IHDR", 10, 1))
	t.corrupt("filtering 1", f.set("IHDR", 11, 1))
	t.corrupt("interlacing 2", f.set("IHDR", 12, 2))
	t.corrupt("interlaced, with the data of another", f.set("IHDR", 12, 1))
	t.corrupt("16 bits, with the data of 8", f.set("IHDR", 8, 16))
	t.corrupt("alpha, with the data of none", f.set("IHDR", 9, 6))
}

func malformedPalettes(t *table) {
	colours := func(n int) pngPart { return pngPart{"PLTE", make([]byte, 3*n)} }
	f := func(depth int) pngFile { return header(8, 4, depth, 3, 0) }
	rows := rowsOf(4, 8) // indices up to 0x37
	t.corrupt("no palette", f(8).ended(rows).bytes())
	t.corrupt("palette of no colours", f(8).and(colours(0)).ended(rows).bytes())
	t.corrupt("palette of 257 colours", f(8).and(colours(257)).ended(rows).bytes())
	t.corrupt("palette of 17 colours for 4 bits", f(4).and(colours(17)).ended(rowsOf(4, 4)).bytes())
	t.corrupt("palette of 3⅓ colours", f(8).and(pngPart{"PLTE", make([]byte, 10)}).ended(rows).bytes())
	t.corrupt("palette twice", f(8).and(colours(256), colours(256)).ended(rows).bytes())
	t.corrupt("palette behind the picture", f(8).ended(rows).insert("IEND", colours(256)).bytes())
	t.corrupt("palette of a gray picture", header(8, 4, 8, 0, 0).and(colours(4)).ended(rows).bytes())
	t.corrupt("transparency before the palette", f(8).and(pngPart{"tRNS", []byte{1}}, colours(256)).ended(rows).bytes())
	t.corrupt("transparency of more colours than there are", f(8).and(colours(4), pngPart{"tRNS", make([]byte, 5)}).ended(rowsOf(4, 0)).bytes())
	t.corrupt("transparency of 300 colours", f(8).and(colours(256), pngPart{"tRNS", make([]byte, 300)}).ended(rows).bytes())
	t.corrupt("transparency twice", f(8).and(colours(256), pngPart{"tRNS", []byte{1}}, pngPart{"tRNS", []byte{2}}).ended(rows).bytes())
	gray, rgb, see := header(8, 4, 8, 0, 0), header(8, 4, 8, 2, 0), header(8, 4, 8, 6, 0)
	t.corrupt("transparent gray of 1 byte", gray.and(pngPart{"tRNS", []byte{1}}).ended(rows).bytes())
	t.corrupt("transparent colour of 7 bytes", rgb.and(pngPart{"tRNS", make([]byte, 7)}).ended(rowsOf(4, 24)).bytes())
	t.corrupt("transparent colour where there is alpha", see.and(pngPart{"tRNS", make([]byte, 6)}).ended(rowsOf(4, 32)).bytes())
	t.taken("indices without a colour", "as other decoders do, they are black", f(8).and(colours(4)).ended(rows).bytes())
}

func malformedChunks(t *table, f pngFile) {
	data := f[f.index("IDAT")].body
	gamma, end := pngPart{"gAMA", be32(45455)}, pngPart{"IEND", nil}
	first := func(n int) pngPart { return pngPart{"IDAT", data[:n]} }
	t.corrupt("no header", f.without("IHDR").bytes())
	t.corrupt("two headers", f.insert("IDAT", f[0]).bytes())
	t.corrupt("a chunk before the header", append(pngFile{gamma}, f...).bytes())
	t.corrupt("no picture data", f.without("IDAT").bytes())
	t.corrupt("no end", f.without("IEND").bytes())
	t.corrupt("the end before the data", append(f.without("IEND")[:1:1], end, first(len(data))).bytes())
	t.corrupt("another chunk between the data", f[:1].and(first(20), gamma, pngPart{"IDAT", data[20:]}, end).bytes())
	t.corrupt("a critical chunk that nobody knows", f.insert("IDAT", pngPart{"QQQQ", []byte("what?")}).bytes())
	t.corrupt("a second picture in the data", f.insert("IEND", pngPart{"gAMA", nil}, first(len(data))).bytes())
	t.taken("empty data between the data", "nothing is missing", f[:1].and(first(0), first(20), first(0), pngPart{"IDAT", data[20:]}, first(0), end).bytes())
	t.taken("data of single bytes", "PNG has it", singleBytes(f).bytes())
	t.taken("bytes behind its end", "they are dropped", cat(f.bytes(), "junk"))
	t.taken("gamma of no bytes", "what is wrong with a description does not harm the picture", f.insert("IDAT", pngPart{"gAMA", nil}).bytes())
	t.taken("gamma twice", "as above", f.insert("IDAT", gamma, gamma).bytes())
	t.taken("profile that is not compressed", "as above", f.insert("IDAT", pngPart{"iCCP", []byte("icc\x00\x00garbage")}).bytes())
	t.taken("EXIF that leads outside of itself", "as above", f.insert("IDAT", pngPart{"eXIf", []byte("MM\x00*\xff\xff\xff\xf0")}).bytes())
	t.taken("a chunk with a name of no letters", "it is not critical", f.insert("IDAT", pngPart{"\xff\xff\xff\xff", nil}).bytes())
}

func singleBytes(f pngFile) pngFile {
	i := f.index("IDAT")
	out := f[:i:i]
	for _, b := range f[i].body {
		out = append(out, pngPart{"IDAT", []byte{b}})
	}
	return append(out, f[i+1:]...)
}
