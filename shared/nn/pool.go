package nn

import (
	"context"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// halves says whether the pool is the plain average of 2 × 2 pixels.
func (p Pool) halves() bool {
	return !p.Max && p.K == 2 && p.Stride == 2 && p.Pad == Pad{} && !p.Ceil
}

func (p Pool) forward(ctx context.Context, x, y *tensor) {
	chunks(ctx, y.rows(), 2, func(from, to int) {
		for r := from; r < to; r++ {
			n, oy := r/y.H, r%y.H
			switch {
			case p.halves():
				w := 2 * y.W * x.C
				kernel.Pool2(y.line(n, oy), x.line(n, 2*oy)[:w], x.line(n, 2*oy+1)[:w], x.C)
			case p.Max:
				p.maxRow(x, y, n, oy)
			default:
				p.averageRow(x, y, n, oy)
			}
		}
	})
}

// span is the part of the window at output position o that lies in 0 … n−1.
func (p Pool) span(o, before, n int) (from, to int) {
	at := o*p.Stride - before
	return max(0, at), min(n, at+p.K)
}

// share is 1 / the number of pixels that an average divides by.
func (p Pool) share(x *tensor, oy, ox int) float32 {
	y0, y1 := p.span(oy, p.Pad.Top, x.H)
	x0, x1 := p.span(ox, p.Pad.Left, x.W)
	if p.CountPad {
		at, left := oy*p.Stride-p.Pad.Top, ox*p.Stride-p.Pad.Left
		y0, y1 = at, min(at+p.K, x.H+p.Pad.Bottom)
		x0, x1 = left, min(left+p.K, x.W+p.Pad.Right)
	}
	return 1 / float32((y1-y0)*(x1-x0))
}

func (p Pool) maxRow(x, y *tensor, n, oy int) {
	out := y.line(n, oy)
	y0, y1 := p.span(oy, p.Pad.Top, x.H)
	for ox := range y.W {
		to := out[ox*y.C:][:y.C]
		x0, x1 := p.span(ox, p.Pad.Left, x.W)
		copy(to, x.data[x.at(n, y0, x0):])
		for iy := y0; iy < y1; iy++ {
			for ix := x0; ix < x1; ix++ {
				kernel.MaxTo(to, x.data[x.at(n, iy, ix):][:x.C])
			}
		}
	}
}

func (p Pool) averageRow(x, y *tensor, n, oy int) {
	out := y.line(n, oy)
	y0, y1 := p.span(oy, p.Pad.Top, x.H)
	for ox := range y.W {
		to := out[ox*y.C:][:y.C]
		clear(to)
		x0, x1 := p.span(ox, p.Pad.Left, x.W)
		for iy := y0; iy < y1; iy++ {
			for ix := x0; ix < x1; ix++ {
				kernel.AddTo(to, x.data[x.at(n, iy, ix):][:x.C])
			}
		}
		kernel.Scale(to, to, p.share(x, oy, ox))
	}
}

func (p Pool) backward(ctx context.Context, g gradient, y, dy *tensor) {
	if g.tensor == nil {
		return
	}
	if p.halves() {
		p.halfBackward(ctx, g, dy)
		return
	}
	if !g.adds() {
		chunks(ctx, g.rows(), 8, func(from, to int) {
			for r := from; r < to; r++ {
				clear(g.line(r/g.H, r%g.H))
			}
		})
	}
	// Windows overlap, so threads share out channels, not rows.
	const group = 16
	groups := (g.C + group - 1) / group
	parallel(ctx, g.n*groups, func(i int) {
		n, c0 := i/groups, i%groups*group
		c1 := min(g.C, c0+group)
		for oy := range dy.H {
			if ctx.Err() != nil {
				return
			}
			for ox := range dy.W {
				if p.Max {
					p.maxBackward(g, y, dy, n, oy, ox, c0, c1)
				} else {
					p.averageBackward(g, dy, n, oy, ox, c0, c1)
				}
			}
		}
	})
}

// maxBackward gives a window's gradient to the first pixel that has its maximum.
func (p Pool) maxBackward(g gradient, y, dy *tensor, n, oy, ox, c0, c1 int) {
	y0, y1 := p.span(oy, p.Pad.Top, g.H)
	x0, x1 := p.span(ox, p.Pad.Left, g.W)
	at := y.at(n, oy, ox)
	from := dy.at(n, oy, ox)
	for c := c0; c < c1; c++ {
		top := y.data[at+c]
	window:
		for iy := y0; iy < y1; iy++ {
			for ix := x0; ix < x1; ix++ {
				if g.act.data[g.act.at(n, iy, ix)+c] == top {
					g.data[g.at(n, iy, ix)+c] += dy.data[from+c]
					break window
				}
			}
		}
	}
}

func (p Pool) averageBackward(g gradient, dy *tensor, n, oy, ox, c0, c1 int) {
	y0, y1 := p.span(oy, p.Pad.Top, g.H)
	x0, x1 := p.span(ox, p.Pad.Left, g.W)
	share := p.share(g.act, oy, ox)
	from := dy.data[dy.at(n, oy, ox):]
	for iy := y0; iy < y1; iy++ {
		for ix := x0; ix < x1; ix++ {
			to := g.data[g.at(n, iy, ix):]
			for c := c0; c < c1; c++ {
				to[c] += float32(from[c] * share)
			}
		}
	}
}

// halfBackward spreads each pixel over four. A last row or column that the pool
// left out gets none.
func (p Pool) halfBackward(ctx context.Context, g gradient, dy *tensor) {
	chunks(ctx, g.n*((g.H+1)/2), 2, func(from, to int) {
		spare, giveBack := borrow(2 * g.W * g.C)
		defer giveBack()
		half := (g.H + 1) / 2
		for r := from; r < to; r++ {
			n, oy := r/half, r%half
			w := 2 * dy.W * g.C
			if oy >= dy.H {
				g.rest(n, 2*oy, 0)
				continue
			}
			r0, r1 := g.line(n, 2*oy), g.line(n, 2*oy+1)
			switch {
			case g.adds():
				kernel.Unpool2(spare[:w], spare[w:2*w], dy.line(n, oy), g.C)
				kernel.AddTo(r0[:w], spare[:w])
				kernel.AddTo(r1[:w], spare[w:2*w])
				continue
			case g.end == kernel.Masked:
				kernel.Unpool2Masked(r0[:w], r1[:w], dy.line(n, oy), g.C)
			default:
				kernel.Unpool2(r0[:w], r1[:w], dy.line(n, oy), g.C)
			}
			g.rest(n, 2*oy, w)
			g.rest(n, 2*oy+1, w)
		}
	})
}

// rest clears a row from an index on, unless its gradient is added to.
func (g gradient) rest(n, y, from int) {
	if !g.adds() {
		clear(g.line(n, y)[from:])
	}
}
