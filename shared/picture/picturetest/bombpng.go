package picturetest

import (
	"bytes"
	"compress/flate"
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

// AnyPNG is a PNG of whatever it is given, sound but for that: rows are
// repeated to the length that the header asks for, and their filters made
// valid.
func AnyPNG(w, h, depth, colour int, interlaced bool, plte, trns, rows []byte) []byte {
	b := cat("\x89PNG\r\n\x1a\n")
	method := 0
	if interlaced {
		method = 1
	}
	b = append(b, Chunk("IHDR", cat(be32(w), be32(h), depth, colour, 0, 0, method))...)
	if len(plte) > 0 {
		b = append(b, Chunk("PLTE", plte)...)
	}
	if len(trns) > 0 {
		b = append(b, Chunk("tRNS", trns)...)
	}
	bits := depth * map[int]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
	passes := [][4]int{{0, 0, 1, 1}}
	if interlaced {
		passes = [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	var all []byte
	for _, p := range passes {
		pw, ph := (w-p[0]+p[2]-1)/p[2], (h-p[1]+p[3]-1)/p[3]
		for y := 0; y < ph && pw > 0; y++ {
			for i := range 1 + (pw*bits+7)/8 {
				v := byte(0)
				if len(rows) > 0 {
					v = rows[len(all)%len(rows)]
				}
				if i == 0 {
					v %= 5
				}
				all = append(all, v)
			}
		}
	}
	return cat(b, Chunk("IDAT", deflated(all)), Chunk("IEND", nil))
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

// zeros is n zero bytes, compressed: the same compressed block over and over,
// since hundreds of megabytes take long to compress.
func zeros(n int) []byte {
	const unit = 1 << 20
	b := []byte{0x78, 0x9c}
	b = append(b, bytes.Repeat(flushed(unit, false), n/unit)...)
	b = append(b, flushed(n%unit, true)...)
	return binary.BigEndian.AppendUint32(b, uint32(n%65521)<<16|1) // Adler-32 (RFC 1950)
}

// flushed is n zero bytes as whole bytes of a deflate stream, or of its end.
func flushed(n int, end bool) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	must(err)
	_, err = w.Write(make([]byte, n))
	must(err)
	if end {
		must(w.Close())
	} else {
		must(w.Flush())
	}
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
