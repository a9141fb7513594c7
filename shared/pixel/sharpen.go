package pixel

import "context"

// Sharpen writes src to dst, which is as for Blur, by an unsharp mask on luma:
// amount × (Y − Y blurred) is added to each of red, green and blue, so that
// edges get no fringes of colour. Y is Rec. 601 luma of the encoded values, and
// the blur is [Blur]. Alpha stays.
func Sharpen(ctx context.Context, dst, src Raster, sigma, amount float64) error {
	g := newGaussian(sigma)
	n := 1
	if src.channels() == 4 {
		n = 2
	}
	s := smoothing{w: src.W, h: src.H, n: n, x: g, y: g, load: src.loadLuma,
		store: func(y, x0, x1 int, blurred [][]float32) { unsharp(&dst, &src, y, x0, x1, blurred, float32(amount)) }}
	return s.run(ctx)
}

// loadLuma gives luma as load gives channels: multiplied by alpha, which is the
// second row, where there is one.
func (r *Raster) loadLuma(y, x0, x1 int, dst [][]float32) {
	row, n := r.row(y, x0, x1), x1-x0
	if r.N == 1 {
		loadGray(row, dst[0][:n], r.Deep)
		return
	}
	out := dst[0][:n]
	for x := range out {
		luma, alpha := r.luma(row, x)
		if len(dst) == 2 {
			luma *= alpha / r.top()
			dst[1][x] = alpha
		}
		out[x] = luma
	}
}

// luma is Rec. 601 luma of pixel x of a row of four channels, and its alpha.
func (r *Raster) luma(row []byte, x int) (luma, alpha float32) {
	if r.Deep {
		q := row[8*x:][:8]
		return 0.299*float32(be16(q)) + 0.587*float32(be16(q[2:])) + 0.114*float32(be16(q[4:])), float32(be16(q[6:]))
	}
	q := row[4*x:][:4]
	return 0.299*float8[q[0]] + 0.587*float8[q[1]] + 0.114*float8[q[2]], float8[q[3]]
}

func unsharp(dst, src *Raster, y, x0, x1 int, blurred [][]float32, amount float32) {
	in, out := src.row(y, x0, x1), dst.row(y, x0, x1)
	soft := blurred[0][:x1-x0]
	if src.N == 1 {
		for x, b := range soft {
			if src.Deep {
				v := float32(be16(in[2*x:]))
				put16(out[2*x:], round16(v+amount*(v-b)))
			} else {
				v := float8[in[x]]
				out[x] = round8(v + amount*(v-b))
			}
		}
		return
	}
	for x, b := range soft {
		luma, _ := src.luma(in, x)
		if len(blurred) == 2 {
			if a := blurred[1][x]; a > 0 {
				b *= src.top() / a
			} else {
				b = luma
			}
		}
		d := amount * (luma - b)
		if src.Deep {
			p, q := in[8*x:][:8], out[8*x:][:8]
			copy(q[6:], p[6:])
			for k := 0; k < 6; k += 2 {
				put16(q[k:], round16(float32(be16(p[k:]))+d))
			}
			continue
		}
		p, q := in[4*x:][:4], out[4*x:][:4]
		q[0], q[1], q[2], q[3] = round8(float8[p[0]]+d), round8(float8[p[1]]+d), round8(float8[p[2]]+d), p[3]
	}
}
