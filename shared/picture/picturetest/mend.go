package picturetest

import (
	"bytes"
	"encoding/binary"
)

// MendedPNG is data with the checksums of its chunks put right, and with picture
// data that is not compressed compressed, neither of which bytes changed at
// random ever are. What is no chunk stays as it is.
func MendedPNG(data []byte) []byte {
	const signature, zlib = 8, 0x78
	out := bytes.Clone(data[:min(signature, len(data))])
	rest := data[len(out):]
	for len(rest) >= 12 {
		n := int64(binary.BigEndian.Uint32(rest))
		if n > int64(len(rest)-12) {
			break
		}
		name, body := string(rest[4:8]), rest[8:8+n]
		rest = rest[12+n:]
		switch {
		case name == "IDAT" && n > 0 && body[0] != zlib:
			body = deflated(body)
		case name == "fdAT" && n > 4 && body[4] != zlib:
			body = cat(body[:4], deflated(body[4:]))
		}
		out = append(out, Chunk(name, body)...)
	}
	return append(out, rest...)
}
