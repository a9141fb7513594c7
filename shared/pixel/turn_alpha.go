package pixel

import "context"

// Pixels turns a raster of four channels, of 8 or of 16 bits as dst has them
// too, by bilinear interpolation weighted by alpha. Outside lies background, a
// red, green, blue and alpha of as many bits.
func (t *Turn) Pixels(ctx context.Context, dst, src Raster, background [4]uint16) error {
	return Rows(ctx, dst.H, func(y int) {
		l := t.line(y, 1, 1)
		far0, far1 := l.touching(src.W, src.H, dst.W)
		for x := range dst.W {
			if x < far0 || x >= far1 {
				dst.put(x, y, background)
				continue
			}
			dst.put(x, y, src.between(fixed(l.x+float64(x)*l.dx), fixed(l.y+float64(x)*l.dy), background))
		}
	})
}

// between is the pixel at a place in 1/65536 of a pixel.
func (r *Raster) between(x, y int, background [4]uint16) (out [4]uint16) {
	ix, iy := x>>16, y>>16
	fx, fy := uint64(x&0xffff), uint64(y&0xffff)
	weights := [4]uint64{(65536 - fx) * (65536 - fy) >> 16, fx * (65536 - fy) >> 16, (65536 - fx) * fy >> 16}
	weights[3] = 65536 - weights[0] - weights[1] - weights[2]
	var sum [4]uint64
	for i, w := range weights {
		p := r.get(ix+i&1, iy+i>>1, background)
		w *= uint64(p[3])
		sum[0] += w * uint64(p[0])
		sum[1] += w * uint64(p[1])
		sum[2] += w * uint64(p[2])
		sum[3] += w
	}
	if sum[3] == 0 {
		return out
	}
	for k := range 3 {
		out[k] = uint16((sum[k] + sum[3]/2) / sum[3])
	}
	out[3] = uint16((sum[3] + 32768) >> 16)
	return out
}

// get is pixel x, y, or what lies outside.
func (r *Raster) get(x, y int, outside [4]uint16) (p [4]uint16) {
	if x < 0 || y < 0 || x >= r.W || y >= r.H {
		return outside
	}
	row := r.row(y, x, x+1)
	for k := range p {
		if r.Deep {
			p[k] = uint16(be16(row[2*k:]))
		} else {
			p[k] = uint16(row[k])
		}
	}
	return p
}

func (r *Raster) put(x, y int, p [4]uint16) {
	row := r.row(y, x, x+1)
	for k, v := range p {
		if r.Deep {
			put16(row[2*k:], uint32(v))
		} else {
			row[k] = byte(v)
		}
	}
}
