package picturetest

import (
	"bytes"
	"encoding/binary"
)

// pngPart is a chunk.
type pngPart struct {
	name string
	body []byte
}

// pngFile is a PNG in chunks, to be put together again with one of them wrong.
type pngFile []pngPart

// header begins a PNG.
func header(w, h, depth, colour, interlaced int) pngFile {
	return pngFile{{"IHDR", cat(be32(w), be32(h), depth, colour, 0, 0, interlaced)}}
}

// and is the file with chunks behind the others.
func (f pngFile) and(more ...pngPart) pngFile { return append(append(pngFile(nil), f...), more...) }

// ended is the file with rows and the last chunk.
func (f pngFile) ended(rows []byte) pngFile {
	return f.and(pngPart{"IDAT", deflated(rows)}, pngPart{"IEND", nil})
}

func (f pngFile) bytes() []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	for _, p := range f {
		out = append(out, Chunk(p.name, p.body)...)
	}
	return out
}

func (f pngFile) index(name string) int {
	for i, p := range f {
		if p.name == name {
			return i
		}
	}
	panic(name)
}

// with is the file with the body of the first chunk of a name changed.
func (f pngFile) with(name string, change func(body []byte) []byte) []byte {
	out := f.and()
	p := &out[f.index(name)]
	p.body = change(bytes.Clone(p.body))
	return out.bytes()
}

// set is with for a few bytes at an offset of the body.
func (f pngFile) set(name string, offset int, to ...byte) []byte {
	return f.with(name, func(b []byte) []byte {
		copy(b[offset:], to)
		return b
	})
}

// without is the file without the first chunk of a name.
func (f pngFile) without(name string) pngFile {
	i := f.index(name)
	return append(f[:i:i], f[i+1:]...)
}

// insert is the file with chunks in front of another.
func (f pngFile) insert(before string, parts ...pngPart) pngFile {
	i := f.index(before)
	return append(append(f[:i:i], parts...), f[i:]...)
}

// offset is where the first chunk of a name begins.
func (f pngFile) offset(name string) int { return len(f[:f.index(name)].bytes()) }

// claimed is the file with a length of the first chunk of a name that is not
// true.
func (f pngFile) claimed(name string, length uint32) []byte {
	out := f.bytes()
	binary.BigEndian.PutUint32(out[f.offset(name):], length)
	return out
}

// unsummed is the file with a wrong checksum of the first chunk of a name.
func (f pngFile) unsummed(name string) []byte {
	out := f.bytes()
	out[f.offset(name)+8+len(f[f.index(name)].body)] ^= 1
	return out
}
