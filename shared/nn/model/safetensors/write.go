package safetensors

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

// DType is a type of numbers that Write writes.
type DType string

// Types for Write.
const (
	F64  DType = "F64"
	F32  DType = "F32"
	F16  DType = "F16"
	BF16 DType = "BF16"
)

// Array is a tensor to be written: Data holds the product of Shape numbers.
type Array struct {
	Name  string
	Shape []int
	Data  []float32
}

// Write writes a file of these tensors, in this order, as numbers of one type;
// the same arguments give the same bytes. It refuses a name that comes twice, a
// shape that does not fit, and a number that is not finite or that the type
// cannot hold.
func Write(w io.Writer, metadata map[string]string, tensors []Array, dtype DType) error {
	kind, ok := floatTypes[string(dtype)]
	if !ok {
		return fmt.Errorf("safetensors: unknown type of numbers %q", dtype)
	}
	header, err := marshalHeader(metadata, tensors, string(dtype), int64(kind.Size()))
	if err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	// bufio keeps the first error for Flush.
	_, _ = out.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header))))
	_, _ = out.WriteString(header)
	var buffer []byte
	for _, t := range tensors {
		for i, v := range t.Data {
			if v-v != 0 || kind == number.F16 && number.ToHalf(v)&0x7c00 == 0x7c00 ||
				kind == number.BF16 && math.Abs(float64(v)) > 0x1.fep127 {
				return fmt.Errorf("safetensors: tensor %q: number %d, %v, cannot be written as %s", t.Name, i, v, dtype)
			}
			buffer = number.Append(buffer[:0], v, kind)
			_, _ = out.Write(buffer)
		}
	}
	return out.Flush()
}

// marshalHeader is the header, with spaces behind it so that the tensors begin
// at a multiple of 8 bytes.
func marshalHeader(metadata map[string]string, tensors []Array, dtype string, size int64) (string, error) {
	var b strings.Builder
	b.WriteByte('{')
	if len(metadata) > 0 {
		text, err := json.Marshal(metadata) // sorts the keys
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, `"__metadata__":%s`, text)
	}
	seen := map[string]bool{"__metadata__": true}
	at := int64(0)
	for _, t := range tensors {
		if seen[t.Name] {
			return "", fmt.Errorf("two tensors are called %q", t.Name)
		}
		seen[t.Name] = true
		end := at + int64(len(t.Data))*size
		text, err := t.header(dtype, at, end)
		if err != nil {
			return "", err
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(text)
		at = end
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	if b.Len() > MaxHeader {
		return "", fmt.Errorf("a header of %d bytes, more than %d", b.Len(), MaxHeader)
	}
	return b.String(), nil
}

// header is the tensor's key and value in the header.
func (t Array) header(dtype string, begin, end int64) (string, error) {
	dims := make([]int64, len(t.Shape))
	for i, d := range t.Shape {
		dims[i] = int64(d)
	}
	n, err := product(dims)
	if err != nil || n != int64(len(t.Data)) || len(dims) > MaxRank {
		return "", fmt.Errorf("tensor %q: %d numbers for the shape %v", t.Name, len(t.Data), t.Shape)
	}
	name, err := json.Marshal(t.Name)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(entry{dtype, &dims, []int64{begin, end}})
	return string(name) + ":" + string(text), err
}
