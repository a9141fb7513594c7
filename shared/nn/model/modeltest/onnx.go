package modeltest

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// ONNX is an ONNX file in the making. Nothing is checked.
type ONNX struct {
	Input   string
	Dims    []int64 // of the input; 0 is left open
	Nodes   []Node
	Tensors []Tensor
	Outputs []string
}

// Node is an operator. An attribute is an int64, a float32, a string, a []int64,
// a []float32 or a Tensor.
type Node struct {
	Op, Name   string
	In, Out    []string
	Attributes map[string]any
}

// Tensor is an initialiser of floating-point numbers, or of integers if Ints is
// set.
type Tensor struct {
	Name string
	Dims []int64
	Data []float32
	Ints []int64
	// How it is stored: "" is raw_data of float; "float_data", "half" (raw),
	// "half_data" (as integers), "double", "external".
	How string
}

// Types of TensorProto.
const (
	onnxFloat = 1
	onnxInt64 = 7
	onnxHalf  = 10
	onnxDbl   = 11
)

type message []byte

func (m *message) bytes(field protowire.Number, b []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), b)
}

func (m *message) text(field protowire.Number, s string) { m.bytes(field, []byte(s)) }

func (m *message) int(field protowire.Number, v int64) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}

func (m *message) float(field protowire.Number, v float32) {
	*m = protowire.AppendFixed32(protowire.AppendTag(*m, field, protowire.Fixed32Type), math.Float32bits(v))
}

// Bytes is the file: a ModelProto of opset 13.
func (o ONNX) Bytes() []byte {
	var graph, opset, model message
	for _, n := range o.Nodes {
		graph.bytes(1, n.message())
	}
	graph.text(2, "test")
	for _, t := range o.Tensors {
		graph.bytes(5, t.message())
	}
	graph.bytes(11, valueInfo(o.Input, o.Dims))
	for _, name := range o.Outputs {
		graph.bytes(12, valueInfo(name, nil))
	}
	opset.int(2, 13)
	model.int(1, 8)
	model.text(2, "modeltest")
	model.bytes(8, opset)
	model.bytes(7, graph)
	return model
}

func valueInfo(name string, dims []int64) message {
	var shape, tensor, kind, info message
	for _, d := range dims {
		var dim message
		if d == 0 {
			dim.text(2, "N")
		} else {
			dim.int(1, d)
		}
		shape.bytes(1, dim)
	}
	tensor.int(1, onnxFloat)
	tensor.bytes(2, shape)
	kind.bytes(1, tensor)
	info.text(1, name)
	info.bytes(2, kind)
	return info
}

func (n Node) message() message {
	var m message
	for _, in := range n.In {
		m.text(1, in)
	}
	for _, out := range n.Out {
		m.text(2, out)
	}
	m.text(3, n.Name)
	m.text(4, n.Op)
	for _, name := range slices.Sorted(maps.Keys(n.Attributes)) {
		var a message
		a.text(1, name)
		switch v := n.Attributes[name].(type) {
		case int64:
			a.int(3, v)
		case float32:
			a.float(2, v)
		case string:
			a.text(4, v)
		case []int64:
			for _, x := range v {
				a.int(8, x)
			}
		case []float32:
			for _, x := range v {
				a.float(7, x)
			}
		case Tensor:
			a.bytes(5, v.message())
		}
		m.bytes(5, a)
	}
	return m
}

func (t Tensor) message() message {
	var m, packed message
	for _, d := range t.Dims {
		m.int(1, d)
	}
	kind, field := int64(onnxFloat), protowire.Number(9)
	switch {
	case t.Ints != nil:
		kind, field = onnxInt64, 7
		for _, v := range t.Ints {
			packed = protowire.AppendVarint(packed, uint64(v))
		}
	case t.How == "external":
		m.int(14, 1)
	}
	for _, v := range t.Data {
		switch t.How {
		case "half":
			kind = onnxHalf
			packed = binary.LittleEndian.AppendUint16(packed, half(v))
		case "half_data":
			kind, field = onnxHalf, 5
			packed = protowire.AppendVarint(packed, uint64(half(v)))
		case "double":
			kind = onnxDbl
			packed = binary.LittleEndian.AppendUint64(packed, math.Float64bits(float64(v)))
		case "float_data":
			field = 4
			packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(v))
		default:
			packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(v))
		}
	}
	m.int(2, kind)
	m.text(8, t.Name)
	m.bytes(field, packed)
	return m
}
