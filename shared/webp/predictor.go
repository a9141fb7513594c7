package webp

import "context"

// tile is the side of the areas that have a predictor of their own, as a power
// of two.
const tile = 4

// tried are the predictors that are looked at (RFC 9649, 3.5.1): left, above,
// their mean, that with the corner's, that of four, the nearer of two, and two
// gradients.
var tried = [...]int{1, 2, 7, 5, 10, 11, 12, 13}

// putPredicted writes which predictor each tile has, and makes the pixels what
// is left of them.
func putPredicted(ctx context.Context, w *bitWriter, p []uint32, width, height int) error {
	tw, th := (width+1<<tile-1)>>tile, (height+1<<tile-1)>>tile
	modes := make([]uint32, tw*th)
	for y := range th {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := range tw {
			modes[y*tw+x] = 0xff000000 | uint32(bestPredictor(p, width, height, x, y))<<8
		}
	}
	for y := height - 1; y >= 0; y-- { // from the end, as what is above and to the left is looked at
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := width - 1; x >= 0; x-- {
			i := y*width + x
			mode := int(modes[y>>tile*tw+x>>tile] >> 8 & 15)
			switch {
			case i == 0:
				p[i] = minus(p[i], 0xff000000)
			case y == 0:
				p[i] = minus(p[i], p[i-1])
			case x == 0:
				p[i] = minus(p[i], p[i-width])
			default:
				p[i] = minus(p[i], foretold(p, i, width, mode))
			}
		}
	}
	w.flag(true)
	w.put(predictorTransform, 2)
	w.put(tile-2, 3)
	return putPlain(ctx, w, modes, tw)
}

// bestPredictor is that which leaves least of every other row of a tile.
func bestPredictor(p []uint32, width, height, tx, ty int) (best int) {
	x0, y0 := max(tx<<tile, 1), max(ty<<tile, 1)
	x1, y1 := min((tx+1)<<tile, width), min((ty+1)<<tile, height)
	least := 1 << 60
	for _, mode := range tried {
		sum := 0
		for y := y0; y < y1 && sum < least; y += 2 {
			for x := x0; x < x1; x++ {
				i := y*width + x
				d := minus(p[i], foretold(p, i, width, mode))
				sum += far(d) + far(d>>8) + far(d>>16) + far(d>>24)
			}
		}
		if sum < least {
			least, best = sum, mode
		}
	}
	return best
}

func far(v uint32) int {
	n := int(int8(v))
	return max(n, -n)
}

// foretold is what a predictor makes of the pixels above and to the left.
func foretold(p []uint32, i, width, mode int) uint32 {
	l, t, tl := p[i-1], p[i-width], p[i-width-1]
	switch mode {
	case 1:
		return l
	case 2:
		return t
	case 7:
		return mean(l, t)
	case 5:
		return mean(mean(l, p[i-width+1]), t)
	case 10:
		return mean(mean(l, tl), mean(t, p[i-width+1]))
	case 11:
		return nearer(l, t, tl)
	}
	out := uint32(0)
	m := mean(l, t)
	for k := uint(0); k < 32; k += 8 {
		c := int(tl >> k & 255)
		v := int(l>>k&255) + int(t>>k&255) - c
		if mode == 13 {
			a := int(m >> k & 255)
			v = a + (a-c)/2
		}
		out |= uint32(clip(v)) << k
	}
	return out
}

// mean is that of the channels, rounded down.
func mean(a, b uint32) uint32 { return (a^b)&0xfefefefe>>1 + a&b }

// nearer is the one of left and above that is nearer to their sum less the
// corner.
func nearer(l, t, tl uint32) uint32 {
	toL, toT := 0, 0
	for k := uint(0); k < 32; k += 8 {
		c := int(tl >> k & 255)
		a, b := int(t>>k&255)-c, int(l>>k&255)-c
		toL += max(a, -a)
		toT += max(b, -b)
	}
	if toL < toT {
		return l
	}
	return t
}
