package onnx

import (
	"errors"
	"fmt"

	"github.com/reverie-image/reverie/shared/nn/model/internal/assemble"
)

// graph is a GraphProto with the parts that matter here.
type graph struct {
	opset   int64 // version of the standard operators
	nodes   []*node
	tensors map[string]*tensor // initialisers
	inputs  []input
	outputs []string
}

type node struct {
	name, op, domain string
	in, out          []string
	attributes       map[string]*attribute
}

// input is a ValueInfoProto. A dimension that the file leaves open is 0.
type input struct {
	name string
	kind int64
	dims []int64
}

const maxTensors = 20000

// decode reads a ModelProto. Tensors refer to data.
func decode(data []byte) (*graph, error) {
	d := &decoder{}
	g := &graph{}
	var message []byte
	err := each(data, func(f field) (err error) {
		switch f.num {
		case 7:
			if message != nil {
				return errors.New("two graphs")
			}
			message, err = d.message(f)
		case 8:
			err = d.opset(g, f)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if message == nil {
		return nil, errors.New("no graph")
	}
	g.tensors = map[string]*tensor{}
	if err := each(message, func(f field) error { return d.graphField(g, f) }); err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	return g, nil
}

func (d *decoder) opset(g *graph, f field) error {
	message, err := d.message(f)
	if err != nil {
		return err
	}
	domain, version := "", int64(0)
	err = each(message, func(f field) (err error) {
		switch f.num {
		case 1:
			domain, err = d.text(f)
		case 2:
			version = int64(f.number)
		}
		return err
	})
	if domain == "" || domain == "ai.onnx" {
		g.opset = version
	}
	return err
}

func (d *decoder) graphField(g *graph, f field) error {
	switch f.num {
	case 1, 5, 11, 12, 15:
	default:
		return nil
	}
	message, err := d.message(f)
	if err != nil {
		return err
	}
	switch f.num {
	case 1:
		if len(g.nodes) >= assemble.MaxNodes {
			return fmt.Errorf("more than %d nodes", assemble.MaxNodes)
		}
		n, err := d.node(message)
		if err != nil {
			return fmt.Errorf("node %d: %w", len(g.nodes), err)
		}
		g.nodes = append(g.nodes, n)
	case 5:
		t, err := d.tensor(message)
		if err != nil {
			return fmt.Errorf("initializer %d: %w", len(g.tensors), err)
		}
		if _, twice := g.tensors[t.name]; twice {
			return fmt.Errorf("two initializers are called %q", t.name)
		}
		if len(g.tensors) >= maxTensors {
			return fmt.Errorf("more than %d initializers", maxTensors)
		}
		g.tensors[t.name] = t
	case 11, 12:
		in, err := d.input(message)
		if err != nil {
			return fmt.Errorf("input or output: %w", err)
		}
		if f.num == 11 {
			g.inputs = append(g.inputs, in)
		} else {
			g.outputs = append(g.outputs, in.name)
		}
	case 15:
		return errors.New("sparse initializers are not supported")
	}
	return nil
}

func (d *decoder) node(message []byte) (*node, error) {
	n := &node{}
	err := each(message, func(f field) (err error) {
		switch f.num {
		case 1, 2:
			var s string
			if s, err = d.text(f); f.num == 1 {
				n.in = append(n.in, s)
			} else {
				n.out = append(n.out, s)
			}
		case 3:
			n.name, err = d.text(f)
		case 4:
			n.op, err = d.text(f)
		case 5:
			var message []byte
			if message, err = d.message(f); err != nil {
				return err
			}
			var a *attribute
			if a, err = d.attribute(message); err != nil {
				return fmt.Errorf("attribute %q: %w", a.name, err)
			}
			if n.attributes == nil {
				n.attributes = map[string]*attribute{}
			}
			n.attributes[a.name] = a
		case 7:
			n.domain, err = d.text(f)
		}
		return err
	})
	if err != nil && (n.name != "" || n.op != "") {
		err = fmt.Errorf("%q (%s): %w", n.name, n.op, err)
	}
	return n, err
}
