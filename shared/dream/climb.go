package dream

import (
	"context"

	"github.com/reverie-image/reverie/shared/nn"
)

const (
	margin  = 24 // pixels around a picture that is worked on at once
	overlap = 72 // pixels around a tile
	// PlanMemory is what a plan may take, in bytes, beside the canvases of a
	// picture of usual size.
	PlanMemory = 160 << 20
	// PixelMemory is what the canvases take of a picture, in bytes a pixel.
	PixelMemory = 44
	usual       = 2_100_000 // pixels
)

// PlanFor is what a plan may take beside the canvases of a picture of so many
// pixels: together they take no more than with one of usual size.
func PlanFor(pixels float64) int64 {
	return max(PlanMemory/4, PlanMemory-PixelMemory*int64(max(0, pixels-usual)))
}

// Windows are what a dream's windows have beside their part of a picture: the
// jitter is below Grid.
var Windows = Border{Whole: 2*margin + Grid, Overlap: 2*overlap + Grid}

// climber computes the gradient of an objective for pictures of one size.
type climber struct {
	net       *nn.Network
	node      int
	objective objective
	plan      *nn.Plan
	Tiling
}

// newClimber lays out the plan for pictures of w × h, which takes so many bytes
// at most; memory is that of an earlier plan, or nil.
func newClimber(net *nn.Network, node int, o objective, w, h int, most int64, memory []float32) (*climber, error) {
	t, err := cut(net, node, w, h, most)
	if err != nil {
		return nil, err
	}
	cfg := config(t, node)
	cfg.Memory = memory
	plan, err := net.Plan(cfg)
	return &climber{net: net, node: node, objective: o, plan: plan, Tiling: t}, err
}

func config(t Tiling, node int) nn.Config {
	w, h := t.Window()
	return nn.Config{Width: w, Height: h, Targets: []int{node}, Gradient: true}
}

// cut says how a picture of w × h is worked on with a plan of so many bytes.
func cut(net *nn.Network, node, w, h int, most int64) (Tiling, error) {
	room := Room(most, net, node)
	return Tile(w, h, Windows, func(width, height int) (bool, error) {
		bytes, err := net.Memory(nn.Config{Width: width, Height: height, Targets: []int{node}, Gradient: true})
		return bytes <= room, err
	})
}

// gradient writes the gradient at img into out. The network's grid lies jx and
// jy pixels off the picture's, which keeps it from showing.
func (c *climber) gradient(ctx context.Context, img, out *Canvas, jx, jy int) error {
	around := (c.Border - Grid) / 2
	for y0 := 0; y0 < c.H; y0 += c.TileH {
		for x0 := 0; x0 < c.W; x0 += c.TileW {
			Load(c.plan, img, x0-around-jx, y0-around-jy)
			if err := c.plan.Forward(ctx); err != nil {
				return err
			}
			c.objective.seed(c.plan.Activation(c.node), c.plan.Gradient(c.node))
			if err := c.plan.Backward(ctx); err != nil {
				return err
			}
			g := c.plan.InputGradient()
			for y := range min(c.TileH, c.H-y0) {
				copy(out.Row(y0 + y)[3*x0:3*min(x0+c.TileW, c.W)], g.Row(0, y+around+jy)[3*(around+jx):])
			}
		}
	}
	return nil
}
