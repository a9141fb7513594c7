package nn

import (
	"context"
	"runtime"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// A convolution's gradient by weights is a product of two pictures: every weight
// sums over all pixels of the output. What the kernel makes at once, a few weights
// of 32 output channels, reads a part of both that is too large for the cache, so
// pixels are taken in runs, and a run serves all weights before the next one. The
// order of a weight's sum stays that of the pixels.

// runPixels is about how many pixels of the output's gradient a run has.
const runPixels = 384

// unitEntries is how many entries of a window's row the kernel makes at once:
// threads share out units of them.
const unitEntries = 14

// convWeights adds to the gradient of a convolution's weights, [KH][KW·In][Out].
func convWeights(ctx context.Context, c *Conv, x, dy *tensor, dw []float32) {
	units := (c.KW*c.In + unitEntries - 1) / unitEntries
	blocks := (c.Out + blockChannels - 1) / blockChannels
	// The fewer parts a block is in, the longer a run of it stays in the cache.
	parts := 1
	if threads := runtime.GOMAXPROCS(0); threads > 1 {
		parts = min(c.KH*units, (4*threads+blocks-1)/blocks)
	}
	parallel(ctx, blocks*parts, func(i int) {
		b, part := i/parts, i%parts
		from, to := part*c.KH*units/parts, (part+1)*c.KH*units/parts
		eachRun(dy, func(r span) {
			for j := from; j < to; {
				ky, first := j/units, j%units
				last := min(units, first+to-j)
				r.weights(c, x, dy, dw, b, ky, first*c.KW*c.In/units, last*c.KW*c.In/units)
				j += last - first
			}
		})
	})
}

// span is some pixels of a picture of the batch that follow each other: whole rows,
// or a part of one.
type span struct{ n, y, rows, x, columns int }

// eachRun calls f for the runs of all pictures in the order of their pixels.
func eachRun(t *tensor, f func(span)) {
	rows := max(1, runPixels/t.W)
	parts := (t.W + runPixels - 1) / runPixels
	for n := range t.n {
		for y := 0; y < t.H; y += rows {
			for p := range parts {
				x := p * t.W / parts
				f(span{n, y, min(rows, t.H-y), x, (p+1)*t.W/parts - x})
			}
		}
	}
}

// weights adds the run's part to the weights of a block of output channels, for
// the entries e0 to e1 of row ky of the window.
func (r span) weights(c *Conv, x, dy *tensor, dw []float32, b, ky, e0, e1 int) {
	kernel.Run(&kernel.Tile{
		X: x.data[x.at(r.n, r.y*c.Stride+ky-c.Pad.Top, r.x*c.Stride-c.Pad.Left)+e0:], XR: c.Stride * x.row(), XP: 1, XK: c.Stride * c.In,
		R: r.rows, K: r.columns,
		W: dy.data[dy.at(r.n, r.y, r.x)+b*blockChannels:], WR: dy.row(), WK: c.Out,
		Y: dw[(ky*c.KW*c.In+e0)*c.Out+b*blockChannels:], YP: c.Out,
		P: e1 - e0, C: min(blockChannels, c.Out-b*blockChannels), Start: kernel.FromY,
	})
}
