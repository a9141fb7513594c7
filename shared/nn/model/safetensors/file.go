package safetensors

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

// Limits of what Parse accepts.
const (
	MaxHeader = 1 << 20 // bytes of JSON
	MaxRank   = 8
)

// File is a file whose header has been read and checked.
type File struct {
	Metadata map[string]string
	Tensors  []Tensor // in the order of their bytes
	byName   map[string]int
	data     io.ReaderAt
	start    int64 // where the tensors' bytes begin
}

// Tensor is where one tensor lies in the file.
type Tensor struct {
	Name       string
	DType      string // "F32", "I64", …
	Shape      []int  // empty for a single number
	Elements   int
	begin, end int64 // from the end of the header on
}

// Sniff says that the beginning of a file, 9 bytes or more, looks like
// safetensors.
func Sniff(head []byte) bool {
	return len(head) > 8 && head[8] == '{' && binary.LittleEndian.Uint64(head) < 1<<40
}

// Parse reads the header of a file of size bytes and checks it against the
// size: every tensor's shape makes up its bytes, and the tensors' bytes are
// all of the file, without gaps and overlaps. It takes memory for the header
// only. Errors name the tensor.
func Parse(r io.ReaderAt, size int64) (*File, error) {
	var length [8]byte
	if size < 8 {
		return nil, fmt.Errorf("safetensors: %d bytes are too few for a header", size)
	}
	if _, err := r.ReadAt(length[:], 0); err != nil {
		return nil, fmt.Errorf("safetensors: read the header's length: %w", err)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > MaxHeader {
		return nil, fmt.Errorf("safetensors: a header of %d bytes, more than %d", n, MaxHeader)
	}
	if int64(n) > size-8 {
		return nil, fmt.Errorf("safetensors: a header of %d bytes in a file of %d: it was cut off", n, size)
	}
	header := make([]byte, n)
	if _, err := r.ReadAt(header, 8); err != nil {
		return nil, fmt.Errorf("safetensors: read the header: %w", err)
	}
	f := &File{data: r, start: 8 + int64(n)}
	if err := f.parseHeader(header); err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	if err := f.checkLayout(size - f.start); err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return f, nil
}

// checkLayout sorts the tensors by their place and checks that they fill the
// bytes behind the header.
func (f *File) checkLayout(bytes int64) error {
	slices.SortFunc(f.Tensors, func(a, b Tensor) int {
		if a.begin != b.begin {
			return int(max(-1, min(1, a.begin-b.begin)))
		}
		if a.end != b.end {
			return int(max(-1, min(1, a.end-b.end)))
		}
		return strings.Compare(a.Name, b.Name)
	})
	at := int64(0)
	f.byName = make(map[string]int, len(f.Tensors))
	for i, t := range f.Tensors {
		switch {
		case t.end > bytes:
			return fmt.Errorf("tensor %q ends at byte %d of %d: the file was cut off, or its header is wrong", t.Name, t.end, bytes)
		case t.begin < at:
			return fmt.Errorf("tensor %q begins at byte %d, within the one before it, which ends at %d", t.Name, t.begin, at)
		case t.begin > at:
			return fmt.Errorf("tensor %q begins at byte %d: the %d bytes before it belong to none", t.Name, t.begin, t.begin-at)
		}
		at = t.end
		f.byName[t.Name] = i
	}
	if at != bytes {
		return fmt.Errorf("%d bytes behind the last tensor", bytes-at)
	}
	return nil
}

// Tensor finds a tensor by its name.
func (f *File) Tensor(name string) (Tensor, bool) {
	i, ok := f.byName[name]
	if !ok {
		return Tensor{}, false
	}
	return f.Tensors[i], true
}

// Floats reads a tensor of F64, F32, F16 or BF16 as float32. It allocates the
// result and a small buffer.
func (f *File) Floats(t Tensor) ([]float32, error) {
	kind, ok := floatTypes[t.DType]
	if !ok {
		return nil, fmt.Errorf("tensor %q has numbers of type %s: want F32, F16, BF16 or F64", t.Name, t.DType)
	}
	out := make([]float32, t.Elements)
	buffer := make([]byte, min(1<<16, t.end-t.begin))
	for rest, at := out, f.start+t.begin; len(rest) > 0; {
		n := min(len(rest), len(buffer)/kind.Size())
		chunk := buffer[:n*kind.Size()]
		if _, err := f.data.ReadAt(chunk, at); err != nil {
			return nil, fmt.Errorf("read tensor %q: %w", t.Name, err)
		}
		number.Decode(rest[:n], chunk, kind)
		rest, at = rest[n:], at+int64(len(chunk))
	}
	return out, nil
}

var floatTypes = map[string]number.Type{"F64": number.F64, "F32": number.F32, "F16": number.F16, "BF16": number.BF16}

// sizes are the bytes of the types of the specification.
var sizes = map[string]int64{
	"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
	"I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8,
}
