package nn

import (
	"context"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

func averageForward(ctx context.Context, x, y *tensor) {
	parallel(ctx, x.n, func(n int) {
		to := y.line(n, 0)
		clear(to)
		for iy := range x.H {
			for line := x.line(n, iy); len(line) > 0; line = line[x.C:] {
				kernel.AddTo(to, line[:x.C])
			}
		}
		kernel.Scale(to, to, 1/float32(x.H*x.W))
	})
}

func averageBackward(ctx context.Context, g gradient, dy *tensor) {
	if g.tensor == nil {
		return
	}
	chunks(ctx, g.rows(), 4, func(from, to int) {
		row, giveBack := borrow((g.W + 1) * g.C)
		defer giveBack()
		row, pixel := row[g.C:], row[:g.C]
		for r := from; r < to; r++ {
			n, y := r/g.H, r%g.H
			kernel.Scale(pixel, dy.line(n, 0), 1/float32(g.H*g.W))
			for i := 0; i < len(row); i += g.C {
				copy(row[i:], pixel)
			}
			g.put(n, y, row)
		}
	})
}

func concatForward(ctx context.Context, in []*tensor, y *tensor) {
	chunks(ctx, y.rows(), 4, func(from, to int) {
		for r := from; r < to; r++ {
			n, iy := r/y.H, r%y.H
			out, c0 := y.line(n, iy), 0
			for _, x := range in {
				line := x.line(n, iy)
				for i := range y.W {
					copy(out[i*y.C+c0:][:x.C], line[i*x.C:])
				}
				c0 += x.C
			}
		}
	})
}

func concatBackward(ctx context.Context, ins []gradient, dy *tensor) {
	c0 := 0
	for _, g := range ins {
		at := c0
		c0 += g.act.C
		if g.tensor == nil {
			continue
		}
		chunks(ctx, dy.rows(), 4, func(from, to int) {
			row, giveBack := borrow(g.W * g.C)
			defer giveBack()
			for r := from; r < to; r++ {
				n, y := r/dy.H, r%dy.H
				line := dy.line(n, y)
				for i := range g.W {
					copy(row[i*g.C:][:g.C], line[i*dy.C+at:])
				}
				g.put(n, y, row)
			}
		})
	}
}

func addForward(ctx context.Context, in []*tensor, y *tensor) {
	chunks(ctx, y.rows(), 4, func(from, to int) {
		for r := from; r < to; r++ {
			n, iy := r/y.H, r%y.H
			copy(y.line(n, iy), in[0].line(n, iy))
			for _, x := range in[1:] {
				kernel.AddTo(y.line(n, iy), x.line(n, iy))
			}
		}
	})
}

func addBackward(ctx context.Context, ins []gradient, dy *tensor) {
	for _, g := range ins {
		if g.tensor == nil {
			continue
		}
		chunks(ctx, dy.rows(), 4, func(from, to int) {
			for r := from; r < to; r++ {
				g.put(r/dy.H, r%dy.H, dy.line(r/dy.H, r%dy.H))
			}
		})
	}
}

func (p Padding) forward(ctx context.Context, x, y *tensor) {
	chunks(ctx, y.rows(), 8, func(from, to int) {
		for r := from; r < to; r++ {
			n, oy := r/y.H, r%y.H
			out := y.line(n, oy)
			clear(out)
			if iy := oy - p.Pad.Top; iy >= 0 && iy < x.H {
				copy(out[p.Pad.Left*x.C:], x.line(n, iy))
			}
		}
	})
}

func (p Padding) backward(ctx context.Context, g gradient, dy *tensor) {
	if g.tensor == nil {
		return
	}
	chunks(ctx, g.rows(), 8, func(from, to int) {
		for r := from; r < to; r++ {
			n, y := r/g.H, r%g.H
			g.put(n, y, dy.line(n, y+p.Pad.Top)[p.Pad.Left*g.C:][:g.W*g.C])
		}
	})
}

// flatten copies x to y in the order of channel, row, column, or back.
func flatten(ctx context.Context, x, y *tensor, back bool) {
	parallel(ctx, x.n, func(n int) {
		flat := y.line(n, 0)
		for iy := range x.H {
			line := x.line(n, iy)
			for ix := range x.W {
				for c := range x.C {
					i, j := (c*x.H+iy)*x.W+ix, ix*x.C+c
					if back {
						line[j] += flat[i]
					} else {
						flat[i] = line[j]
					}
				}
			}
		}
	})
}

func unflatten(ctx context.Context, g gradient, dy *tensor) {
	if g.tensor == nil {
		return
	}
	if !g.adds() {
		for r := range g.rows() {
			clear(g.line(r/g.H, r%g.H))
		}
	}
	flatten(ctx, g.tensor, dy, true)
}
