package onnx

import "fmt"

// input reads a ValueInfoProto. Only tensors have dimensions.
func (d *decoder) input(message []byte) (input, error) {
	var in input
	dim := func(f field) error {
		if f.num != 1 {
			return nil
		}
		if len(in.dims) >= maxRank {
			return fmt.Errorf("%q has more than %d dimensions", in.name, maxRank)
		}
		in.dims = append(in.dims, 0)
		return d.within(f, func(f field) error {
			if f.num == 1 {
				in.dims[len(in.dims)-1] = int64(f.number)
			}
			return nil
		})
	}
	err := each(message, func(f field) (err error) {
		switch f.num {
		case 1:
			in.name, err = d.text(f)
		case 2:
			err = d.within(f, func(f field) error { // TypeProto
				if f.num != 1 {
					return nil
				}
				return d.within(f, func(f field) error { // TypeProto.Tensor
					switch f.num {
					case 1:
						in.kind = int64(f.number)
					case 2:
						return d.within(f, dim) // TensorShapeProto
					}
					return nil
				})
			})
		}
		return err
	})
	return in, err
}

// within calls f with the fields of a field that is a message.
func (d *decoder) within(f field, do func(field) error) error {
	message, err := d.message(f)
	if err != nil {
		return err
	}
	return each(message, do)
}
