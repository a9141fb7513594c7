package nn

import (
	"context"
	"errors"
	"fmt"
)

// Config says what a plan is for.
type Config struct {
	Height, Width int   // of the pictures
	Batch         int   // pictures at once; 0 is 1
	Targets       []int // nodes whose activations are wanted
	Gradient      bool  // the gradient with respect to the pictures is wanted
	Train         bool  // the gradient with respect to the weights is wanted
	// Seed writes the gradient of the objective with respect to a target's
	// activations, or with add adds it to what the gradient holds. Backward calls
	// it for each target when its turn comes, so that gradients take memory one
	// after the other. Without it the caller writes all of them before.
	Seed func(node int, activation, gradient View, add bool)
	// Memory is used for the plan where it is large enough, so that plans that
	// follow each other need not be allocated each. Its content does not matter.
	Memory []float32
}

// Plan is a network laid out for pictures of one size: every buffer has its
// place before the first picture comes. It is for one goroutine at a time and
// uses as many threads as GOMAXPROCS allows.
type Plan struct {
	net      *Network
	cfg      Config
	values   []*value // by node; nodes that were joined share one
	forward  []step
	backward []step
	memory   []float32
	weights  map[int]*weightGradient
}

// step is one operation. births are the tensors that it is the first to write.
type step struct {
	name   string
	births []*tensor
	run    func(context.Context)
}

// value is what a node makes: activations, and their gradient where it is
// wanted.
type value struct {
	node   int // the last node joined into it
	act    *tensor
	grad   *tensor // act where the gradient takes the activations' place
	relu   bool    // a ReLU was joined to the operation
	uses   int     // times that operations read it
	reader []int   // the nodes of these operations, in order, each once
	target bool
	wanted bool // its gradient is wanted
}

func (v *value) inPlace() bool { return v.grad != nil && v.grad == v.act }

// Plan lays the network out. The memory is allocated; [Network.Memory] says how
// much it would be.
func (n *Network) Plan(cfg Config) (*Plan, error) {
	b, err := n.lower(cfg)
	if err != nil {
		return nil, err
	}
	p := b.plan
	if p.memory = cfg.Memory; len(p.memory) < b.size {
		p.memory = allocate(b.size)
	}
	for _, l := range b.lives {
		l.t.data = p.memory[l.at : l.at+l.t.floats()]
	}
	return p, nil
}

// Memory is what a plan allocates, in bytes: the activations that the backward
// pass needs and what is alive beside them. It is known without allocating any
// of it. The packed weights, which plans of one network share, are no part of it:
// see [Network.Packed].
func (n *Network) Memory(cfg Config) (int64, error) {
	b, err := n.lower(cfg)
	if err != nil {
		return 0, err
	}
	return 4 * int64(b.size), nil
}

// Packed is what the weights that the targets need take as the kernels read them,
// in bytes, for both passes. They are packed when they are first needed.
func (n *Network) Packed(targets ...int) (bytes int64) {
	needed := n.Graph.ancestors(targets)
	for i, w := range n.convs {
		if needed[i] {
			bytes += packedBytes(w.conv.KH*w.conv.KW*w.conv.In, w.conv.Out)
			bytes += packedBytes(w.conv.backTaps(), w.conv.Stride*w.conv.Stride*w.conv.In)
		}
	}
	return bytes
}

// Buffer is the plan's memory, for the next plan when this one is done.
func (p *Plan) Buffer() []float32 { return p.memory }

// Load fills picture n of the batch: rows is called for each row, several at
// once, and writes RGB values from 0 to 255.
func (p *Plan) Load(n int, rows func(y int, rgb []float32)) {
	in := p.values[0].act
	op := p.net.Graph.Nodes[0].Op.(Input)
	if n == 0 {
		in.clearBorder()
	}
	chunks(context.Background(), in.H, 8, func(from, to int) {
		for y := from; y < to; y++ {
			line := in.line(n, y)
			rows(y, line)
			op.prepare(line)
		}
	})
}

// Forward computes the activations of the targets for the pictures loaded. It
// returns ctx's error soon after ctx ends.
func (p *Plan) Forward(ctx context.Context) error { return run(ctx, p.forward) }

// Backward computes the gradients that the plan is for, from those of the
// targets, which the caller has written unless Config.Seed does.
func (p *Plan) Backward(ctx context.Context) error {
	if !p.cfg.Gradient && !p.cfg.Train {
		return errors.New("nn: the plan has no gradient")
	}
	return run(ctx, p.backward)
}

func run(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		for _, t := range s.births {
			t.clearBorder()
		}
		s.run(ctx)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// Activation shows a target's activations after Forward, until Backward.
func (p *Plan) Activation(node int) View { return p.values[node].act.view() }

// Gradient is where the caller writes the gradient of the objective with
// respect to a target's activations, all of it, between Forward and Backward.
func (p *Plan) Gradient(node int) View { return p.values[node].grad.view() }

// InputGradient shows the gradient with respect to the RGB values of the
// pictures after Backward.
func (p *Plan) InputGradient() View { return p.values[0].grad.view() }

// prepare turns RGB values into what the network sees.
func (in Input) prepare(line []float32) {
	for i := 0; i+2 < len(line); i += 3 {
		px := line[i : i+3 : i+3]
		if in.BGR {
			px[0], px[2] = px[2], px[0]
		}
		for c := range px {
			px[c] = (px[c] - in.Mean[c]) * in.Scale[c]
		}
	}
}

// restore turns a gradient of what the network sees into one of RGB values.
func (in Input) restore(line []float32) {
	for i := 0; i+2 < len(line); i += 3 {
		px := line[i : i+3 : i+3]
		for c := range px {
			px[c] *= in.Scale[c]
		}
		if in.BGR {
			px[0], px[2] = px[2], px[0]
		}
	}
}

func (c *Config) check(g *Graph) error {
	if c.Batch == 0 {
		c.Batch = 1
	}
	if c.Batch < 0 || c.Height <= 0 || c.Width <= 0 || len(c.Targets) == 0 {
		return fmt.Errorf("nn: a plan for %d pictures of %d × %d with %d targets", c.Batch, c.Width, c.Height, len(c.Targets))
	}
	for _, t := range c.Targets {
		if t <= 0 || t >= len(g.Nodes) {
			return fmt.Errorf("nn: there is no node %d", t)
		}
	}
	return nil
}
