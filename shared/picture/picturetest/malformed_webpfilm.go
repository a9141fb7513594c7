package picturetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// malformedWebPFilm has animations that RFC 9649 does not allow in 2.7.1.
func malformedWebPFilm() []Damaged {
	t, f := &table{format: "animated WebP"}, movingWebP(9, 7, 3)
	const second = 3 // frame, after the headers of the file and of the animation
	whole, pixels := riff(f.bytes()), flatPixels(9, 7)
	frame := func(chunk []byte) []byte { return riff(f.but(second, chunk).bytes()) }
	holding := func(chunks ...[]byte) []byte { return frame(anmf(0, 0, 9, 7, 0, bytes.Join(chunks, nil))) }
	t.corrupt("frame that reaches out", frame(anmf(1, 0, 9, 7, 0, pixels)))
	t.corrupt("frame that reaches out below", frame(anmf(0, 1, 9, 7, 0, pixels)))
	t.corrupt("frame at the far end of the format", frame(anmf(1<<24-1, 1<<24-1, 9, 7, 0, pixels)))
	t.corrupt("frame of 16777216 × 16777216 pixels", frame(anmf(0, 0, 1<<24, 1<<24, 0, pixels)))
	t.corrupt("frame larger than its picture", frame(anmf(0, 0, 9, 7, 0, flatPixels(8, 7))))
	t.corrupt("frame smaller than its picture", frame(anmf(0, 0, 4, 4, 0, flatPixels(16383, 16383))))
	t.corrupt("frame without a picture", holding())
	t.corrupt("frame of chunks that nobody knows", holding(RIFFChunk("ABCD", make([]byte, 9)), RIFFChunk("EFGH", nil)))
	t.corrupt("frame of 15 bytes", frame(RIFFChunk("ANMF", make([]byte, 15))))
	t.corrupt("frame of no bytes", frame(RIFFChunk("ANMF", nil)))
	t.corrupt("frame whose picture is cut off", holding(pixels[:len(pixels)-4]))
	t.corrupt("frame whose picture claims 4 GB", holding(pixels[:4], []byte{0xff, 0xff, 0xff, 0xff}, pixels[8:]))
	t.corrupt("frame whose chunk has half a name", holding(pixels[:5]))
	t.corrupt("frame of garbage", holding(RIFFChunk("VP8L", cat(pixels[8:13], bytes.Repeat([]byte{0xa5, 0x3c, 0x96}, 40)))))
	t.corrupt("frame whose picture has no header", holding(RIFFChunk("VP8L", []byte{0x2f, 0, 0, 0})))
	t.corrupt("frame with alpha for a lossless picture", holding(RIFFChunk("ALPH", make([]byte, 64)), pixels))
	t.corrupt("frame with empty alpha", holding(RIFFChunk("ALPH", nil), lossyChunk(9, 7)))
	t.corrupt("frame with alpha twice", holding(RIFFChunk("ALPH", make([]byte, 64)), RIFFChunk("ALPH", make([]byte, 64)), lossyChunk(9, 7)))
	t.corrupt("frame with alpha cut off", holding(RIFFChunk("ALPH", make([]byte, 40)), lossyChunk(9, 7)))
	t.corrupt("frame with alpha alone", holding(RIFFChunk("ALPH", make([]byte, 64))))
	t.corrupt("frame with alpha of a third kind", holding(RIFFChunk("ALPH", cat([]byte{2}, make([]byte, 63))), lossyChunk(9, 7)))
	t.corrupt("lossy frame without its data", holding(RIFFChunk("VP8 ", lossyChunk(9, 7)[8:18])))
	t.corrupt("frame in a frame", holding(f[second]))
	t.corrupt("no frames", riff(f[:second-1].bytes()))
	t.corrupt("no header of the animation", riff(slices.Delete(slices.Clone(f), 1, 2).bytes()))
	t.corrupt("header of the animation behind a frame", riff(webpFilm{f[0], f[2], f[1], f[3]}.bytes()))
	t.corrupt("header of the animation of 5 bytes", riff(f.but(1, RIFFChunk("ANIM", make([]byte, 5))).bytes()))
	t.corrupt("two headers", riff(append(webpFilm{f[0]}, f...).bytes()))
	t.corrupt("a picture that is no frame", riff(append(slices.Clone(f), pixels).bytes()))
	t.corrupt("frames of which the header says nothing", riff(f.but(0, vp8x(0, 9, 7)).bytes()))
	t.tooLarge("a canvas of 16777216 × 16777216 pixels", riff(f.but(0, vp8x(2, 1<<24, 1<<24)).bytes()))
	t.tooLarge("frames of 150 megapixels together", MovingWebP(10000, 5000, 3))
	t.tooLarge("frames of 60 megapixels together, for which there is no memory", MovingWebP(5000, 4000, 3))
	t.corrupt("a chunk of 4 GB", riff(append(slices.Clone(f), []byte("ABCD\xff\xff\xff\xff")).bytes()))
	for _, n := range []int{30, 40, 50, 60, 62, 80, len(whole) - 3} {
		b := bytes.Clone(whole[:n])
		binary.LittleEndian.PutUint32(b[4:], uint32(n-8)) // as if it had been written so
		t.corrupt(fmt.Sprintf("written to byte %d only", n), b)
	}
	t.cuts("", whole, 20, 31, 45, 60, 100, len(whole)-1)
	t.taken("bytes behind its end", "they are dropped", cat(whole, "junk"))
	t.taken("half a chunk's name behind its frames", "nothing is missing", riff(append(slices.Clone(f), []byte("ABC")).bytes()))
	t.taken("chunks that nobody knows", "2.7.1.6 says to pass over them",
		riff(slices.Insert(slices.Clone(f), 2, RIFFChunk("ABCD", make([]byte, 9))).bytes()))
	t.taken("two headers of the animation", "the first one counts", riff(slices.Insert(slices.Clone(f), 2, f[1]).bytes()))
	t.taken("flags that nobody knows", "2.7.1.1 says to ignore them", frame(anmf(0, 0, 9, 7, 0xfc, pixels)))
	t.taken("a frame's chunk behind its picture", "it is passed over", holding(pixels, RIFFChunk("ABCD", nil)))
	return t.all
}

// lossyChunk is a chunk VP8 of zeros, which are a picture.
func lossyChunk(w, h int) []byte {
	return RIFFChunk("VP8 ", cat([]byte{0x30, 1, 0, 0x9d, 0x01, 0x2a}, le16(w), le16(h), make([]byte, 60)))
}
