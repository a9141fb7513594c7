package picturetest

import (
	"bytes"
	"compress/lzw"
	"fmt"
)

// gifParts are a GIF of 10 × 8 pixels in four colours.
type gifParts struct {
	screen, table []byte
	control       []byte
	frame         []byte // its descriptor
	size          int    // of the least code, in bits
	blocks        []byte // of compressed pixels
	end           []byte
}

func soundGIF() gifParts {
	return gifParts{
		screen:  cat("GIF89a", le16(10), le16(8), 0x81, 0, 0),
		table:   []byte{0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 255, 255},
		control: []byte{0x21, 0xf9, 4, 1, 4, 0, 3, 0},
		frame:   gifFrame(0, 0, 10, 8, 0), size: 2,
		blocks: blocksOf(lzwOf(10*8, 2, 4)),
		end:    []byte{0x3b},
	}
}

func gifFrame(x, y, w, h int, flags byte) []byte {
	return cat(0x2c, le16(x), le16(y), le16(w), le16(h), []byte{flags})
}

func (g gifParts) bytes() []byte {
	return cat(g.screen, g.table, g.control, g.frame, g.size, g.blocks, g.end)
}

// but is the file with something changed.
func (g gifParts) but(change func(g *gifParts)) []byte {
	change(&g)
	return g.bytes()
}

// lzwOf are n compressed pixels of some colours.
func lzwOf(n, bits, colours int) []byte {
	var b bytes.Buffer
	z := lzw.NewWriter(&b, lzw.LSB, bits)
	pix := make([]byte, n)
	for i := range pix {
		pix[i] = byte((i + i/7) % colours)
	}
	_, err := z.Write(pix)
	must(err)
	must(z.Close())
	return b.Bytes()
}

// blocksOf are data in blocks of at most 255 bytes.
func blocksOf(data []byte) (out []byte) {
	for len(data) > 0 {
		n := min(len(data), 255)
		out = cat(out, n, data[:n])
		data = data[n:]
	}
	return append(out, 0)
}

// malformedGIF breaks the rules of GIF89a.
func malformedGIF() []Damaged {
	t, g := &table{format: "GIF"}, soundGIF()
	whole := g.bytes()
	t.cuts("", whole, 6, 9, 12, 13, 20, 25, 27, 31, 33, 38, 43, 44, 50, len(whole)-2, len(whole)-1)
	frame := func(f []byte) []byte { return g.but(func(g *gifParts) { g.frame = f }) }
	size := func(w, h int) []byte {
		return g.but(func(g *gifParts) { g.screen = cat("GIF89a", le16(w), le16(h), 0x81, 0, 0) })
	}
	data := func(raw []byte) []byte { return g.but(func(g *gifParts) { g.blocks = blocksOf(raw) }) }
	t.corrupt("width 0", size(0, 8))
	t.corrupt("height 0", size(10, 0))
	t.tooLarge("65535 × 65535 pixels", size(65535, 65535))
	t.corrupt("frame of width 0", frame(gifFrame(0, 0, 0, 8, 0)))
	t.corrupt("frame of height 0", frame(gifFrame(0, 0, 10, 0, 0)))
	t.corrupt("frame wider than the whole", frame(gifFrame(0, 0, 11, 8, 0)))
	t.corrupt("frame that reaches out", frame(gifFrame(4, 0, 10, 8, 0)))
	t.corrupt("frame at 65535", frame(gifFrame(65535, 65535, 1, 1, 0)))
	t.corrupt("frame of 65535 × 65535", frame(gifFrame(0, 0, 65535, 65535, 0)))
	t.corrupt("no frame", g.but(func(g *gifParts) { g.frame, g.size, g.blocks, g.end = nil, 0x3b, nil, nil }))
	t.corrupt("no palette", g.but(func(g *gifParts) { g.screen, g.table = cat("GIF89a", le16(10), le16(8), 0, 0, 0), nil }))
	t.corrupt("palette cut", g.but(func(g *gifParts) { g.table = g.table[:5] }))
	t.corrupt("frame with a palette that is not there", frame(gifFrame(0, 0, 10, 8, 0x87)))
	for _, bits := range []int{0, 1, 9, 12, 255} {
		t.corrupt(fmt.Sprintf("least code of %d bits", bits), g.but(func(g *gifParts) { g.size = bits }))
	}
	lzw := lzwOf(10*8, 2, 4)
	t.corrupt("indices without a colour", data(lzwOf(10*8, 3, 8)))
	t.corrupt("least code longer than its palette", g.but(func(g *gifParts) { g.size, g.blocks = 8, blocksOf(lzwOf(10*8, 8, 200)) }))
	t.corrupt("garbage for pixels", data(bytes.Repeat([]byte{0xff, 0xa5, 0x5a}, 40)))
	t.corrupt("a code before it is made", data([]byte{0xfc, 0xff, 0xff}))
	t.corrupt("pixels without an end", data(bytes.Repeat([]byte{0x24, 0x49, 0x92}, 30)))
	t.corrupt("no pixels", data(nil))
	t.corrupt("pixels cut in the middle", data(lzw[:len(lzw)/2]))
	t.corrupt("an end of pixels at once", data([]byte{0x2c}))
	t.corrupt("pixels of a row too few", data(lzwOf(10*7, 2, 4)))
	t.corrupt("pixels of a row too many", data(lzwOf(10*9, 2, 4)))
	t.corrupt("blocks without an end", g.but(func(g *gifParts) { g.blocks = g.blocks[:len(g.blocks)-1] }))
	t.corrupt("a block of an unknown kind", g.but(func(g *gifParts) { g.end = []byte{0x99, 0x3b} }))
	t.corrupt("zeros for an end", g.but(func(g *gifParts) { g.end = make([]byte, 20) }))
	t.corrupt("control of 5 bytes", g.but(func(g *gifParts) { g.control = []byte{0x21, 0xf9, 5, 1, 4, 0, 3, 0, 0} }))
	t.corrupt("control of 3 bytes", g.but(func(g *gifParts) { g.control = []byte{0x21, 0xf9, 3, 1, 4, 0, 0} }))
	t.tooLarge("2001 frames", ManyFrames(1, 1, 2001))
	t.taken("transparent colour beyond the palette", "nothing is transparent", g.but(func(g *gifParts) { g.control = []byte{0x21, 0xf9, 4, 1, 4, 0, 200, 0} }))
	t.taken("two controls for a frame", "the later one counts", g.but(func(g *gifParts) { g.control = append(bytes.Clone(g.control), g.control...) }))
	t.taken("bytes behind its end", "they are dropped", append(bytes.Clone(whole), "junk"...))
	t.corrupt("an extension that GIF does not have", g.but(func(g *gifParts) { g.control = []byte{0x21, 0x42, 3, 1, 2, 3, 0} }))
	return t.all
}
