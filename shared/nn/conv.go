package nn

import (
	"context"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// convForward is y = end(bias + w ∗ x).
func convForward(ctx context.Context, c *Conv, w *packed, bias []float32, x, y *tensor, end kernel.End) {
	groups(ctx, y.rows(), func(from, to int) {
		for b := range w.blocks() {
			weights, width, channels := w.block(b)
			t := kernel.Tile{
				R: c.KH, K: c.KW * c.In, XR: x.row(), XP: c.Stride * c.In, XK: 1,
				W: weights, WR: c.KW * c.In * width, WK: width,
				YP: y.C, P: y.W, C: channels, End: end,
			}
			if bias != nil {
				t.Start, t.Bias = kernel.FromBias, bias[b*blockChannels:][:channels]
			}
			for r := from; r < to; r++ {
				n, oy := r/y.H, r%y.H
				t.X = x.data[x.at(n, oy*c.Stride-c.Pad.Top, -c.Pad.Left):]
				t.Y = y.data[y.at(n, oy, 0)+b*blockChannels:]
				kernel.Run(&t)
			}
		}
	})
}

// groupRows is how many rows are made of one block of channels before the next
// block is: few enough that what they read stays in the second-level cache.
const groupRows = 8

// groups calls f for groups of rows on all threads.
func groups(ctx context.Context, rows int, f func(from, to int)) {
	chunks(ctx, rows, 2, func(from, to int) {
		for ; from < to; from += groupRows {
			f(from, min(from+groupRows, to))
		}
	})
}

// convBackward adds to, or with kernel.FromZero sets, the gradient dx of the
// input from that of the output.
func convBackward(ctx context.Context, c *Conv, w *packed, dy, dx *tensor, start kernel.Start, end kernel.End) {
	if c.Stride > 1 {
		convBackwardStrided(ctx, c, w, dy, dx, start, end)
		return
	}
	groups(ctx, dx.rows(), func(from, to int) {
		for b := range w.blocks() {
			weights, width, channels := w.block(b)
			t := kernel.Tile{
				R: c.KH, K: c.KW * c.Out, XR: dy.row(), XP: c.Out, XK: 1,
				W: weights, WR: c.KW * c.Out * width, WK: width,
				YP: dx.C, P: dx.W, C: channels, Start: start, End: end,
			}
			for r := from; r < to; r++ {
				n, iy := r/dx.H, r%dx.H
				t.X = dy.data[dy.at(n, iy+c.Pad.Top-(c.KH-1), c.Pad.Left-(c.KW-1)):]
				t.Y = dx.data[dx.at(n, iy, 0)+b*blockChannels:]
				kernel.Run(&t)
			}
		}
	})
}

// convBackwardStrided computes stride rows of dx at a time, each block of
// stride × stride pixels in one piece, and takes them apart.
func convBackwardStrided(ctx context.Context, c *Conv, w *packed, dy, dx *tensor, start kernel.Start, end kernel.End) {
	s := c.Stride
	jh, jw := c.backWindow()
	q0, q1 := c.Pad.Top/s, (dx.H-1+c.Pad.Top)/s   // rows of blocks
	x0, x1 := c.Pad.Left/s, (dx.W-1+c.Pad.Left)/s // columns of blocks
	lanes := s * s * c.In
	chunks(ctx, dx.n*(q1-q0+1), 1, func(from, to int) {
		line, giveBack := borrow((x1 - x0 + 1) * lanes)
		defer giveBack()
		for r := from; r < to; r++ {
			n, q := r/(q1-q0+1), q0+r%(q1-q0+1)
			for b := range w.blocks() {
				weights, width, channels := w.block(b)
				kernel.Run(&kernel.Tile{
					X: dy.data[dy.at(n, q-(jh-1), x0-(jw-1)):], XR: dy.row(), XP: c.Out, XK: 1,
					R: jh, K: jw * c.Out,
					W: weights, WR: jw * c.Out * width, WK: width,
					Y: line[b*blockChannels:], YP: lanes, P: x1 - x0 + 1, C: channels,
				})
			}
			scatter(c, line, dx, n, q, x0, start, end)
		}
	})
}

// scatter takes a row of blocks apart into the pixels of dx.
func scatter(c *Conv, line []float32, dx *tensor, n, q, x0 int, start kernel.Start, end kernel.End) {
	s := c.Stride
	for ry := range s {
		iy := q*s + ry - c.Pad.Top
		if iy < 0 || iy >= dx.H {
			continue
		}
		out := dx.line(n, iy)
		for ix := range dx.W {
			at := ix + c.Pad.Left
			from := line[((at/s-x0)*s*s+ry*s+at%s)*c.In:][:c.In]
			to := out[ix*c.In:][:c.In]
			for i, v := range from {
				if start == kernel.FromY {
					v += to[i]
				} else if end == kernel.Masked && !(to[i] > 0) {
					v = 0
				}
				to[i] = v
			}
		}
	}
}
