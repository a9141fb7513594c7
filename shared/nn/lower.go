package nn

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// builder makes a plan: it joins operations, orders the steps and says how long
// each tensor is needed.
type builder struct {
	*Plan
	plan   *Plan
	g      *Graph
	shapes []Shape
	needed []bool
	lives  []*life
	size   int // of the arena, floats
}

func (n *Network) lower(cfg Config) (*builder, error) {
	if err := cfg.check(n.Graph); err != nil {
		return nil, err
	}
	last := slices.Max(cfg.Targets) + 1
	shapes, err := n.Graph.Shapes(cfg.Height, cfg.Width, last)
	if err != nil {
		return nil, err
	}
	p := &Plan{net: n, cfg: cfg, values: make([]*value, len(n.Graph.Nodes)), weights: map[int]*weightGradient{}}
	b := &builder{Plan: p, plan: p, g: n.Graph, shapes: shapes, needed: n.Graph.ancestors(cfg.Targets)}
	b.join()
	b.borders()
	if cfg.Gradient || cfg.Train {
		b.gradients()
	}
	if err := b.steps(); err != nil {
		return nil, err
	}
	b.live()
	var total float64
	for _, l := range b.lives {
		total += float64(l.t.floats())
	}
	if total > math.MaxInt32*8 {
		return nil, fmt.Errorf("nn: pictures of %d × %d are too large", cfg.Width, cfg.Height)
	}
	b.size = arena(b.lives)
	return b, nil
}

// each calls f for the nodes of the plan that are operations of their own, in
// order.
func (b *builder) each(f func(i int, node Node, v *value)) {
	for i := range b.shapes {
		if b.needed[i] && !b.joined(i) {
			f(i, b.g.Nodes[i], b.values[i])
		}
	}
}

// joined says whether a node is a ReLU that the operation before it does.
func (b *builder) joined(i int) bool {
	in := b.g.Nodes[i].In
	return len(in) == 1 && b.values[i] == b.values[in[0]]
}

// join gives every node its value. A ReLU is done by the operation before it
// where nothing else reads that.
func (b *builder) join() {
	readers := make([]int, len(b.shapes))
	for i := range b.shapes {
		if b.needed[i] {
			for _, from := range b.g.Nodes[i].In {
				readers[from]++
			}
		}
	}
	for i, s := range b.shapes {
		if !b.needed[i] {
			continue
		}
		node := b.g.Nodes[i]
		if _, ok := node.Op.(ReLU); ok {
			from := node.In[0]
			if before := b.values[from]; readers[from] == 1 && !before.relu && !slices.Contains(b.cfg.Targets, from) && b.joins(from) {
				before.relu, before.node = true, i
				before.target = slices.Contains(b.cfg.Targets, i)
				b.values[i] = before
				continue
			}
		}
		b.values[i] = &value{node: i, act: &tensor{n: b.cfg.Batch, Shape: s}, target: slices.Contains(b.cfg.Targets, i)}
	}
	b.each(func(i int, node Node, _ *value) {
		for _, from := range node.In {
			v := b.values[from]
			v.uses++
			if n := len(v.reader); n == 0 || v.reader[n-1] != i {
				v.reader = append(v.reader, i)
			}
		}
	})
}

func (b *builder) joins(i int) bool {
	switch b.g.Nodes[i].Op.(type) {
	case Conv, BatchNorm:
		return true
	}
	return false
}

// borders gives activations the zeros that convolutions read around them.
func (b *builder) borders() {
	b.each(func(_ int, node Node, _ *value) {
		if c, ok := node.Op.(Conv); ok {
			in := b.values[node.In[0]].act
			in.border = in.border.most(c.Pad)
		}
	})
}

// gradients says which values have gradients and where. A ReLU's gradient takes
// the place of its output where one operation alone wants it: that is zero
// where the output is, and stays so.
func (b *builder) gradients() {
	b.each(func(i int, node Node, v *value) {
		v.wanted = i > 0 || b.cfg.Gradient
		if !v.wanted {
			return
		}
		if v.relu && v.uses == 1 && !v.target && !b.cfg.Train && b.overwrites(v) {
			v.grad = v.act
		} else {
			v.grad = &tensor{n: b.cfg.Batch, Shape: v.act.Shape}
		}
	})
	b.each(func(_ int, node Node, v *value) {
		if c, ok := node.Op.(Conv); ok && b.values[node.In[0]].wanted {
			v.grad.border = v.grad.border.most(c.backBorder(b.values[node.In[0]].act.Shape, v.act.Shape))
		}
	})
}

// overwrites says whether the one operation that reads v can write v's gradient
// over v.
func (b *builder) overwrites(v *value) bool {
	switch op := b.g.Nodes[v.reader[0]].Op.(type) {
	case Conv:
		return true
	case Pool:
		return op.halves()
	}
	return false
}

// steps makes the operations of both passes.
func (b *builder) steps() error {
	var err error
	b.each(func(i int, node Node, v *value) {
		if i == 0 || err != nil {
			return
		}
		var run func(context.Context)
		if run, err = b.forwardOf(i, node, v); err != nil {
			err = fmt.Errorf("node %s: %w", node.Name, err)
		}
		b.forward = append(b.forward, step{name: node.Name, run: run})
	})
	if err != nil || !b.cfg.Gradient && !b.cfg.Train {
		return err
	}
	seen := map[*value]bool{}
	for i := len(b.shapes) - 1; i >= 0; i-- {
		if !b.needed[i] || b.joined(i) || b.values[i].grad == nil {
			continue
		}
		node, v := b.g.Nodes[i], b.values[i]
		b.backward = append(b.backward, step{name: node.Name, run: b.backwardOf(i, node, v, seen)})
		for _, from := range node.In {
			seen[b.values[from]] = true
		}
	}
	return nil
}
