package dream

import "github.com/reverie-image/reverie/shared/nn"

// Rate is what a step with a node takes for each megapixel of a network's
// windows, in GFLOP, and how many megapixels a window can have.
func Rate(net *nn.Network, node int) (gflop, most float64, err error) {
	const side = 1024
	const megapixels = side * side / 1e6
	forward, back, err := net.FLOPs(side, side, node)
	if err != nil {
		return 0, 0, err
	}
	effort, err := net.Effort(side, side, node)
	if err != nil {
		return 0, 0, err
	}
	bytes, err := net.Memory(config(Tiling{TileW: side, TileH: side}, node))
	if err != nil {
		return 0, 0, err
	}
	return (forward + back + effort) / 1e9 / megapixels, float64(Room(PlanMemory, net, node)) / float64(bytes) * megapixels, nil
}

// Work is what one step takes at one size, with plans of so many bytes at most:
// the multiplications and additions, those of the tiles' overlaps included, and
// the bytes of the plan. See [PlanFor].
func Work(net *nn.Network, node, w, h int, most int64) (flop float64, memory int64, err error) {
	t, err := cut(net, node, w, h, most)
	if err != nil {
		return 0, 0, err
	}
	cfg := config(t, node)
	forward, back, err := net.FLOPs(cfg.Height, cfg.Width, node)
	if err != nil {
		return 0, 0, err
	}
	memory, err = net.Memory(cfg)
	return (forward + back) * float64(t.Tiles()), memory, err
}
