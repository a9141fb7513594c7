package style

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// The picture goes on beyond its edges as in a mirror, so that no edge is seen
// in the gradient. One whose plan would take too much memory is worked on in
// tiles, which overlap by as much as a layer sees, so that no seam is seen.
const (
	margin  = 24 // pixels around a picture that is worked on at once
	overlap = 80 // pixels around a tile
	// PlanMemory is what a plan may take, in bytes.
	PlanMemory = 128 << 20
)

// Border is what a window has beside its part of a picture.
var Border = dream.Border{Whole: 2 * margin, Overlap: 2 * overlap}

// tiling is a network laid out for pictures of one size.
type tiling struct {
	plan   *nn.Plan
	cfg    nn.Config
	around int
	areas  []image.Rectangle // of the tiles, in the picture
}

// newTiling lays out a plan for pictures of w × h that takes so many bytes at
// most.
func newTiling(net *nn.Network, cfg nn.Config, w, h int, most int64) (*tiling, error) {
	cut, cfg, err := tile(net, cfg, w, h, most)
	if err != nil {
		return nil, err
	}
	t := &tiling{cfg: cfg, around: cut.Border / 2}
	for y := 0; y < h; y += cut.TileH {
		for x := 0; x < w; x += cut.TileW {
			t.areas = append(t.areas, image.Rect(x, y, min(x+cut.TileW, w), min(y+cut.TileH, h)))
		}
	}
	t.plan, err = net.Plan(cfg)
	return t, err
}

// tile cuts a picture so that a plan takes at most so many bytes. The
// configuration that it returns has the window's size.
func tile(net *nn.Network, cfg nn.Config, w, h int, most int64) (dream.Tiling, nn.Config, error) {
	room := room(net, cfg, most)
	t, err := dream.Tile(w, h, Border, func(width, height int) (bool, error) {
		cfg.Width, cfg.Height = width, height
		bytes, err := net.Memory(cfg)
		return bytes <= room, err
	})
	cfg.Width, cfg.Height = t.Window()
	return t, cfg, err
}

func room(net *nn.Network, cfg nn.Config, most int64) int64 {
	return dream.Room(most, net, cfg.Targets...)
}

// forward computes the activations of a tile of img.
func (t *tiling) forward(ctx context.Context, img *dream.Canvas, tile int) error {
	dream.Load(t.plan, img, t.areas[tile].Min.X-t.around, t.areas[tile].Min.Y-t.around)
	return t.plan.Forward(ctx)
}

// cells are those of a layer that a tile is responsible for, one at least.
func (t *tiling) cells(tile int, v nn.View) image.Rectangle {
	a := t.areas[tile]
	x0, x1 := span(t.around, a.Dx(), v.W, t.cfg.Width)
	y0, y1 := span(t.around, a.Dy(), v.H, t.cfg.Height)
	return image.Rect(x0, y0, x1, y1)
}

// span takes pixels of a window to cells of a layer.
func span(from, n, cells, pixels int) (a, b int) {
	at := func(p int) int { return (2*p*cells + pixels) / (2 * pixels) } // rounded
	a = min(at(from), cells-1)
	return a, min(max(at(from+n), a+1), cells)
}

// collect copies the gradient of a tile.
func (t *tiling) collect(out *dream.Canvas, tile int) {
	a, g := t.areas[tile], t.plan.InputGradient()
	nn.Rows(a.Dy(), 8, func(from, to int) {
		for y := from; y < to; y++ {
			copy(out.Row(a.Min.Y + y)[3*a.Min.X:3*a.Max.X], g.Row(0, y+t.around)[3*t.around:])
		}
	})
}
