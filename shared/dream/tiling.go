package dream

import (
	"errors"
	"sort"

	"github.com/reverie-image/reverie/shared/nn"
)

// Grid is what the sides of a network's windows are multiples of, in pixels, so
// that its own grid is the same in every tile.
const Grid = 16

// Border is what a window has beside its part of a picture, in pixels of each
// side: of both edges together, with room for the jitter.
type Border struct {
	Whole   int // of a picture that is worked on at once
	Overlap int // of a tile, so that no seam is seen
}

// Least is the side of the smallest tile, in pixels: smaller ones would be all
// border.
const Least = 4 * Grid

// Tiling says how a picture is worked on: at once where a plan for it is small
// enough, and else in tiles which overlap.
type Tiling struct {
	W, H         int // of the picture
	TileW, TileH int // of what a tile contributes
	Border       int // of a window
}

// ErrTooLarge says that not even the smallest tile fits into the memory that a
// plan may take.
var ErrTooLarge = errors.New("the network takes too much memory")

// Tile cuts a picture of w × h: its longer side into one more part, and again,
// until fits says yes to a window's size.
func Tile(w, h int, b Border, fits func(width, height int) (bool, error)) (Tiling, error) {
	whole := Tiling{w, h, w, h, b.Whole}
	if ok, err := fits(whole.Window()); ok || err != nil {
		return whole, err
	}
	var ways []Tiling
	t := Tiling{w, h, w, h, b.Overlap}
	for nx, ny := 1, 1; max(t.TileW, t.TileH) > Least; ways = append(ways, t) {
		if t.TileW >= t.TileH {
			nx++
		} else {
			ny++
		}
		t.TileW, t.TileH = align((w+nx-1)/nx), align((h+ny-1)/ny)
	}
	var failed error // a smaller window takes less: few need be tried
	i := sort.Search(len(ways), func(i int) bool {
		ok, err := fits(ways[i].Window())
		if err != nil {
			failed = err
		}
		return ok
	})
	switch {
	case failed != nil:
		return Tiling{}, failed
	case i == len(ways):
		return Tiling{}, ErrTooLarge
	}
	return ways[i], nil
}

// Room is what is left for a plan of so many bytes for it and the weights of a
// small network as the kernels read them. A large network's weights are counted
// by who has the network: they do not make tiles smaller.
func Room(bytes int64, net *nn.Network, targets ...int) int64 {
	const small = 8 << 20
	return bytes - min(net.Packed(targets...), small)
}

// Window is the size of what the network sees at once.
func (t Tiling) Window() (width, height int) {
	return align(t.TileW + t.Border), align(t.TileH + t.Border)
}

// Tiles is how many there are.
func (t Tiling) Tiles() int {
	return ((t.W + t.TileW - 1) / t.TileW) * ((t.H + t.TileH - 1) / t.TileH)
}

func align(side int) int { return (side + Grid - 1) / Grid * Grid }

// Load fills a plan's picture with img from x0, y0 on. The picture goes on beyond
// its edges as in a mirror, so that no edge is seen in the gradient.
func Load(p *nn.Plan, img *Canvas, x0, y0 int) {
	p.Load(0, func(y int, rgb []float32) {
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
}
