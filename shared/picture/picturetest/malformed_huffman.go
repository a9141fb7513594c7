package picturetest

import "bytes"

// grayJPEG is a baseline picture of 64 blocks, each of two bits: the code of the
// one symbol that its DC table has, and that of its AC table.
func grayJPEG(dc, ac byte, coded []byte) jpegFile {
	f := partsOf(cat([]byte{0xff, 0xd8}, dqt(0), sof(mSOF0, 64, 64, 1), dht(0, dc), dht(0x10, ac),
		Segment(mSOS, 1, 1, 0, 0, 63, 0), make([]byte, 16), []byte{0xff, 0xd9}))
	if coded != nil {
		f[len(f)-1].coded = coded
	}
	return f
}

// malformedHuffman has tables and symbols that T.81 does not allow.
func malformedHuffman() []Damaged {
	t, f := &table{format: "JPEG"}, grayJPEG(0, 0, nil)
	counts := func(n ...byte) func([]byte) []byte {
		return func(b []byte) []byte {
			b = append(append(b[:1:1], n...), make([]byte, 16-len(n))...)
			for range sum(n) {
				b = append(b, 0)
			}
			return b
		}
	}
	t.corrupt("three Huffman codes of one bit", f.with(mDHT, counts(3)))
	t.corrupt("Huffman codes that are too many at last", f.with(mDHT, counts(1, 1, 1, 3)))
	t.corrupt("255 Huffman codes of each length", f.with(mDHT, counts(bytes.Repeat([]byte{255}, 16)...)))
	t.corrupt("Huffman table of 300 codes", f.with(mDHT, counts(0, 0, 0, 0, 0, 0, 0, 0, 100, 200)))
	t.corrupt("Huffman table without codes", f.with(mDHT, counts()))
	t.corrupt("Huffman table cut in its counts", f.with(mDHT, func(b []byte) []byte { return b[:9] }))
	t.corrupt("Huffman table without its symbols", f.with(mDHT, func(b []byte) []byte { return b[:17] }))
	t.corrupt("Huffman table of class 2", f.set(mDHT, 0, 0x20))
	t.corrupt("Huffman table 4", f.set(mDHT, 0, 0x04))
	t.corrupt("scan of Huffman tables that are missing", f.set(mSOS, 2, 0x33))
	t.corrupt("scan of Huffman tables 15", f.set(mSOS, 2, 0xff))
	t.corrupt("only a DC table", f.without(mDHT))

	ones := bytes.Repeat([]byte{0xff, 0}, 400)
	t.corrupt("a code that is not in the table", f.withData(ones))
	zeros := make([]byte, 400)
	t.corrupt("DC difference of 17 bits", grayJPEG(17, 0, zeros).bytes())
	t.corrupt("DC difference of 255 bits", grayJPEG(255, 0, zeros).bytes())
	t.corrupt("runs beyond the end of a block", grayJPEG(0, 0xf0, zeros).bytes())
	t.corrupt("a coefficient beyond the end of a block", grayJPEG(0, 0x71, zeros).bytes())
	t.corrupt("an end-of-band run in a baseline picture", grayJPEG(0, 0x50, zeros).bytes())
	t.taken("DC differences of 15 bits", "decoders clamp what is out of range", grayJPEG(15, 0, zeros).bytes())
	t.taken("AC coefficients of 15 bits", "decoders clamp what is out of range", grayJPEG(0, 0x0f, make([]byte, 64*63*2+8)).bytes())
	return t.all
}

func sum(n []byte) (s int) {
	for _, v := range n {
		s += int(v)
	}
	return s
}
