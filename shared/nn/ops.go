package nn

import (
	"context"
	"errors"
	"fmt"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// forwardOf is the forward step of node i.
func (b *builder) forwardOf(i int, node Node, v *value) (func(context.Context), error) {
	in := make([]*tensor, len(node.In))
	for j, from := range node.In {
		in[j] = b.values[from].act
	}
	y, end := v.act, kernel.Plain
	if v.relu {
		end = kernel.ReLU
	}
	switch op := node.Op.(type) {
	case Conv:
		w := b.net.convs[i]
		if b.cfg.Train {
			b.weights[i] = newWeightGradient(w.conv)
		}
		return func(ctx context.Context) { convForward(ctx, &op, w.forwards(), op.Bias, in[0], y, end) }, nil
	case Dense:
		w := b.net.convs[i]
		if b.cfg.Train {
			b.weights[i] = newWeightGradient(w.conv)
		}
		return func(ctx context.Context) { convForward(ctx, w.conv, w.forwards(), op.Bias, in[0], y, end) }, nil
	case BatchNorm:
		if !b.cfg.Train {
			return nil, errors.New("batch normalisation is to be folded into the convolution before it")
		}
		n := newNorm(op)
		b.weights[i] = &weightGradient{norm: n}
		return func(ctx context.Context) { n.forward(ctx, in[0], y, v.relu) }, nil
	case ReLU:
		return lines(y, in[0], func(y, x []float32) { kernel.ReLUTo(y, x) }), nil
	case Clip:
		return lines(y, in[0], op.forward), nil
	case Affine:
		return lines(y, in[0], func(y, x []float32) { kernel.Affine(y, x, op.Scale, op.Shift) }), nil
	case Softmax:
		return lines(y, in[0], func(y, x []float32) { softmaxForward(y, x, v.act.C) }), nil
	case LRN:
		return lines(y, in[0], func(y, x []float32) { op.forward(y, x, v.act.C) }), nil
	case Pool:
		return func(ctx context.Context) { op.forward(ctx, in[0], y) }, nil
	case GlobalAverage:
		return func(ctx context.Context) { averageForward(ctx, in[0], y) }, nil
	case Concat:
		return func(ctx context.Context) { concatForward(ctx, in, y) }, nil
	case Add:
		return func(ctx context.Context) { addForward(ctx, in, y) }, nil
	case Padding:
		return func(ctx context.Context) { op.forward(ctx, in[0], y) }, nil
	case Flatten:
		return func(ctx context.Context) { flatten(ctx, in[0], y, false) }, nil
	}
	return nil, fmt.Errorf("operation %T cannot be computed", node.Op)
}

// backwardOf is the backward step of node i. seen are the values that have a
// part of their gradient already.
func (b *builder) backwardOf(i int, node Node, v *value, seen map[*value]bool) func(context.Context) {
	ins := make([]gradient, len(node.In))
	twice := make(map[int]bool, len(node.In))
	for j, from := range node.In {
		f := b.values[from]
		ins[j] = gradient{tensor: f.grad, act: f.act}
		if f.target && b.cfg.Seed == nil || seen[f] || twice[from] {
			ins[j].start = kernel.FromY
		}
		if f.inPlace() {
			ins[j].end = kernel.Masked
		}
		twice[from] = true
	}
	own, add := b.ownGradient(i, node, v, ins), seen[v]
	return func(ctx context.Context) {
		if v.target && b.cfg.Seed != nil {
			b.cfg.Seed(b.targetOf(v), v.act.view(), v.grad.view(), add)
		}
		if v.relu && !v.inPlace() {
			lines(v.grad, v.act, func(g, y []float32) { kernel.Mask(g, y) })(ctx)
		}
		own(ctx)
	}
}

// targetOf is the target whose value v is.
func (b *builder) targetOf(v *value) int {
	for _, t := range b.cfg.Targets {
		if b.values[t] == v {
			return t
		}
	}
	return v.node
}

// gradient is where an operation's backward pass writes: act is the value that
// it is the gradient of.
type gradient struct {
	*tensor
	act   *tensor
	start kernel.Start
	end   kernel.End
}

func (g gradient) adds() bool { return g.start == kernel.FromY }

func (b *builder) ownGradient(i int, node Node, v *value, ins []gradient) func(context.Context) {
	dy := v.grad
	switch op := node.Op.(type) {
	case Input:
		return func(ctx context.Context) { lines(dy, dy, func(g, _ []float32) { op.restore(g) })(ctx) }
	case Conv, Dense:
		return b.convGradient(i, dy, ins[0])
	case BatchNorm:
		return func(ctx context.Context) { b.weights[i].norm.backward(ctx, ins[0].act, dy, ins[0]) }
	case ReLU:
		return spread(ins[0], dy, v.act, func(g, dy, y []float32) { reluBackward(g, dy, y) })
	case Clip:
		return spread(ins[0], dy, ins[0].act, op.backward)
	case Affine:
		return spread(ins[0], dy, dy, func(g, dy, _ []float32) { op.backward(g, dy) })
	case Softmax:
		return spread(ins[0], dy, v.act, func(g, dy, y []float32) { softmaxBackward(g, dy, y, v.act.C) })
	case LRN:
		return spread(ins[0], dy, ins[0].act, func(g, dy, x []float32) { op.backward(g, dy, x, v.act.C) })
	case Pool:
		return func(ctx context.Context) { op.backward(ctx, ins[0], v.act, dy) }
	case GlobalAverage:
		return func(ctx context.Context) { averageBackward(ctx, ins[0], dy) }
	case Concat:
		return func(ctx context.Context) { concatBackward(ctx, ins, dy) }
	case Add:
		return func(ctx context.Context) { addBackward(ctx, ins, dy) }
	case Padding:
		return func(ctx context.Context) { op.backward(ctx, ins[0], dy) }
	case Flatten:
		return func(ctx context.Context) { unflatten(ctx, ins[0], dy) }
	}
	panic(fmt.Sprintf("nn: no gradient of %T", node.Op)) // forwardOf has refused it
}

func (b *builder) convGradient(i int, dy *tensor, in gradient) func(context.Context) {
	w := b.net.convs[i]
	return func(ctx context.Context) {
		if b.cfg.Train {
			b.weights[i].add(ctx, w.conv, in.act, dy)
		}
		if in.tensor != nil {
			convBackward(ctx, w.conv, w.back(), dy, in.tensor, in.start, in.end)
		}
	}
}

// lines is a step that makes each row of y from that of x.
func lines(y, x *tensor, f func(y, x []float32)) func(context.Context) {
	return func(ctx context.Context) {
		chunks(ctx, y.rows(), 4, func(from, to int) {
			for r := from; r < to; r++ {
				f(y.line(r/y.H, r%y.H), x.line(r/y.H, r%y.H))
			}
		})
	}
}

// spread is a step that makes each row of a gradient from those of dy and x.
func spread(g gradient, dy, x *tensor, f func(g, dy, x []float32)) func(context.Context) {
	return func(ctx context.Context) {
		if g.tensor == nil {
			return
		}
		chunks(ctx, dy.rows(), 4, func(from, to int) {
			row, giveBack := borrow(dy.W * g.C)
			defer giveBack()
			for r := from; r < to; r++ {
				n, y := r/dy.H, r%dy.H
				f(row, dy.line(n, y), x.line(n, y))
				g.put(n, y, row)
			}
		})
	}
}

// put writes a row of the gradient, or adds it.
func (g gradient) put(n, y int, row []float32) {
	if g.adds() {
		kernel.AddTo(g.line(n, y), row)
	} else {
		copy(g.line(n, y), row)
	}
}
