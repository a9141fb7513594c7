package style

import "github.com/reverie-image/reverie/shared/nn"

// Work is what a transfer's steps take at all sizes of a picture of w × h, in
// GFLOP: the convolutions, forward and back, of all windows. Those of tiles are
// gone through twice forward.
func Work(net *nn.Network, o Options, w, h int) (gflop float64, err error) {
	r := newRun(net, o)
	if r.layers, err = LayersOf(net.Graph); err != nil {
		return 0, err
	}
	deepest := 0
	for _, node := range append(r.layers.Style, r.layers.Content) {
		deepest = max(deepest, node)
	}
	for _, s := range o.sizes(w, h) {
		t, cfg, err := tile(net, (&goal{}).config(r), s.w, s.h, r.most)
		if err != nil {
			return 0, err
		}
		forward, back, err := net.FLOPs(cfg.Height, cfg.Width, deepest)
		if err != nil {
			return 0, err
		}
		if t.Tiles() > 1 {
			forward *= 2
		}
		gflop += float64(s.steps) * float64(t.Tiles()) * (forward + back) / 1e9
	}
	return gflop, nil
}

// Most is how many megapixels a window of a transfer can have.
func Most(net *nn.Network) (float64, error) {
	r := newRun(net, Defaults())
	var err error
	if r.layers, err = LayersOf(net.Graph); err != nil {
		return 0, err
	}
	const side = 512
	cfg := (&goal{}).config(r)
	cfg.Width, cfg.Height = side, side
	bytes, err := net.Memory(cfg)
	if err != nil {
		return 0, err
	}
	return float64(room(net, cfg, r.most)) / float64(bytes) * side * side / 1e6, nil
}
