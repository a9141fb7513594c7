package picturetest

import (
	"bytes"
	"encoding/binary"
)

// RIFFChunk is a chunk of a WebP, padded to an even length.
func RIFFChunk(name string, body []byte) []byte {
	b := cat(name, binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// vp8x is the header of an extended WebP.
func vp8x(flags byte, w, h int) []byte {
	size := func(n int) []byte { return []byte{byte(n - 1), byte((n - 1) >> 8), byte((n - 1) >> 16)} }
	return RIFFChunk("VP8X", cat([]byte{flags, 0, 0, 0}, size(w), size(h)))
}

// malformedWebP breaks the rules of RFC 9649.
func malformedWebP() []Damaged {
	t := &table{format: "WebP"}
	whole := FlatWebP(9, 7)
	pixels := whole[12:] // the chunk VP8L
	body := pixels[8 : 8+14]
	lossless := func(b []byte) []byte { return riff(RIFFChunk("VP8L", b)) }
	edit := func(at int, to ...byte) []byte {
		b := bytes.Clone(body)
		copy(b[at:], to)
		return lossless(b)
	}
	t.cuts("", whole, 12, 15, 20, 21, 24, 28, len(whole)-3)
	t.corrupt("a length of 4 GB", cat(whole[:4], []byte{0xff, 0xff, 0xff, 0xff}, whole[8:]))
	t.corrupt("a chunk of 4 GB", cat(whole[:16], []byte{0xff, 0xff, 0xff, 0xff}, whole[20:]))
	t.corrupt("no chunks", riff(nil))
	t.corrupt("only a chunk that nobody knows", riff(RIFFChunk("ABCD", body)))
	t.corrupt("lossless of no bytes", lossless(nil))
	t.corrupt("lossless of 4 bytes", lossless(body[:4]))
	t.corrupt("lossless with a wrong signature", edit(0, 0x2e))
	t.corrupt("lossless of version 7", edit(4, body[4]|0xe0))
	t.corrupt("lossless without its data", lossless(body[:5]))
	t.corrupt("lossless data cut", lossless(body[:6]))
	t.corrupt("lossless data of ones", edit(5, bytes.Repeat([]byte{0xff}, 9)...))
	t.corrupt("lossless data of garbage", lossless(cat(body[:5], bytes.Repeat([]byte{0xa5, 0x3c, 0x96}, 40))))
	t.tooLarge("lossless of 16384 × 16384 pixels", edit(1, 0xff, 0xff, 0xff, 0x0f))
	t.corrupt("more pixels than its lossless data", lossless(cat(body[:1], []byte{0xff, 0xc3, 0x7f, 0}, bytes.Repeat([]byte{0x55}, 30))))
	t.corrupt("a canvas of another size", riff(cat(vp8x(0, 9, 8), pixels)))
	t.tooLarge("a canvas of 16777216 × 16777216 pixels", riff(cat(vp8x(0, 1<<24, 1<<24), pixels)))
	t.corrupt("a canvas without a picture", riff(vp8x(0, 9, 7)))
	t.corrupt("a canvas header of 9 bytes", riff(cat(RIFFChunk("VP8X", make([]byte, 9)), pixels)))
	lossy := []byte{0x30, 1, 0, 0x9d, 0x01, 0x2a, 9, 0, 7, 0}
	vp8 := func(b []byte) []byte { return riff(RIFFChunk("VP8 ", b)) }
	t.corrupt("lossy of no bytes", vp8(nil))
	t.corrupt("lossy without its data", vp8(lossy))
	t.corrupt("lossy with a wrong start code", vp8(cat(lossy[:3], 0, lossy[4:], make([]byte, 40))))
	t.corrupt("lossy that is no key frame", vp8(cat([]byte{0x31, 1, 0}, lossy[3:], make([]byte, 40))))
	t.corrupt("lossy of width 0", vp8(cat(lossy[:6], []byte{0, 0, 7, 0}, make([]byte, 40))))
	t.tooLarge("lossy of 16383 × 16383 pixels", vp8(cat(lossy[:6], []byte{0xff, 0x3f, 0xff, 0x3f}, make([]byte, 40))))
	t.corrupt("lossy with a first partition longer than all", vp8(cat([]byte{0xf0, 0xff, 0xff}, lossy[3:], make([]byte, 40))))
	t.corrupt("alpha that is not there", riff(cat(vp8x(0x10, 9, 7), RIFFChunk("ALPH", nil), RIFFChunk("VP8 ", cat(lossy, make([]byte, 40))))))
	t.taken("bytes behind its end", "they are dropped", cat(whole, "junk"))
	t.taken("EXIF that leads outside of itself", "what is wrong with a description does not harm the picture",
		riff(cat(vp8x(8, 9, 7), pixels, RIFFChunk("EXIF", []byte("MM\x00*\xff\xff\xff\xf0")))))
	t.taken("a profile of garbage", "as above", riff(cat(vp8x(0x20, 9, 7), RIFFChunk("ICCP", []byte("garbage")), pixels)))
	return t.all
}
