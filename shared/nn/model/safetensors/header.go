package safetensors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// entry is a tensor in the header.
type entry struct {
	DType   string   `json:"dtype"`
	Shape   *[]int64 `json:"shape"`
	Offsets []int64  `json:"data_offsets"`
}

// parseHeader fills in Metadata and Tensors, each tensor checked by itself.
func (f *File) parseHeader(header []byte) error {
	if len(header) == 0 || header[0] != '{' {
		return errors.New("the header is not a JSON object")
	}
	if !utf8.Valid(header) {
		return errors.New("the header is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(header))
	dec.DisallowUnknownFields()
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("the header: %w", err)
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return fmt.Errorf("the header: %w", err)
		}
		name := key.(string) // the keys of an object are strings
		if seen[name] {
			return fmt.Errorf("%q is in the header twice", name)
		}
		seen[name] = true
		if name == "__metadata__" {
			if f.Metadata, err = metadata(dec); err != nil {
				return fmt.Errorf("__metadata__: %w", err)
			}
			continue
		}
		var e entry
		if err := dec.Decode(&e); err != nil {
			return fmt.Errorf("tensor %q: %w", name, err)
		}
		t, err := e.tensor(name)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", name, err)
		}
		f.Tensors = append(f.Tensors, t)
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("the header: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("the header has something behind its JSON object")
	}
	return nil
}

// metadata reads an object of strings and refuses a key that comes twice.
func metadata(dec *json.Decoder) (map[string]string, error) {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(errors.New("not a JSON object"), err)
	}
	out := map[string]string{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name := key.(string) // the keys of an object are strings
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("%q is not a string", name)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("%q comes twice", name)
		}
		out[name] = text
	}
	_, err := dec.Token()
	return out, err
}

// tensor checks an entry by itself: a known type, and as many bytes as its
// shape needs.
func (e entry) tensor(name string) (Tensor, error) {
	size, ok := sizes[e.DType]
	switch {
	case !ok:
		return Tensor{}, fmt.Errorf("unknown type of numbers %q", e.DType)
	case e.Shape == nil:
		return Tensor{}, errors.New("no shape")
	case len(*e.Shape) > MaxRank:
		return Tensor{}, fmt.Errorf("%d dimensions, more than %d", len(*e.Shape), MaxRank)
	case len(e.Offsets) != 2 || e.Offsets[0] < 0 || e.Offsets[1] < e.Offsets[0]:
		return Tensor{}, fmt.Errorf("data_offsets %v: want begin and end", e.Offsets)
	}
	t := Tensor{Name: name, DType: e.DType, Shape: make([]int, len(*e.Shape)), begin: e.Offsets[0], end: e.Offsets[1]}
	elements, err := product(*e.Shape)
	if err != nil {
		return Tensor{}, err
	}
	if elements > math.MaxInt64/size || elements*size != t.end-t.begin {
		return Tensor{}, fmt.Errorf("%v numbers of %s in %d bytes", *e.Shape, e.DType, t.end-t.begin)
	}
	for i, d := range *e.Shape {
		t.Shape[i] = int(d)
	}
	t.Elements = int(elements)
	return t, nil
}

func product(shape []int64) (int64, error) {
	n, zero := int64(1), false
	for _, d := range shape {
		if d < 0 || d > math.MaxInt32 {
			return 0, fmt.Errorf("shape %v", shape)
		}
		if d == 0 {
			zero = true
			continue
		}
		if n > math.MaxInt64/d {
			return 0, fmt.Errorf("shape %v is too large", shape)
		}
		n *= d
	}
	if zero {
		n = 0
	}
	return n, nil
}
