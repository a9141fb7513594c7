package pixel

import (
	"context"
	"image"
)

// Matrix makes of red, green and blue sums of them: row i are the factors of
// the result's channel i. They are within ±16; results are rounded and clipped.
type Matrix [3][3]float64

const matrixBits = 16

func (m *Matrix) fixed() (f [9]int) {
	for i, row := range m {
		for j, v := range row {
			if v < 0 {
				f[3*i+j] = -int(-v*(1<<matrixBits) + 0.5)
			} else {
				f[3*i+j] = int(v*(1<<matrixBits) + 0.5)
			}
		}
	}
	return f
}

// Apply maps a raster of four channels in place; alpha stays.
func (m *Matrix) Apply(ctx context.Context, r Raster) error {
	f := m.fixed()
	return Rows(ctx, r.H, func(y int) {
		row := r.row(y, 0, r.W)
		if r.Deep {
			for ; len(row) >= 8; row = row[8:] {
				a, b, c := times(&f, int(be16(row)), int(be16(row[2:])), int(be16(row[4:])), 65535)
				put16(row, uint32(a))
				put16(row[2:], uint32(b))
				put16(row[4:], uint32(c))
			}
			return
		}
		for ; len(row) >= 4; row = row[4:] {
			a, b, c := times(&f, int(row[0]), int(row[1]), int(row[2]), 255)
			row[0], row[1], row[2] = byte(a), byte(b), byte(c)
		}
	})
}

// ApplyYCbCr maps a YCbCr picture in place, as [Curves] does with tables.
func (m *Matrix) ApplyYCbCr(ctx context.Context, pic *image.YCbCr) error {
	f := m.fixed()
	var same Table
	for i := range same {
		same[i] = uint8(i)
	}
	t := same.wide()
	return eachStrip(ctx, pic, func(s *strip) {
		s.expand(&[3]*wide{t, t, t})
		for i, luma := range s.luma {
			n := len(luma)
			r, g, b := s.rgb[i][0][:n], s.rgb[i][1][:n], s.rgb[i][2][:n]
			for x := range r {
				p, q, o := times(&f, int(r[x]), int(g[x]), int(b[x]), 255)
				r[x], g[x], b[x] = byte(p), byte(q), byte(o)
			}
		}
		s.contract()
	})
}

func times(f *[9]int, r, g, b, top int) (x, y, z int) {
	const half = 1 << (matrixBits - 1)
	x = (f[0]*r + f[1]*g + f[2]*b + half) >> matrixBits
	y = (f[3]*r + f[4]*g + f[5]*b + half) >> matrixBits
	z = (f[6]*r + f[7]*g + f[8]*b + half) >> matrixBits
	return min(max(x, 0), top), min(max(y, 0), top), min(max(z, 0), top)
}

// Colour maps one colour.
func (m *Matrix) Colour(r, g, b uint8) (uint8, uint8, uint8) {
	f := m.fixed()
	x, y, z := times(&f, int(r), int(g), int(b), 255)
	return uint8(x), uint8(y), uint8(z)
}
