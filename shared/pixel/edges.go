package pixel

import (
	"context"
	"math"
)

// Edges writes to dst, which is as for Blur, strength × √(gx² + gy²) / 4 of a
// gray src, where gx and gy are the Sobel operator's sums: at strength 1 the
// step from one value to another becomes their difference. The picture goes on
// beyond its borders as it ends there. Grays count by their alpha, so that what
// cannot be seen draws no line; alpha stays. inverted gives dark lines on white.
func Edges(ctx context.Context, dst, src Raster, strength float64, inverted bool) error {
	return Bands(ctx, src.H, BandRows, func(y0, y1 int) error {
		rows := planar(3, src.W+2)
		gray := make([]uint32, src.W)
		at := func(y int) []float32 { return rows[(y+3)%3] }
		src.loadEdge(y0-1, at(y0-1))
		src.loadEdge(y0, at(y0))
		for y := y0; y < y1; y++ {
			src.loadEdge(y+1, at(y+1))
			sobel(gray, at(y-1), at(y), at(y+1), float32(strength/4), uint32(src.top()))
			if inverted {
				for x := range gray {
					gray[x] = uint32(src.top()) - gray[x]
				}
			}
			dst.putGray(src.row(y, 0, src.W), y, gray)
		}
		return nil
	})
}

// loadEdge is row y of grays times alpha, with one value more at both ends.
func (r *Raster) loadEdge(y int, dst []float32) {
	row := r.row(min(max(y, 0), r.H-1), 0, r.W)
	in := dst[1 : r.W+1]
	switch {
	case r.N == 1:
		loadGray(row, in, r.Deep)
	case r.Deep:
		for x := range in {
			in[x] = float32(be16(row[8*x:])) * float32(be16(row[8*x+6:])) * (1.0 / 65535)
		}
	default:
		for x := range in {
			in[x] = float8[row[4*x]] * float8[row[4*x+3]] * (1.0 / 255)
		}
	}
	dst[0], dst[r.W+1] = in[0], in[r.W-1]
}

func sobel(dst []uint32, above, here, below []float32, scale float32, top uint32) {
	n := len(dst)
	a0, a1, a2 := above[:n], above[1:][:n], above[2:][:n]
	b0, b2 := here[:n], here[2:][:n]
	c0, c1, c2 := below[:n], below[1:][:n], below[2:][:n]
	for x := range dst {
		down, up := c2[x]-a0[x], c0[x]-a2[x]
		gx := down - up + 2*(b2[x]-b0[x])
		gy := down + up + 2*(c1[x]-a1[x])
		v := uint32(scale*float32(math.Sqrt(float64(gx*gx+gy*gy))) + 0.5)
		dst[x] = min(v, top)
	}
}

// putGray writes grays to row y, with the alpha of the row that they come from.
func (r *Raster) putGray(src []byte, y int, gray []uint32) {
	row := r.row(y, 0, r.W)
	for x, v := range gray {
		switch {
		case r.N == 1 && !r.Deep:
			row[x] = byte(v)
		case r.N == 1:
			put16(row[2*x:], v)
		case !r.Deep:
			q := row[4*x:][:4]
			q[0], q[1], q[2], q[3] = byte(v), byte(v), byte(v), src[4*x+3]
		default:
			q := row[8*x:][:8]
			put16(q, v)
			copy(q[2:], q[:2])
			copy(q[4:], q[:2])
			copy(q[6:], src[8*x+6:][:2])
		}
	}
}
