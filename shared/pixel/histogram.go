package pixel

import (
	"context"
	"image"
	"sync"
)

// Histogram counts values: 256 of them, or 65536 of 16 bits.
type Histogram []uint64

// Histograms are those of luma and of red, green and blue.
type Histograms struct{ Luma, Red, Green, Blue Histogram }

// NewHistograms are empty ones.
func NewHistograms(deep bool) *Histograms {
	n := 256
	if deep {
		n = 65536
	}
	all := make(Histogram, 4*n)
	return &Histograms{all[:n:n], all[n:][:n:n], all[2*n:][:n:n], all[3*n:]}
}

// Count adds n pixels of one colour.
func (h *Histograms) Count(r, g, b uint32, n uint64) {
	h.Luma[(rToY*r+gToY*g+bToY*b+32768)>>16] += n
	h.Red[r] += n
	h.Green[g] += n
	h.Blue[b] += n
}

func (h *Histograms) add(more *Histograms) {
	for i := range h.Luma {
		h.Luma[i] += more.Luma[i]
		h.Red[i] += more.Red[i]
		h.Green[i] += more.Green[i]
		h.Blue[i] += more.Blue[i]
	}
}

// collect counts in parts that are added up under a lock.
func (h *Histograms) collect(ctx context.Context, rows int, count func(part *Histograms, y0, y1 int)) error {
	var mu sync.Mutex
	return Bands(ctx, rows, 8*BandRows, func(y0, y1 int) error {
		part := NewHistograms(len(h.Luma) > 256)
		count(part, y0, y1)
		mu.Lock()
		defer mu.Unlock()
		h.add(part)
		return nil
	})
}

// Add counts the pixels of a raster that can be seen at all.
func (h *Histograms) Add(ctx context.Context, r Raster) error {
	return h.collect(ctx, r.H, func(part *Histograms, y0, y1 int) {
		for y := y0; y < y1; y++ {
			part.row(&r, r.row(y, 0, r.W))
		}
	})
}

func (h *Histograms) row(r *Raster, row []byte) {
	switch {
	case r.N == 1 && !r.Deep:
		for _, v := range row {
			h.Luma[v]++
			h.Red[v]++
			h.Green[v]++
			h.Blue[v]++
		}
	case r.N == 1:
		for ; len(row) >= 2; row = row[2:] {
			v := be16(row)
			h.Count(v, v, v, 1)
		}
	case !r.Deep:
		for ; len(row) >= 4; row = row[4:] {
			if row[3] > 0 {
				h.Count(uint32(row[0]), uint32(row[1]), uint32(row[2]), 1)
			}
		}
	default:
		for ; len(row) >= 8; row = row[8:] {
			if row[6] > 0 || row[7] > 0 {
				h.Count(be16(row), be16(row[2:]), be16(row[4:]), 1)
			}
		}
	}
}

// AddYCbCr counts the pixels of a YCbCr picture: luma alone, or colours too.
func (h *Histograms) AddYCbCr(ctx context.Context, m *image.YCbCr, colours bool) error {
	w := m.Rect.Dx()
	sx, sy := Ratio(m.SubsampleRatio)
	return h.collect(ctx, m.Rect.Dy(), func(part *Histograms, y0, y1 int) {
		for y := y0; y < y1; y++ {
			luma := m.Y[y*m.YStride:][:w]
			for _, v := range luma {
				part.Luma[v]++
			}
			if !colours {
				continue
			}
			cb, cr := m.Cb[y/sy*m.CStride:], m.Cr[y/sy*m.CStride:]
			for x, v := range luma {
				ro, gr, bo := offsets(cb[x/sx], cr[x/sx])
				clip := func(v int) int { return min(max(v-reach, 0), 255) }
				part.Red[clip(int(v)+ro)]++
				part.Green[clip(int(v)+gr)]++
				part.Blue[clip(int(v)+bo)]++
			}
		}
	})
}

// Range is between which values all pixels lie but a share at each end, from 0
// to below ½. A histogram of nothing gives its whole range.
func (h Histogram) Range(share float64) (low, high int) {
	var total uint64
	for _, n := range h {
		total += n
	}
	if total == 0 {
		return 0, len(h) - 1
	}
	rest := uint64(share * float64(total))
	seen := uint64(0)
	for low = 0; low < len(h)-1; low++ {
		if seen += h[low]; seen > rest {
			break
		}
	}
	seen = 0
	for high = len(h) - 1; high > low; high-- {
		if seen += h[high]; seen > rest {
			break
		}
	}
	return low, high
}
