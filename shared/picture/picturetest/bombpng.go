package picturetest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
)

// FlatPNG is a black PNG of any size: a few KB a megapixel, and really whole.
// colour is a PNG colour type.
func FlatPNG(w, h, depth, colour int) []byte {
	channels := map[int]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
	return pngWith(w, h, depth, colour, zeros(h*(1+(w*channels*depth+7)/8)))
}

// Chunk is a PNG chunk with its length and checksum.
func Chunk(name string, body []byte) []byte {
	b := append(be32(len(body)), name...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// RawPNG is a PNG of rows that are filtered already.
func RawPNG(w, h, depth, colour int, rows []byte) []byte {
	return pngWith(w, h, depth, colour, deflated(rows))
}

// pngWith is a PNG of a header and one block of compressed data.
func pngWith(w, h, depth, colour int, data []byte) []byte {
	return cat("\x89PNG\r\n\x1a\n",
		Chunk("IHDR", cat(be32(w), be32(h), depth, colour, 0, 0, 0)),
		Chunk("IDAT", data), Chunk("IEND", nil))
}

func apngClaim() []byte {
	return cat("\x89PNG\r\n\x1a\n",
		Chunk("IHDR", cat(be32(64), be32(64), 8, 0, 0, 0, 0)),
		Chunk("acTL", cat(be32(0xffffffff), be32(0))),
		Chunk("IDAT", zeros(64*65)), Chunk("IEND", nil))
}

func apng(w, h, n int) []byte {
	data := zeros(h * (1 + w))
	b := cat("\x89PNG\r\n\x1a\n",
		Chunk("IHDR", cat(be32(w), be32(h), 8, 0, 0, 0, 0)), Chunk("acTL", cat(be32(n), be32(0))))
	for i := range n {
		b = append(b, Chunk("fcTL", cat(be32(2*i), be32(w), be32(h), be32(0), be32(0), []byte{0, 1, 0, 10, 0, 0}))...)
		if i == 0 {
			b = append(b, Chunk("IDAT", data)...)
		} else {
			b = append(b, Chunk("fdAT", cat(be32(2*i+1), data))...)
		}
	}
	return append(b, Chunk("IEND", nil)...)
}

// zeros is n zero bytes, compressed.
func zeros(n int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	part := make([]byte, 1<<16)
	for n > 0 {
		k := min(n, len(part))
		_, err := z.Write(part[:k])
		must(err)
		n -= k
	}
	must(z.Close())
	return b.Bytes()
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, err := z.Write(data)
	must(err)
	must(z.Close())
	return b.Bytes()
}
