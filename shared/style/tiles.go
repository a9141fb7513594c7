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
	grid    = 16 // sizes are multiples of it
	// PlanMemory is what a plan may take, in bytes.
	PlanMemory = 128 << 20
)

// tiling is a network laid out for pictures of one size.
type tiling struct {
	plan   *nn.Plan
	most   int64 // bytes that it may take
	cfg    nn.Config
	w, h   int // of the picture
	tile   image.Point
	around int
	areas  []image.Rectangle // of the tiles, in the picture
}

// newTiling lays out a plan for pictures of w × h that takes so many bytes at
// most.
func newTiling(net *nn.Network, cfg nn.Config, w, h int, most int64) (*tiling, error) {
	t := &tiling{w: w, h: h, cfg: cfg, most: most}
	if _, err := t.cut(net); err != nil {
		return nil, err
	}
	for y := 0; y < h; y += t.tile.Y {
		for x := 0; x < w; x += t.tile.X {
			t.areas = append(t.areas, image.Rect(x, y, min(x+t.tile.X, w), min(y+t.tile.Y, h)))
		}
	}
	var err error
	t.plan, err = net.Plan(t.cfg)
	return t, err
}

// cut halves, thirds, … the picture's longer side into tiles until a plan is
// small enough, and returns what it takes.
func (t *tiling) cut(net *nn.Network) (bytes int64, err error) {
	t.tile, t.around = image.Pt(t.w, t.h), margin
	for nx, ny := 1, 1; ; {
		t.cfg.Width, t.cfg.Height = t.window(t.tile.X), t.window(t.tile.Y)
		if bytes, err = net.Memory(t.cfg); err != nil {
			return 0, err
		}
		if bytes <= t.most || max(t.tile.X, t.tile.Y) <= 4*grid {
			return bytes, nil
		}
		t.around = overlap
		if t.tile.X >= t.tile.Y {
			nx++
		} else {
			ny++
		}
		t.tile = image.Pt(align((t.w+nx-1)/nx), align((t.h+ny-1)/ny))
	}
}

// window is a tile with what is around it.
func (t *tiling) window(side int) int { return align(side + 2*t.around) }

func align(n int) int { return (n + grid - 1) / grid * grid }

// forward computes the activations of a tile of img.
func (t *tiling) forward(ctx context.Context, img *dream.Canvas, tile int) error {
	x0, y0 := t.areas[tile].Min.X-t.around, t.areas[tile].Min.Y-t.around
	t.plan.Load(0, func(y int, rgb []float32) {
		from := img.Row(mirror(y0+y, img.H))
		for x := 0; x < len(rgb)/3; {
			if at := x0 + x; at >= 0 && at < img.W {
				x += copy(rgb[3*x:], from[3*at:]) / 3
				continue
			}
			copy(rgb[3*x:3*x+3], from[3*mirror(x0+x, img.W):])
			x++
		}
	})
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

// mirror is the index in 0 … n−1 that i stands for when the picture goes on
// beyond its edges as in a mirror.
func mirror(i, n int) int {
	if i %= 2 * n; i < 0 {
		i += 2 * n
	}
	return min(i, 2*n-1-i)
}
