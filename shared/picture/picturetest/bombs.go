package picturetest

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"sync"

	"github.com/reverie-image/reverie/shared/fault"
)

// Bomb is a small file that would cost a careless decoder much time or memory.
type Bomb struct {
	Name string
	Data []byte
	Code fault.Code // what refusing it must say
}

// Bombs are files of at most 5 MiB that claim, hold or cause far more than is
// taken. All must be refused quickly and with little memory, by Inspect or,
// where only the data tells, by Decode.
var Bombs = sync.OnceValue(func() []Bomb {
	return []Bomb{
		{"546-byte JPEG of 30000 × 30000", jpegClaim(), fault.TooLarge},
		{"progressive JPEG of 500 scans", ManyScans(1024, 1024, 500), fault.TooLarge},
		{"progressive 12 MP JPEG of 60 scans", ManyScans(4096, 3072, 60), fault.TooLarge},
		{"progressive JPEG of 50 MP, 4:4:4", Progressive(7000, 7000, 3), fault.TooLarge},
		{"34-byte GIF of 32768 × 32768", gifClaim(), fault.TooLarge},
		{"GIF of 300 frames of 1 MP", ManyFrames(1000, 1000, 300), fault.TooLarge},
		{"GIF of 100000 frames of one pixel", ManyFrames(1, 1, 100000), fault.TooLarge},
		{"PNG of 400 MP", FlatPNG(20000, 20000, 1, 0), fault.TooLarge},
		{"PNG of 256 MP within the side", FlatPNG(16000, 16000, 1, 0), fault.TooLarge},
		{"PNG of 49 MP, 16 bits a channel", pngWith(7000, 7000, 16, 6, zeros(1000)), fault.TooLarge},
		{"PNG of one pixel with 100 MB of data", pngWith(1, 1, 8, 0, zeros(100_000_000)), fault.CorruptImage},
		{"APNG that claims 4 billion frames", apngClaim(), fault.TooLarge},
		{"APNG of 100 frames of 4 MP", apng(2000, 2000, 100), fault.TooLarge},
		{"WebP of 268 MP", webpClaim(), fault.TooLarge},
		{"WebP of 268 MP in a canvas of one pixel", webpTwoSizes(), fault.CorruptImage},
		{"animated WebP of 100000 frames of one pixel", MovingWebP(1, 1, 100000), fault.TooLarge},
		{"animated WebP of 60 frames of a megapixel", MovingWebP(1000, 1000, 60), fault.TooLarge},
		{"BMP of 48 MP without its pixels", bmpClaim(), fault.CorruptImage},
		{"TIFF of 49 MP in one compressed strip", tiffStrip(), fault.TooLarge},
		{"TIFF of 16000 strips that share their bytes", tiffShared(), fault.CorruptImage},
		{"TIFF of 102400 tiles of 8 by 8", tiffTiles(), fault.TooLarge},
	}
})

func be32(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }

func cat(parts ...any) []byte {
	var b []byte
	for _, p := range parts {
		switch p := p.(type) {
		case []byte:
			b = append(b, p...)
		case string:
			b = append(b, p...)
		case int:
			b = append(b, byte(p))
		default:
			panic(p)
		}
	}
	return b
}

func le16(v int) []byte { return []byte{byte(v), byte(v >> 8)} }

func gifClaim() []byte {
	size := cat(le16(32768), le16(32768))
	return cat("GIF89a", size, 0x80, 0, 0, []byte{0, 0, 0, 255, 255, 255},
		0x2c, []byte{0, 0, 0, 0}, size, 0, 2, 1, 0x44, 0, 0x3b)
}

// ManyFrames is a GIF of n equal frames.
func ManyFrames(w, h, n int) []byte {
	var z bytes.Buffer
	lw := lzw.NewWriter(&z, lzw.LSB, 2)
	_, err := lw.Write(make([]byte, w*h))
	must(err)
	must(lw.Close())
	frame := cat(0x21, 0xf9, 4, 1, 4, 0, 1, 0, 0x2c, []byte{0, 0, 0, 0}, le16(w), le16(h), 0, 2)
	for rest := z.Bytes(); len(rest) > 0; {
		k := min(255, len(rest))
		frame = cat(frame, k, rest[:k])
		rest = rest[k:]
	}
	frame = append(frame, 0)
	table := make([]byte, 3*256)
	for i := range table {
		table[i] = byte(i)
	}
	return cat("GIF89a", le16(w), le16(h), 0xf7, 0, 0, table, bytes.Repeat(frame, n), 0x3b)
}

func webpClaim() []byte {
	return riff(cat("VP8L", []byte{10, 0, 0, 0, 0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0}))
}

// FlatWebP is a black lossless WebP of any size, in some thirty bytes: every
// Huffman code has one symbol, which takes no bits.
func FlatWebP(w, h int) []byte {
	size := binary.LittleEndian.AppendUint32(nil, uint32(w-1)|uint32(h-1)<<14)
	// No transform, no colour cache, one group of five codes of symbol 0.
	bits, n := make([]byte, 8), 3
	for range 5 {
		bits[n/8] |= 1 << (n % 8) // a simple code, of one symbol, of one bit, 0
		n += 4
	}
	return riff(cat("VP8L", []byte{14, 0, 0, 0, 0x2f}, size, bits, 0))
}

func webpTwoSizes() []byte {
	return riff(cat("VP8X", []byte{10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"VP8L", []byte{10, 0, 0, 0, 0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0}))
}

func riff(chunks []byte) []byte {
	return cat("RIFF", binary.LittleEndian.AppendUint32(nil, uint32(4+len(chunks))), "WEBP", chunks)
}

func bmpClaim() []byte {
	b := make([]byte, 60)
	copy(b, "BM")
	binary.LittleEndian.PutUint32(b[10:], 54)
	binary.LittleEndian.PutUint32(b[14:], 40)
	binary.LittleEndian.PutUint32(b[18:], 8000)
	binary.LittleEndian.PutUint32(b[22:], 6000)
	binary.LittleEndian.PutUint16(b[26:], 1)
	binary.LittleEndian.PutUint16(b[28:], 24)
	return b
}

// tiffFile is a little-endian TIFF with short or long entries.
func tiffFile(data []byte, entries ...[3]uint32) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("II*\x00"), uint32(8+len(data)))
	b = append(b, data...)
	b = le.AppendUint16(b, uint16(len(entries)))
	for _, e := range entries {
		b = le.AppendUint16(b, uint16(e[0]))
		b = le.AppendUint16(b, 4)
		b = le.AppendUint32(b, e[1])
		b = le.AppendUint32(b, e[2])
	}
	return append(b, 0, 0, 0, 0)
}

func tiffStrip() []byte {
	data := deflated(make([]byte, 7000*7000))
	return tiffFile(data, [3]uint32{256, 1, 7000}, [3]uint32{257, 1, 7000}, [3]uint32{258, 1, 8},
		[3]uint32{259, 1, 8}, [3]uint32{262, 1, 1}, [3]uint32{273, 1, 8}, [3]uint32{278, 1, 7000},
		[3]uint32{279, 1, uint32(len(data))})
}

// tiffTiles has a decompressor of its own to be made for each of many tiles.
func tiffTiles() []byte {
	const side, tile = 2560, 8
	const n = (side / tile) * (side / tile)
	le := binary.LittleEndian
	one := deflated(make([]byte, tile*tile))
	var offsets, counts []byte
	for range n {
		offsets = le.AppendUint32(offsets, 8)
		counts = le.AppendUint32(counts, uint32(len(one)))
	}
	padding := make([]byte, n*len(one)) // so that the tiles claim no more than there is
	data := cat(one, padding, offsets, counts)
	at := uint32(8 + len(one) + len(padding))
	return tiffFile(data, [3]uint32{256, 1, side}, [3]uint32{257, 1, side}, [3]uint32{258, 1, 8},
		[3]uint32{259, 1, 8}, [3]uint32{262, 1, 1}, [3]uint32{322, 1, tile}, [3]uint32{323, 1, tile},
		[3]uint32{324, n, at}, [3]uint32{325, n, at + 4*n})
}

func tiffShared() []byte {
	const strips = 16000
	le := binary.LittleEndian
	var offsets, counts []byte
	stored := bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 200000) // empty deflate blocks
	for range strips {
		offsets = le.AppendUint32(offsets, 8)
		counts = le.AppendUint32(counts, uint32(len(stored)))
	}
	data := cat([]byte{0x78, 0x01}, stored, offsets, counts)
	at := uint32(8 + 2 + len(stored))
	return tiffFile(data, [3]uint32{256, 1, 100}, [3]uint32{257, 1, strips}, [3]uint32{258, 1, 8},
		[3]uint32{259, 1, 8}, [3]uint32{262, 1, 1}, [3]uint32{273, strips, at}, [3]uint32{278, 1, 1},
		[3]uint32{279, strips, at + 4*strips})
}
