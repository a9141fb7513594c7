package onnx

import (
	"errors"
	"math"
)

// attribute is an AttributeProto.
type attribute struct {
	name   string
	f      float32
	i      int64
	s      string
	tensor *tensor
	ints   []int64
	floats []byte // packed
}

func (d *decoder) attribute(message []byte) (*attribute, error) {
	a := &attribute{}
	err := each(message, func(f field) (err error) {
		switch f.num {
		case 1:
			a.name, err = d.text(f)
		case 2:
			a.f = math.Float32frombits(uint32(f.number))
		case 3:
			a.i = int64(f.number)
		case 4:
			a.s, err = d.text(f)
		case 5:
			var message []byte
			if message, err = d.message(f); err == nil {
				a.tensor, err = d.tensor(message)
			}
		case 6, 11:
			err = errors.New("graphs within graphs are not supported")
		case 7:
			a.floats, err = packed(a.floats, f)
		case 8:
			a.ints, err = d.ints(a.ints, f)
		}
		return err
	})
	return a, err
}
