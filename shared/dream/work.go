package dream

import "github.com/reverie-image/reverie/shared/nn"

// Work is what one step takes at one size: the multiplications and additions,
// those of the tiles' overlaps included, and the bytes of the plan.
func Work(net *nn.Network, node, w, h int) (flop float64, memory int64, err error) {
	c := &climber{net: net, node: node, w: w, h: h}
	if err := c.cut(); err != nil {
		return 0, 0, err
	}
	cfg := c.config()
	forward, back, err := net.FLOPs(cfg.Height, cfg.Width, node)
	if err != nil {
		return 0, 0, err
	}
	tiles := ((w + c.tileW - 1) / c.tileW) * ((h + c.tileH - 1) / c.tileH)
	memory, err = net.Memory(cfg)
	return (forward + back) * float64(tiles), memory, err
}
