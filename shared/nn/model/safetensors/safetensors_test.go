package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// file is a file of this header and n bytes of tensors.
func file(header string, n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, n)...)
}

func parse(data []byte) (*safetensors.File, error) {
	return safetensors.Parse(bytes.NewReader(data), int64(len(data)))
}

func TestWriteThenParse(t *testing.T) {
	arrays := []safetensors.Array{
		{Name: "b", Shape: []int{2, 3}, Data: []float32{1, -2, 0.5, 1024, 0, -0.25}},
		{Name: "a \"quoted\"", Shape: nil, Data: []float32{7}},
		{Name: "none", Shape: []int{0, 4}, Data: nil},
		{Name: "long", Shape: []int{40000}, Data: make([]float32, 40000)},
	}
	for i := range arrays[3].Data {
		arrays[3].Data[i] = float32(i % 256)
	}
	for _, d := range []safetensors.DType{safetensors.F64, safetensors.F32, safetensors.F16, safetensors.BF16} {
		var out bytes.Buffer
		if err := safetensors.Write(&out, map[string]string{"format": "test"}, arrays, d); err != nil {
			t.Fatal(err)
		}
		if !safetensors.Sniff(out.Bytes()) {
			t.Error("not recognised")
		}
		f, err := parse(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if f.Metadata["format"] != "test" || len(f.Tensors) != len(arrays) {
			t.Fatalf("%v, %d tensors", f.Metadata, len(f.Tensors))
		}
		for _, a := range arrays {
			tensor, ok := f.Tensor(a.Name)
			got, err := f.Floats(tensor)
			if !ok || err != nil || !slices.Equal(got, a.Data) || !slices.Equal(tensor.Shape, a.Shape) {
				t.Errorf("%s of %s: %v %v %v", a.Name, d, ok, err, tensor.Shape)
			}
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	for want, c := range map[string]struct {
		d      safetensors.DType
		arrays []safetensors.Array
	}{
		"cannot be written": {safetensors.F16, []safetensors.Array{{Name: "a", Shape: []int{1}, Data: []float32{65520}}}},
		"number 1, NaN":     {safetensors.F32, []safetensors.Array{{Name: "a", Shape: []int{2}, Data: []float32{0, float32(math.NaN())}}}},
		"for the shape":     {safetensors.F32, []safetensors.Array{{Name: "a", Shape: []int{3}, Data: []float32{0}}}},
		"two tensors":       {safetensors.F32, []safetensors.Array{{Name: "a", Shape: []int{0}}, {Name: "a", Shape: []int{0}}}},
		"unknown type":      {"I8", nil},
		"more than 1048576": {safetensors.F32, []safetensors.Array{{Name: strings.Repeat("a", 1<<20), Shape: []int{0}}}},
	} {
		if err := safetensors.Write(io.Discard, nil, c.arrays, c.d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// broken are files that must be refused, by a part of the error.
func broken() map[string][]byte {
	entry := func(dtype, shape string, begin, end int) string {
		return fmt.Sprintf(`{"dtype":"%s","shape":%s,"data_offsets":[%d,%d]}`, dtype, shape, begin, end)
	}
	good := entry("F32", "[2]", 0, 8)
	return map[string][]byte{
		"too few for a header":        []byte("short"),
		"more than 1048576":           append(binary.LittleEndian.AppendUint64(nil, 1<<62), '{'),
		"it was cut off":              file(`{"a":`+good+`}`, 8)[:20],
		"not a JSON object":           file(`[]`, 0),
		"not UTF-8":                   file("{\"a\xff\":"+good+"}", 8),
		"the header: EOF":             file(`{"a":`+good, 8),
		"behind its JSON object":      file(`{"a":`+good+`}{}`, 8),
		"in the header twice":         file(`{"a":`+good+`,"a":`+entry("F32", "[2]", 8, 16)+`}`, 16),
		"unknown type":                file(`{"a":`+entry("C64", "[1]", 0, 8)+`}`, 8),
		"no shape":                    file(`{"a":{"dtype":"F32","data_offsets":[0,8]}}`, 8),
		"9 dimensions":                file(`{"a":`+entry("U8", "[1,1,1,1,1,1,1,1,1]", 0, 1)+`}`, 1),
		"shape [-1 -8]":               file(`{"a":`+entry("U8", "[-1,-8]", 0, 8)+`}`, 8),
		"is too large":                file(`{"a":`+entry("U8", "[2147483647,2147483647,2147483647]", 0, 8)+`}`, 8),
		"[2147483647 2147483647] num": file(`{"a":`+entry("F64", "[2147483647,2147483647]", 0, 8)+`}`, 8),
		"[3] numbers of F32 in 8":     file(`{"a":`+entry("F32", "[3]", 0, 8)+`}`, 8),
		"want begin and end":          file(`{"a":`+entry("F32", "[2]", 8, 0)+`}`, 8),
		"data_offsets [-8 0]":         file(`{"a":`+entry("F32", "[2]", -8, 0)+`}`, 8),
		"data_offsets [0 8 16]":       file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}`, 8),
		"ends at byte 16 of 8":        file(`{"a":`+good+`,"b":`+entry("F32", "[2]", 8, 16)+`}`, 8),
		"within the one before it":    file(`{"a":`+good+`,"b":`+entry("F32", "[2]", 4, 12)+`}`, 12),
		"belong to none":              file(`{"a":`+good+`,"b":`+entry("F32", "[1]", 12, 16)+`}`, 16),
		"behind the last tensor":      file(`{"a":`+good+`}`, 9),
		"\"x\" is not a string":       file(`{"__metadata__":{"x":[]}}`, 0),
		"\"x\" comes twice":           file(`{"__metadata__":{"x":"","x":""}}`, 0),
		"unknown field":               file(`{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":1}}`, 0),
		"cannot unmarshal":            file(`{"a":{"dtype":"U8","shape":[1e400],"data_offsets":[0,0]}}`, 0),
		"exceeded max depth":          file(`{"a":`+strings.Repeat("[", 20000)+`}`, 0),
	}
}

func TestBrokenFiles(t *testing.T) {
	for want, data := range broken() {
		if _, err := parse(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	f, err := parse(file(`{"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}`, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Floats(f.Tensors[0]); err == nil || !strings.Contains(err.Error(), "type I64") {
		t.Error(err)
	}
}

// failing is a file that cannot be read behind its header.
type failing struct{ *bytes.Reader }

var errDisk = errors.New("disk")

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if at > 60 {
		return 0, errDisk
	}
	return f.Reader.ReadAt(p, at)
}

func TestReadErrors(t *testing.T) {
	data := file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8)
	f, err := safetensors.Parse(failing{bytes.NewReader(data)}, int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Floats(f.Tensors[0]); !errors.Is(err, errDisk) {
		t.Error(err)
	}
	if _, err := safetensors.Parse(bytes.NewReader(data[:30]), int64(len(data))); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// FuzzSafetensors checks what the rest relies on: the tensors fill the file.
func FuzzSafetensors(f *testing.F) {
	for _, data := range broken() {
		f.Add(data)
	}
	f.Add(file(`{"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[],"data_offsets":[8,10]}}`, 10))
	f.Add(file(`{"__metadata__":{"format":"pt"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}  `, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := parse(data)
		if err != nil {
			return
		}
		total := 0
		for _, tensor := range file.Tensors {
			values, err := file.Floats(tensor)
			if err == nil && len(values) != tensor.Elements {
				t.Fatalf("%q: %d numbers, want %d", tensor.Name, len(values), tensor.Elements)
			}
			total += tensor.Elements
		}
		if total > len(data) {
			t.Fatalf("%d numbers in %d bytes", total, len(data))
		}
	})
}
