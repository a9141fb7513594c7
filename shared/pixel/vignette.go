package pixel

import (
	"context"
	"math"
)

// Falloff is how a vignette darkens: not at all within Start of the distance
// from the middle to a corner, by Strength in the corners, and smoothly
// between (3t² − 2t³). Both are 0…1, Start below 1.
type Falloff struct{ Strength, Start float64 }

// falloffSteps is how finely the falloff is tabulated, over the square of the
// distance.
const falloffSteps = 1 << 12

// table is what values are multiplied by, in 1/65536, with one entry more for
// rounding at the far end.
func (f Falloff) table() *[falloffSteps + 2]uint32 {
	t := new([falloffSteps + 2]uint32)
	for i := range t {
		d := (math.Sqrt(float64(i)/falloffSteps) - f.Start) / (1 - f.Start)
		d = min(max(d, 0), 1)
		t[i] = uint32((1-f.Strength*d*d*(3-2*d))*65536 + 0.5)
	}
	return t
}

// Vignette multiplies the channels of m by a falloff, in place; alpha stays.
// Of a plane with fewer samples than the picture has pixels, scaleX and scaleY
// are how many share one, and w and h the picture's size. zero is the value
// that darkness comes to: 0, or 128 of a chroma plane.
func Vignette(ctx context.Context, m Raster, f Falloff, w, h, scaleX, scaleY int, zero int) error {
	table := f.table()
	unit := 4 * falloffSteps / float64(w*w+h*h) // of a squared distance in pixels
	middle := func(i, scale, n int) float64 { return float64(i*scale+min(i*scale+scale, n)-n) / 2 }
	across := make([]float64, m.W)
	for x := range across {
		d := middle(x, scaleX, w)
		across[x] = d * d * unit
	}
	return Rows(ctx, m.H, func(y int) {
		d := middle(y, scaleY, h)
		dark(&m, m.row(y, 0, m.W), across, d*d*unit, table, int64(zero))
	})
}

func dark(m *Raster, row []byte, across []float64, down float64, table *[falloffSteps + 2]uint32, zero int64) {
	for x, a := range across {
		i := int(a + down)
		part := int64((a + down - float64(i)) * 256)
		i = min(i, falloffSteps)
		f := int64(table[i]) + (int64(table[i+1])-int64(table[i]))*part>>8
		switch {
		case m.N == 1 && !m.Deep:
			row[x] = byte(((int64(row[x])-zero)*f+32768)>>16 + zero)
		case m.N == 1:
			put16(row[2*x:], uint32((int64(be16(row[2*x:]))*f+32768)>>16))
		case !m.Deep:
			q := row[4*x:][:4]
			q[0], q[1], q[2] = byte((int64(q[0])*f+32768)>>16), byte((int64(q[1])*f+32768)>>16), byte((int64(q[2])*f+32768)>>16)
		default:
			q := row[8*x:][:8]
			for k := 0; k < 6; k += 2 {
				put16(q[k:], uint32((int64(be16(q[k:]))*f+32768)>>16))
			}
		}
	}
}
