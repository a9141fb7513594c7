package nn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// TestWeightsInRuns: a gradient by weights has the bits that it would have if all
// pixels were summed up at once.
func TestWeightsInRuns(t *testing.T) {
	for _, size := range [][2]int{{3, 2*runPixels + 5}, {50, 30}, {4, runPixels}, {1, 1}} {
		for _, stride := range []int{1, 2} {
			t.Run(fmt.Sprintf("%dx%ds%d", size[1], size[0], stride), func(t *testing.T) {
				r := rand.New(rand.NewPCG(1, 2))
				c := &Conv{In: 6, Out: 40, KH: 3, KW: 3, Stride: stride, Pad: Pad{1, 1, 1, 1}}
				fill := func(s Shape, border Pad) *tensor {
					x := &tensor{n: 2, Shape: s, border: border}
					x.data = make([]float32, x.floats())
					for i := range x.data {
						x.data[i] = r.Float32() - 0.5
					}
					return x
				}
				out := Shape{size[0], size[1], c.Out}
				x, dy := fill(Shape{size[0] * stride, size[1] * stride, c.In}, c.Pad), fill(out, Pad{1, 2, 0, 0})
				got, want := make([]float32, 9*c.In*c.Out), make([]float32, 9*c.In*c.Out)
				convWeights(t.Context(), c, x, dy, got)
				for n := range x.n {
					for ky := range c.KH {
						for from := 0; from < c.Out; from += blockChannels {
							kernel.Run(&kernel.Tile{
								X: x.data[x.at(n, ky-1, -1):], R: out.H, K: out.W, XR: stride * x.row(), XP: 1, XK: stride * c.In,
								W: dy.data[dy.at(n, 0, 0)+from:], WR: dy.row(), WK: c.Out,
								Y: want[ky*3*c.In*c.Out+from:], YP: c.Out, P: 3 * c.In, C: min(blockChannels, c.Out-from), Start: kernel.FromY,
							})
						}
					}
				}
				if !slices.Equal(got, want) {
					t.Error("the sums differ")
				}
			})
		}
	}
}
