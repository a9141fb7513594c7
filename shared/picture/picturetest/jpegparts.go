package picturetest

import (
	"bytes"
	"encoding/binary"
)

// jpegPart is a marker segment and the coded data behind it.
type jpegPart struct {
	marker byte
	body   []byte
	coded  []byte
}

// jpegFile is a JPEG in parts, to be put together again with one of them wrong.
type jpegFile []jpegPart

// partsOf takes a sound JPEG without restart markers apart.
func partsOf(data []byte) (f jpegFile) {
	for i := 2; data[i+1] != 0xd9; {
		n := int(binary.BigEndian.Uint16(data[i+2:]))
		p := jpegPart{marker: data[i+1], body: data[i+4 : i+2+n]}
		i += 2 + n
		if p.marker == 0xda {
			end := i
			for data[end] != 0xff || data[end+1] == 0 {
				end++
			}
			p.coded = data[i:end]
			i = end
		}
		f = append(f, p)
	}
	return f
}

func (p jpegPart) bytes() []byte { return cat(Segment(p.marker, p.body...), p.coded) }

func (f jpegFile) bytes() []byte {
	out := []byte{0xff, 0xd8}
	for _, p := range f {
		out = append(out, p.bytes()...)
	}
	return append(out, 0xff, 0xd9)
}

// index is where the first part of a marker is.
func (f jpegFile) index(marker byte) int {
	for i, p := range f {
		if p.marker == marker {
			return i
		}
	}
	panic(marker)
}

// with is the file with the body of the first part of a marker changed.
func (f jpegFile) with(marker byte, change func(body []byte) []byte) []byte {
	out := append(jpegFile(nil), f...)
	p := &out[f.index(marker)]
	p.body = change(bytes.Clone(p.body))
	return out.bytes()
}

// set is with for a few bytes at an offset of the body.
func (f jpegFile) set(marker byte, offset int, to ...byte) []byte {
	return f.with(marker, func(b []byte) []byte {
		copy(b[offset:], to)
		return b
	})
}

// without is the file without the first part of a marker.
func (f jpegFile) without(marker byte) []byte {
	i := f.index(marker)
	return append(append(jpegFile(nil), f[:i]...), f[i+1:]...).bytes()
}

// insert is the file with a part in front of another.
func (f jpegFile) insert(before byte, p jpegPart) []byte {
	i := f.index(before)
	return append(append(append(jpegFile(nil), f[:i]...), p), f[i:]...).bytes()
}

// offsets are where the parts begin, and at last the end marker.
func (f jpegFile) offsets() (at []int) {
	n := 2
	for _, p := range f {
		at = append(at, n)
		n += len(p.bytes())
	}
	return append(at, n)
}

// claimed is the file with a length field of the first part of a marker that is
// not true.
func (f jpegFile) claimed(marker byte, length int) []byte {
	out := f.bytes()
	binary.BigEndian.PutUint16(out[f.offsets()[f.index(marker)]+2:], uint16(length))
	return out
}

// withData is the file with other data in its last scan.
func (f jpegFile) withData(coded []byte) []byte {
	out := append(jpegFile(nil), f...)
	out[len(out)-1].coded = coded
	return out.bytes()
}
