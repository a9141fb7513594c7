package dct

// Dequant turns coefficients into samples. It is the transform of ITU-T T.81,
// A.3.3, with 14 bits of fraction: within 1 of the exact result on any block
// that came from samples. Products and sums beyond 16 bits, which only a
// damaged file has, wrap or saturate.
type Dequant struct {
	rows [2 * BlockSize]int16 // every row twice, for two blocks
}

// NewDequant makes a Dequant of a table in natural order.
func NewDequant(table *[BlockSize]uint16) *Dequant {
	d := new(Dequant)
	for i, q := range table {
		at := i/8*16 + i%8
		d.rows[at], d.rows[at+8] = int16(q), int16(q)
	}
	return d
}

// Inverse writes the blocks in coef as 8/scale rows of samples, side by side:
// block n begins at dst[n·8/scale], a row is stride bytes after the one above.
// Scale is 1, 2, 4 or 8: from 2 on a block becomes as many samples fewer each
// way, by the transform of that size on its lowest frequencies.
func (d *Dequant) Inverse(dst []byte, stride int, coef [][BlockSize]int16, scale int) {
	n := len(coef)
	if n == 0 {
		return
	}
	side := 8 / scale
	_ = dst[(side-1)*stride+n*side-1]
	done := 0
	if fast() {
		done = d.inverseFast(dst, stride, coef, scale)
	}
	for i := done; i < n; i++ {
		block, to := &coef[i], dst[i*side:]
		switch scale {
		case 1:
			d.block8(to, stride, block)
		case 2:
			d.block4(to, stride, block)
		case 4:
			d.block2(to, stride, block)
		case 8:
			to[0] = toByte((int32(block[0]*d.rows[0]) + 4) >> 3)
		default:
			panic("dct: no such scale")
		}
	}
}

// block2 needs sums alone: both cosines are 1 with the transform's factor √2.
func (d *Dequant) block2(dst []byte, stride int, c *[BlockSize]int16) {
	a, b := int32(c[0]*d.rows[0])+4, int32(c[1]*d.rows[1])
	e, f := int32(c[8]*d.rows[16]), int32(c[9]*d.rows[17])
	dst[0], dst[1] = toByte((a+b+e+f)>>3), toByte((a-b+e-f)>>3)
	dst = dst[stride:]
	dst[0], dst[1] = toByte((a+b-e-f)>>3), toByte((a-b-e+f)>>3)
}

// toByte is v + 128 as a sample.
func toByte(v int32) byte { return byte(min(max(v+128, 0), 255)) }

func saturate(v int32) int32 { return min(max(v, -1<<15), 1<<15-1) }
