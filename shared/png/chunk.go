package png

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// Chunk is a chunk's type and body.
type Chunk struct {
	Name string
	Body []byte
}

// Walk calls visit for every chunk of a file up to and with IEND, once its
// checksum is found right; the bodies are parts of data. A file that ends
// before its IEND gives io.ErrUnexpectedEOF. An error of visit ends it.
func Walk(data []byte, visit func(c Chunk) error) error {
	if len(data) < len(Signature) || string(data[:len(Signature)]) != Signature {
		return damaged("no signature")
	}
	for i := len(Signature); ; {
		if i+12 > len(data) {
			return io.ErrUnexpectedEOF
		}
		n := int64(binary.BigEndian.Uint32(data[i:]))
		if n > int64(len(data)-i-12) {
			return io.ErrUnexpectedEOF
		}
		end := i + 8 + int(n)
		c := Chunk{string(data[i+4 : i+8]), data[i+8 : end]}
		if crc32.ChecksumIEEE(data[i+4:end]) != binary.BigEndian.Uint32(data[end:]) {
			return damaged("wrong checksum of a %q chunk", c.Name)
		}
		if err := visit(c); err != nil || c.Name == "IEND" {
			return err
		}
		i = end + 4
	}
}

// appendChunk writes a chunk whose body is the parts one after another.
func appendChunk(b []byte, name string, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(n))
	from := len(b)
	b = append(b, name...)
	for _, p := range parts {
		b = append(b, p...)
	}
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[from:]))
}

func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }

// finishChunk gives a chunk that begins at from its length and its checksum.
func finishChunk(b []byte, from int) []byte {
	binary.BigEndian.PutUint32(b[from:], uint32(len(b)-from-8))
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[from+4:]))
}
