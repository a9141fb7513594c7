package picturetest

import (
	"bytes"
	"fmt"
)

// JPEG markers (ITU-T T.81, table B.1).
const (
	mSOF0 = 0xc0
	mDHT  = 0xc4
	mSOS  = 0xda
	mDQT  = 0xdb
	mDRI  = 0xdd
	mAPP0 = 0xe0
	mAPP1 = 0xe1
	mAPP2 = 0xe2
	mCOM  = 0xfe
)

// soundJPEG has a segment of every kind, in 4:2:0: DQT and DHT each hold all of
// their tables.
func soundJPEG() jpegFile {
	return partsOf(WithSegments(JPEG(Photo(40, 24), 75),
		Segment(mAPP0, []byte("JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00")...), EXIF(6),
		Segment(mAPP2, cat("ICC_PROFILE\x00", 1, 1, ICC("RGB ", 200))...), Segment(mCOM, []byte("a comment")...)))
}

func malformedJPEG() []Damaged {
	t, f := &table{format: "JPEG"}, soundJPEG()
	whole, at := f.bytes(), f.offsets()
	for i, p := range f {
		t.cuts(fmt.Sprintf("in segment %#x", p.marker), whole, at[i]+1, at[i]+3, (at[i]+at[i+1])/2)
	}
	t.cuts("its end marker", whole, len(whole)-2, len(whole)-1)
	for _, m := range []byte{mAPP0, mAPP1, mAPP2, mCOM, mDQT, mSOF0, mDHT, mSOS} {
		n := len(f[f.index(m)].body) + 2
		for _, length := range []int{0, 1, 0xffff} {
			t.corrupt(fmt.Sprintf("segment %#x of length %d", m, length), f.claimed(m, length))
		}
		if m == mDQT || m == mSOF0 || m == mDHT || m == mSOS {
			t.corrupt(fmt.Sprintf("segment %#x a byte short", m), f.claimed(m, n-1))
			t.corrupt(fmt.Sprintf("segment %#x a byte long", m), f.claimed(m, n+1))
		}
	}
	malformedFrames(t, f)
	malformedScans(t, f)
	malformedOrder(t, f)
	t.taken("EXIF that leads outside of itself", "what is wrong with a description does not harm the picture",
		f.set(mAPP1, 10, 0xff, 0xff, 0xff, 0xf0))
	t.taken("EXIF of 65535 entries", "as above", f.set(mAPP1, 14, 0xff, 0xff))
	t.taken("orientation 9", "as above", f.set(mAPP1, 25, 9))
	t.taken("profile of part 2 of 1", "as above: no profile rather than a wrong one", f.set(mAPP2, 12, 2, 1))
	return t.all
}

func malformedFrames(t *table, f jpegFile) {
	t.tooLarge("30000 × 30000 pixels", f.set(mSOF0, 1, 0x75, 0x30, 0x75, 0x30))
	t.tooLarge("65535 × 65535 pixels", f.set(mSOF0, 1, 0xff, 0xff, 0xff, 0xff))
	t.corrupt("more pixels than its data", f.set(mSOF0, 1, 0x04, 0, 0x04, 0))
	t.corrupt("no width", f.set(mSOF0, 3, 0, 0))
	t.unsupported("no height", f.set(mSOF0, 1, 0, 0))
	t.unsupported("12 bits a sample", f.set(mSOF0, 0, 12))
	t.unsupported("0 bits a sample", f.set(mSOF0, 0, 0))
	for _, hv := range []byte{0x00, 0x10, 0x01, 0x51, 0x15, 0xff} {
		t.corrupt(fmt.Sprintf("sampling factors %#x", hv), f.set(mSOF0, 7, hv))
	}
	t.corrupt("an MCU of 48 blocks", f.with(mSOF0, func(b []byte) []byte {
		b[7], b[10], b[13] = 0x44, 0x44, 0x44
		return b
	}))
	t.corrupt("quantisation table 4", f.set(mSOF0, 8, 4))
	t.corrupt("quantisation table that is missing", f.set(mSOF0, 8, 3))
	t.corrupt("quantisation by zero", f.set(mDQT, 1, make([]byte, 64)...))
	t.corrupt("quantisation table of 24 bits", f.set(mDQT, 0, 0x20))
	t.corrupt("quantisation table 15", f.set(mDQT, 0, 0x0f))
	t.unsupported("no components", f.with(mSOF0, func(b []byte) []byte { b[5] = 0; return b[:6] }))
	t.unsupported("2 components", f.with(mSOF0, func(b []byte) []byte { b[5] = 2; return b[:12] }))
	t.unsupported("5 components", f.with(mSOF0, func(b []byte) []byte { b[5] = 5; return append(b, 4, 0x11, 0, 5, 0x11, 0) }))
	t.corrupt("components of the same name", f.set(mSOF0, 9, 1))
	t.corrupt("two frames", f.insert(mDHT, f[f.index(mSOF0)]))
	for _, marker := range []byte{0xc3, 0xc5, 0xc7, 0xc9, 0xca, 0xcf} { // lossless, hierarchical, arithmetic
		g := append(jpegFile(nil), f...)
		g[f.index(mSOF0)].marker = marker
		t.unsupported(fmt.Sprintf("frame of kind %#x", marker), g.bytes())
	}
	t.unsupported("conditioning for arithmetic coding", f.insert(mDHT, jpegPart{marker: 0xcc, body: []byte{0, 0x10}}))
	t.unsupported("the height behind the picture", f.insert(mSOS, jpegPart{marker: 0xdc, body: []byte{0, 24}}))
}

func malformedScans(t *table, f jpegFile) {
	t.corrupt("scan of a component that there is not", f.set(mSOS, 1, 77))
	t.corrupt("scan of a component twice", f.set(mSOS, 3, 1))
	t.corrupt("scan of no components", f.with(mSOS, func([]byte) []byte { return []byte{0, 0, 63, 0} }))
	t.corrupt("scan of 5 components", f.with(mSOS, func([]byte) []byte { return []byte{5, 1, 0, 2, 0x11, 3, 0x11, 4, 0, 5, 0, 0, 63, 0} }))
	t.corrupt("scan with components in another order", f.with(mSOS, func(b []byte) []byte { b[1], b[3] = b[3], b[1]; return b }))
	t.corrupt("scan that counts 2 of 3", f.set(mSOS, 0, 2))
	t.corrupt("the last component is never scanned", f.with(mSOS, func(b []byte) []byte {
		return append([]byte{2}, cat(b[1:5], b[7:])...)
	}))
	last := len(f) - 1
	data := f[last].coded
	t.corrupt("no coded data", f.withData(nil))
	t.corrupt("half of the coded data", f.withData(data[:len(data)/2]))
	t.corrupt("the last byte of the coded data is missing", f.withData(data[:len(data)-1]))
	t.corrupt("coded data of ones alone", f.withData(bytes.Repeat([]byte{0xff, 0}, len(data))))
	t.tooLarge("65 scans", ManyScans(1024, 1024, 65))
	t.tooLarge("500 scans", ManyScans(1024, 1024, 500))
	t.taken("coded data and junk", "the picture is whole", f.withData(append(bytes.Clone(data), "junk"...)))
	t.corrupt("a marker in the middle of the coded data", f.withData(cat(data[:50], Segment(mCOM, 'x'), data[50:])))
}

func malformedOrder(t *table, f jpegFile) {
	whole := f.bytes()
	t.corrupt("nothing but its start", []byte{0xff, 0xd8, 0xff})
	t.corrupt("nothing but start and end", []byte{0xff, 0xd8, 0xff, 0xd9})
	t.corrupt("without a frame", f.without(mSOF0))
	t.corrupt("without a scan", f.without(mSOS))
	t.corrupt("without quantisation tables", f.without(mDQT))
	t.corrupt("without Huffman tables", f.without(mDHT))
	t.corrupt("scan before the frame", append(partsOf(f.without(mSOF0)), f[f.index(mSOF0)]).bytes())
	t.corrupt("Huffman tables behind the scan", append(partsOf(f.without(mDHT)), f[f.index(mDHT)]).bytes())
	t.taken("bytes behind its end", "they are dropped", cat(whole, bytes.Repeat([]byte{0xff, 0xd8, 0}, 1000)))
	t.taken("bytes between segments", "decoders skip them", cat(whole[:f.offsets()[1]], "junk", whole[f.offsets()[1]:]))
	t.taken("a segment of a reserved kind", "decoders skip it", f.insert(mDQT, jpegPart{marker: 0x1e, body: []byte("what?")}))
	t.taken("filling in front of a marker", "T.81 B.1.1.2 has it", cat(whole[:2], bytes.Repeat([]byte{0xff}, 500), whole[2:]))
	t.corrupt("two starts", cat(whole[:2], whole[:2], whole[2:]))
	t.corrupt("a picture within the picture", cat(whole[:len(whole)-40], whole))
}
