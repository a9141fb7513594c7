package resize

import (
	"context"
	"image"
)

// NRGBA resizes m to w × h pixels. Colours weigh by their alpha, so that what
// is transparent does not show.
func NRGBA(ctx context.Context, m *image.NRGBA, w, h int, f Filter) (*image.NRGBA, error) {
	if err := checkSizes(m.Rect, w, h); err != nil {
		return nil, err
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if m.Opaque() {
		return out, opaque(ctx, out, m, f)
	}
	n := m.Rect.Dx()
	c := converter{n: n, channels: 4, read: func(y int, row []int16) {
		px := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):][:4*n]
		r, g, b, a := row[:n], row[n:2*n], row[2*n:3*n], row[3*n:4*n]
		for i := range a {
			p := px[4*i:][:4]
			alpha := int(p[3])
			r[i], g[i], b[i] = weighted(int(p[0])*alpha*257/255), weighted(int(p[1])*alpha*257/255), weighted(int(p[2])*alpha*257/255)
			a[i] = weighted(alpha * 257)
		}
	}, write: func(y int, row []uint16, stride int) {
		for i, px := 0, out.Pix[y*out.Stride:]; i < w; i, px = i+1, px[4:] {
			a := plain(row[3*stride+i])
			if px[3] = byte(min(max(a+128, 0)/257, 255)); px[3] == 0 {
				continue
			}
			for k := range 3 {
				px[k] = byte(min((max(plain(row[k*stride+i]), 0)*255+a/2)/a, 255))
			}
		}
	}}
	return out, c.resize(ctx, m.Rect.Dy(), w, h, f)
}

// weighted and plain halve words, and double them again, about their middle:
// colours and alpha overshoot together, and are the right colour only when they
// are divided before either is clipped.
func weighted(v int) int16 { return int16((v+1)>>1 - 1<<14) }
func plain(v uint16) int   { return 2 * (int(v) - 1<<14) }

// opaque leaves alpha out and resizes bytes.
func opaque(ctx context.Context, out, m *image.NRGBA, f Filter) error {
	n, w, h := m.Rect.Dx(), out.Rect.Dx(), out.Rect.Dy()
	down := newAxis(m.Rect.Dy(), h, ratio(m.Rect.Dy(), h), f)
	along := newAxis(n, w, ratio(n, w), f).grouped()
	win := newWindow(4*n, down.taps, func(y int, row []byte) {
		split(row, m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):][:4*n])
	})
	mid, padded := make([]int16, along.reach(3*n)), len(along.start)
	line := make([]byte, 3*padded)
	for y := range h {
		if err := expired(ctx, y); err != nil {
			return err
		}
		sumBytes(mid[:3*n], win.from(int(down.start[y]), down.taps), 4*n, down.row(y))
		for k := range 3 {
			alongBytes(line[k*padded:][:padded], mid[k*n:], &along)
		}
		r, g, b := line[:w], line[padded:][:w], line[2*padded:][:w]
		px := out.Pix[y*out.Stride:][:4*w]
		for i := range r {
			p := px[4*i:][:4]
			p[0], p[1], p[2], p[3] = r[i], g[i], b[i], 255
		}
	}
	return nil
}
