package dream

import (
	"context"

	"github.com/reverie-image/reverie/shared/nn"
)

// The picture goes on beyond its edges as in a mirror, so that no edge is seen
// in the gradient. A picture whose plan would take too much memory is worked on
// in tiles, which overlap so that no seam is seen either.
const (
	margin  = 24 // pixels around a picture that is worked on at once
	overlap = 72 // pixels around a tile
	grid    = 16 // sizes are multiples of it, and jitter is below it
	// PlanMemory is what a plan may take, in bytes.
	PlanMemory = 160 << 20
)

// climber computes the gradient of an objective for pictures of one size.
type climber struct {
	net       *nn.Network
	node      int
	objective objective
	plan      *nn.Plan
	w, h      int // of the picture
	tileW     int // of what a tile contributes
	tileH     int
	around    int
}

// newClimber lays out the plan for pictures of w × h; memory is that of an
// earlier plan, or nil.
func newClimber(net *nn.Network, node int, o objective, w, h int, memory []float32) (*climber, error) {
	c := &climber{net: net, node: node, objective: o, w: w, h: h}
	if err := c.cut(); err != nil {
		return nil, err
	}
	cfg := c.config()
	cfg.Memory = memory
	var err error
	c.plan, err = net.Plan(cfg)
	return c, err
}

func (c *climber) config() nn.Config {
	return nn.Config{Width: c.window(c.tileW), Height: c.window(c.tileH), Targets: []int{c.node}, Gradient: true}
}

// window is a tile with what is around it and room for the jitter.
func (c *climber) window(side int) int { return (side + 2*c.around + grid + grid - 1) / grid * grid }

// cut halves the picture's longer side into tiles until a plan is small enough.
func (c *climber) cut() error {
	c.tileW, c.tileH, c.around = c.w, c.h, margin
	for nx, ny := 1, 1; ; {
		need, err := c.net.Memory(c.config())
		if err != nil {
			return err
		}
		if need <= PlanMemory || c.tileW <= 4*grid && c.tileH <= 4*grid {
			return nil
		}
		c.around = overlap
		if c.tileW >= c.tileH {
			nx++
		} else {
			ny++
		}
		c.tileW, c.tileH = whole16(c.w, nx), whole16(c.h, ny)
	}
}

// whole16 is the n-th part of a side, rounded up so that the network's grid is
// the same in every tile.
func whole16(side, n int) int { return ((side+n-1)/n + grid - 1) / grid * grid }

// gradient writes the gradient at img into out. The network's grid lies jx and
// jy pixels off the picture's, which keeps it from showing.
func (c *climber) gradient(ctx context.Context, img, out *Canvas, jx, jy int) error {
	for y0 := 0; y0 < c.h; y0 += c.tileH {
		for x0 := 0; x0 < c.w; x0 += c.tileW {
			c.load(img, x0-c.around-jx, y0-c.around-jy)
			if err := c.plan.Forward(ctx); err != nil {
				return err
			}
			c.objective.seed(c.plan.Activation(c.node), c.plan.Gradient(c.node))
			if err := c.plan.Backward(ctx); err != nil {
				return err
			}
			g := c.plan.InputGradient()
			for y := range min(c.tileH, c.h-y0) {
				copy(out.Row(y0 + y)[3*x0:3*min(x0+c.tileW, c.w)], g.Row(0, y+c.around+jy)[3*(c.around+jx):])
			}
		}
	}
	return nil
}

// load fills the plan's picture with img from x0, y0 on.
func (c *climber) load(img *Canvas, x0, y0 int) {
	c.plan.Load(0, func(y int, rgb []float32) {
		from := img.Row(mirror(y0+y, img.H))
		for x := 0; x < len(rgb)/3; {
			if at := x0 + x; at >= 0 && at < img.W {
				n := copy(rgb[3*x:], from[3*at:])
				x += n / 3
				continue
			}
			copy(rgb[3*x:3*x+3], from[3*mirror(x0+x, img.W):])
			x++
		}
	})
}
