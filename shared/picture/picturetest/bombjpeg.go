package picturetest

import "bytes"

// Segment is a JPEG marker segment.
func Segment(marker byte, body ...byte) []byte {
	n := len(body) + 2
	return append([]byte{0xff, marker, byte(n >> 8), byte(n)}, body...)
}

func dqt(id byte) []byte {
	return Segment(0xdb, append([]byte{id}, bytes.Repeat([]byte{16}, 64)...)...)
}

// dht defines a Huffman table of one symbol, whose code is a single 0 bit.
func dht(class, symbol byte) []byte {
	return Segment(0xc4, append(append([]byte{class, 1}, make([]byte, 15)...), symbol)...)
}

func sof(marker byte, w, h, components int) []byte {
	body := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(components)}
	for i := range components {
		body = append(body, byte(i+1), 0x11, 0)
	}
	return Segment(marker, body...)
}

func jpegClaim() []byte {
	b := cat([]byte{0xff, 0xd8}, dqt(0), sof(0xc0, 30000, 30000, 3), dht(0, 0), dht(0x10, 0),
		Segment(0xda, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0))
	return cat(b, make([]byte, 546-2-len(b)), []byte{0xff, 0xd9})
}

// ManyScans is a valid gray progressive JPEG: one scan of DC coefficients and
// n − 1 that refine the rest, each of a few bytes. The number of its 8×8
// blocks must be a multiple of 16384.
func ManyScans(w, h, n int) []byte {
	blocks := (w / 8) * (h / 8)
	b := cat([]byte{0xff, 0xd8}, dqt(0), sof(0xc2, w, h, 1), dht(0, 0),
		Segment(0xda, 1, 1, 0, 0, 0, 0), make([]byte, blocks/8))
	// An end-of-band run of 2¹⁴ blocks is the symbol 0xe0 and 14 bits.
	runs := make([]byte, (blocks/16384*15+7)/8)
	b = cat(b, dht(0x10, 0xe0), Segment(0xda, 1, 1, 0, 1, 63, 0x01), runs)
	for range n - 2 {
		b = cat(b, Segment(0xda, 1, 1, 0, 1, 63, 0x10), runs)
	}
	return cat(b, []byte{0xff, 0xd9})
}

// Progressive is a gray picture of any size: a progressive JPEG of components
// at full resolution with a scan of DC coefficients and nothing else.
func Progressive(w, h, components int) []byte {
	blocks := (w + 7) / 8 * ((h + 7) / 8) * components
	scan := []byte{byte(components)}
	for i := range components {
		scan = append(scan, byte(i+1), 0)
	}
	return cat([]byte{0xff, 0xd8}, dqt(0), sof(0xc2, w, h, components), dht(0, 0),
		Segment(0xda, append(scan, 0, 0, 0)...), make([]byte, (blocks+7)/8), []byte{0xff, 0xd9})
}
