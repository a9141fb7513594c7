package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is one field of a protobuf message.
type field struct {
	num    protowire.Number
	kind   protowire.Type
	number uint64 // of a varint or fixed field
	bytes  []byte // of a field of bytes: a part of the message
}

// each calls f with the fields of a message.
func each(message []byte, f func(field) error) error {
	for b := message; len(b) > 0; {
		num, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return fmt.Errorf("at byte %d: %w", len(message)-len(b), protowire.ParseError(n))
		}
		b = b[n:]
		v := field{num: num, kind: kind}
		switch kind {
		case protowire.VarintType:
			v.number, n = protowire.ConsumeVarint(b)
		case protowire.Fixed32Type:
			var x uint32
			x, n = protowire.ConsumeFixed32(b)
			v.number = uint64(x)
		case protowire.Fixed64Type:
			v.number, n = protowire.ConsumeFixed64(b)
		case protowire.BytesType:
			v.bytes, n = protowire.ConsumeBytes(b)
		default:
			return fmt.Errorf("field %d is a group", num)
		}
		if n < 0 {
			return fmt.Errorf("field %d at byte %d: %w", num, len(message)-len(b), protowire.ParseError(n))
		}
		b = b[n:]
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

// Sniff reports whether a file may be ONNX by its first bytes: those of a field of
// a model, which are numbered to 25.
func Sniff(head []byte) bool {
	num, kind, n := protowire.ConsumeTag(head)
	return n > 0 && num <= 25 && (kind == protowire.VarintType || kind == protowire.BytesType)
}

// maxItems bounds the repeated fields that are kept as values, so that tiny
// ones cannot fill memory.
const maxItems = 1 << 17

const maxText = 1024 // bytes of a name

// decoder counts what it keeps.
type decoder struct{ items int }

func (d *decoder) count(n int) error {
	if d.items += n; d.items > maxItems {
		return fmt.Errorf("more than %d nodes, names, attributes and numbers in all", maxItems)
	}
	return nil
}

// text is a name.
func (d *decoder) text(f field) (string, error) {
	if f.kind != protowire.BytesType {
		return "", fmt.Errorf("field %d is no text", f.num)
	}
	if len(f.bytes) > maxText {
		return "", fmt.Errorf("field %d is a text of %d bytes, more than %d", f.num, len(f.bytes), maxText)
	}
	return string(f.bytes), d.count(1)
}

// message is a field's bytes as a message.
func (d *decoder) message(f field) ([]byte, error) {
	if f.kind != protowire.BytesType {
		return nil, fmt.Errorf("field %d is no message", f.num)
	}
	return f.bytes, d.count(1)
}

// ints appends a repeated int64 field, packed or one by one.
func (d *decoder) ints(to []int64, f field) ([]int64, error) {
	switch f.kind {
	case protowire.VarintType:
		return append(to, int64(f.number)), d.count(1)
	case protowire.BytesType:
		for b := f.bytes; len(b) > 0; {
			v, n := protowire.ConsumeVarint(b)
			if n < 0 {
				return nil, fmt.Errorf("field %d: %w", f.num, protowire.ParseError(n))
			}
			if err := d.count(1); err != nil {
				return nil, err
			}
			to, b = append(to, int64(v)), b[n:]
		}
		return to, nil
	}
	return nil, fmt.Errorf("field %d is no integer", f.num)
}

// packed appends a repeated field to its packed form, without a copy where it
// came packed and in one piece.
func packed(to []byte, f field) ([]byte, error) {
	switch f.kind {
	case protowire.BytesType:
		if to == nil {
			return f.bytes[:len(f.bytes):len(f.bytes)], nil
		}
		return append(to, f.bytes...), nil
	case protowire.VarintType:
		return protowire.AppendVarint(to, f.number), nil
	case protowire.Fixed32Type:
		return binary.LittleEndian.AppendUint32(to, uint32(f.number)), nil
	case protowire.Fixed64Type:
		return binary.LittleEndian.AppendUint64(to, f.number), nil
	}
	return nil, errors.New("unknown kind of field")
}
