package pixel

import "context"

// Cuts are where blocks of size pixels end, from 0, in a plane of n pixels of
// which each scale share a sample: as places between samples, the nearest. The
// first block shows first pixels, from 1 to the size.
func Cuts(n, size, first, scale int) []int {
	cuts := []int{0}
	for at := first; at < n; at += size {
		cuts = append(cuts, (at+scale/2)/scale)
	}
	return append(cuts, (n+scale-1)/scale)
}

// Mosaic makes each block of m between the cuts across and down its mean, in
// place. Colours are weighted by alpha, and alpha becomes a mean as well.
func Mosaic(ctx context.Context, m Raster, across, down []int) error {
	return Bands(ctx, len(down)-1, 1, func(b, _ int) error {
		y0, y1 := down[b], down[b+1]
		for i, x1 := range across[1:] {
			if x0 := across[i]; x0 < x1 && y0 < y1 {
				m.fill(x0, x1, y0, y1, m.mean(x0, x1, y0, y1))
			}
		}
		return nil
	})
}

// mean is a pixel, in the raster's own form.
func (r *Raster) mean(x0, x1, y0, y1 int) (pixel [8]byte) {
	var sum [4]uint64
	for y := y0; y < y1; y++ {
		r.add(&sum, r.row(y, x0, x1))
	}
	n := uint64((x1 - x0) * (y1 - y0))
	count := [4]uint64{n}
	if r.N == 4 {
		count = [4]uint64{sum[3], sum[3], sum[3], n}
	}
	for k := range r.N {
		if count[k] == 0 {
			continue
		}
		v := (sum[k] + count[k]/2) / count[k]
		if r.Deep {
			put16(pixel[2*k:], uint32(v))
		} else {
			pixel[k] = byte(v)
		}
	}
	return pixel
}

// add adds the pixels of a row, colours times alpha. The largest sum, of a
// whole picture of 50 megapixels of 16 bits, is below 2⁵⁸.
func (r *Raster) add(sum *[4]uint64, row []byte) {
	switch {
	case r.N == 1 && !r.Deep:
		for _, v := range row {
			sum[0] += uint64(v)
		}
	case r.N == 1:
		for ; len(row) >= 2; row = row[2:] {
			sum[0] += uint64(be16(row))
		}
	case !r.Deep:
		for ; len(row) >= 4; row = row[4:] {
			a := uint64(row[3])
			sum[0] += a * uint64(row[0])
			sum[1] += a * uint64(row[1])
			sum[2] += a * uint64(row[2])
			sum[3] += a
		}
	default:
		for ; len(row) >= 8; row = row[8:] {
			a := uint64(be16(row[6:]))
			for k := range 3 {
				sum[k] += a * uint64(be16(row[2*k:]))
			}
			sum[3] += a
		}
	}
}

func (r *Raster) fill(x0, x1, y0, y1 int, pixel [8]byte) {
	first := r.row(y0, x0, x1)
	n := copy(first, pixel[:r.size()])
	for n < len(first) {
		n += copy(first[n:], first[:n])
	}
	for y := y0 + 1; y < y1; y++ {
		copy(r.row(y, x0, x1), first)
	}
}
