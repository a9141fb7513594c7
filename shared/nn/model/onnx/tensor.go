package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

const (
	maxRank = 8
	maxInts = 1024 // of a tensor of integers: they are shapes and the like
)

// Types of tensors: TensorProto.DataType.
const (
	typeFloat    = 1
	typeInt32    = 6
	typeInt64    = 7
	typeFloat16  = 10
	typeDouble   = 11
	typeBFloat16 = 16
)

// tensor is a TensorProto. Its numbers are not read before they are needed.
type tensor struct {
	name     string
	kind     int64
	dims     []int64
	raw      []byte // little-endian
	floats   []byte // float_data, packed
	doubles  []byte // double_data, packed
	varints  []byte // int32_data or int64_data, packed
	external bool
}

func (d *decoder) tensor(message []byte) (*tensor, error) {
	t := &tensor{}
	err := each(message, func(f field) (err error) {
		switch f.num {
		case 1:
			t.dims, err = d.ints(t.dims, f)
		case 2:
			t.kind = int64(f.number)
		case 4:
			t.floats, err = packed(t.floats, f)
		case 5, 7:
			t.varints, err = packed(t.varints, f)
		case 8:
			t.name, err = d.text(f)
		case 9:
			t.raw = f.bytes
		case 10:
			t.doubles, err = packed(t.doubles, f)
		case 13:
			t.external = true
		case 14:
			t.external = t.external || f.number == 1
		}
		return err
	})
	if err == nil {
		_, err = t.elements()
	}
	if err != nil {
		return nil, fmt.Errorf("tensor %q: %w", t.name, err)
	}
	return t, nil
}

// elements is the product of the dimensions.
func (t *tensor) elements() (int, error) {
	if len(t.dims) > maxRank {
		return 0, fmt.Errorf("%d dimensions, more than %d", len(t.dims), maxRank)
	}
	n := int64(1)
	for _, d := range t.dims {
		if d < 0 || d > math.MaxInt32 || d > 0 && n > math.MaxInt32/d {
			return 0, fmt.Errorf("dimensions %v", t.dims)
		}
		n *= d
	}
	return int(n), nil
}

// values are the numbers of a tensor of floating-point numbers.
func (t *tensor) values() ([]float32, error) {
	n, err := t.elements()
	if err != nil {
		return nil, fmt.Errorf("tensor %q: %w", t.name, err)
	}
	kind, data := number.F32, t.floats
	switch t.kind {
	case typeFloat:
	case typeDouble:
		kind, data = number.F64, t.doubles
	case typeFloat16, typeBFloat16:
		kind = number.F16
		if t.kind == typeBFloat16 {
			kind = number.BF16
		}
		if t.raw == nil && !t.external {
			if data, err = halves(t.varints, n); err != nil {
				return nil, fmt.Errorf("tensor %q: %w", t.name, err)
			}
		}
	default:
		return nil, fmt.Errorf("tensor %q has numbers of type %d: want float, double, float16 or bfloat16", t.name, t.kind)
	}
	if t.external {
		return nil, fmt.Errorf("tensor %q: its data is in another file, which is not supported: save the model as one file", t.name)
	}
	if t.raw != nil {
		data = t.raw
	}
	if len(data) != n*kind.Size() {
		return nil, fmt.Errorf("tensor %q: %d bytes for %v numbers of %d bytes", t.name, len(data), t.dims, kind.Size())
	}
	out := make([]float32, n)
	number.Decode(out, data, kind)
	return out, nil
}

// halves are 16-bit numbers that came as varints.
func halves(varints []byte, n int) ([]byte, error) {
	if len(varints) < n {
		return nil, fmt.Errorf("%d bytes for %d numbers", len(varints), n)
	}
	out := make([]byte, 0, 2*n)
	for b := varints; len(b) > 0; {
		v, m := protowire.ConsumeVarint(b)
		if m < 0 || v > math.MaxUint16 || len(out) == 2*n {
			return nil, errors.New("bad numbers of 16 bits")
		}
		out, b = binary.LittleEndian.AppendUint16(out, uint16(v)), b[m:]
	}
	return out, nil
}

// ints are the numbers of a small tensor of integers.
func (t *tensor) ints() ([]int64, error) {
	n, err := t.elements()
	switch {
	case err != nil:
	case t.kind != typeInt64 && t.kind != typeInt32:
		err = fmt.Errorf("numbers of type %d: want integers", t.kind)
	case n > maxInts:
		err = fmt.Errorf("%d integers, more than %d", n, maxInts)
	case t.external:
		err = errors.New("its data is in another file")
	}
	if err != nil {
		return nil, fmt.Errorf("tensor %q: %w", t.name, err)
	}
	var out []int64
	if t.raw == nil {
		out, err = (&decoder{items: maxItems - maxInts}).ints(nil, field{kind: protowire.BytesType, bytes: t.varints})
	} else if size := map[int64]int{typeInt64: 8, typeInt32: 4}[t.kind]; len(t.raw) == n*size {
		for b := t.raw; len(b) > 0; b = b[size:] {
			if size == 8 {
				out = append(out, int64(binary.LittleEndian.Uint64(b)))
			} else {
				out = append(out, int64(int32(binary.LittleEndian.Uint32(b))))
			}
		}
	}
	if err != nil || len(out) != n {
		return nil, fmt.Errorf("tensor %q: %d integers for the dimensions %v", t.name, len(out), t.dims)
	}
	return out, nil
}

func packFloat(v float32) []byte {
	return binary.LittleEndian.AppendUint32(nil, math.Float32bits(v))
}

func packInts(v ...int64) []byte {
	var out []byte
	for _, x := range v {
		out = protowire.AppendVarint(out, uint64(x))
	}
	return out
}
