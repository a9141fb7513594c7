package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
)

// Ordered is a JSON object that remembers the order of its members: the one in
// which a page shows them.
type Ordered[T any] struct {
	keys   []string
	values map[string]T
}

// Len counts the members.
func (o Ordered[T]) Len() int { return len(o.keys) }

// Get is a member, or the zero value.
func (o Ordered[T]) Get(key string) (T, bool) {
	v, ok := o.values[key]
	return v, ok
}

// Set changes a member or adds one at the end.
func (o *Ordered[T]) Set(key string, v T) {
	if o.values == nil {
		o.values = map[string]T{}
	}
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = v
}

// All goes through the members in their order.
func (o Ordered[T]) All() iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for _, k := range o.keys {
			if !yield(k, o.values[k]) {
				return
			}
		}
	}
}

// UnmarshalJSON refuses members that come twice: one of them would be lost.
func (o *Ordered[T]) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errors.New("not an object")
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		if _, twice := o.values[key]; twice {
			return errors.New(key + " comes twice")
		}
		var v T
		if err := dec.Decode(&v); err != nil {
			return err
		}
		o.Set(key, v)
	}
	return nil
}

// MarshalJSON writes the members in their order.
func (o Ordered[T]) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			out.WriteByte(',')
		}
		key, _ := json.Marshal(k)
		value, err := json.Marshal(o.values[k])
		if err != nil {
			return nil, err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
