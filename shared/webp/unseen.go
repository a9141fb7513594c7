package webp

import "image"

// unseen gives pixels that cannot be seen the colour of those about them: what is
// left of them there, as in a film or about a cut-out, takes bits, and its colour
// seeps into those that are seen.
type unseen struct {
	m     *image.NRGBA
	rows  []byte    // 16 of them
	above [][3]byte // the colours of the macroblocks above
}

// newUnseen is nil where all is seen.
func newUnseen(m *image.NRGBA) *unseen {
	if m.Opaque() {
		return nil
	}
	w := m.Rect.Dx()
	return &unseen{m: m, rows: make([]byte, 16*4*w), above: make([][3]byte, (w+15)/16)}
}

// load copies row n of macroblocks, of fewer rows at the end.
func (u *unseen) load(n int) {
	w, h := u.m.Rect.Dx(), min(16, u.m.Rect.Dy()-16*n)
	for y := range h {
		copy(u.rows[4*w*y:][:4*w], u.m.Pix[(16*n+y)*u.m.Stride:])
	}
	colour := u.above[0]
	for i := range u.above {
		x0, x1 := 64*i, min(64*i+64, 4*w)
		var sum [3]int
		seen, hidden := 0, 0
		for y := range h {
			for p := u.rows[4*w*y+x0 : 4*w*y+x1]; len(p) >= 4; p = p[4:] {
				if p[3] == 0 {
					hidden++
					continue
				}
				seen++
				for k := range sum {
					sum[k] += int(p[k])
				}
			}
		}
		if seen > 0 {
			colour = [3]byte{byte(sum[0] / seen), byte(sum[1] / seen), byte(sum[2] / seen)}
		}
		u.above[i] = colour
		for y := 0; y < h && hidden > 0; y++ {
			for p := u.rows[4*w*y+x0 : 4*w*y+x1]; len(p) >= 4; p = p[4:] {
				if p[3] == 0 {
					copy(p, colour[:])
				}
			}
		}
	}
}
