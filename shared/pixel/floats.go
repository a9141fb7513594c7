package pixel

// Kernels that look at neighbours work on rows of float32: exact for 16 bits,
// and what package nn/kernel has vector instructions for.

var float8 = func() (t [256]float32) {
	for i := range t {
		t[i] = float32(i)
	}
	return t
}()

// channels is how many rows load fills: one of a gray, three of an opaque
// picture, four where colours are weighted by alpha.
func (r *Raster) channels() int {
	if r.N == 4 && r.Opaque {
		return 3
	}
	return r.N
}

// load gives pixels x0 to x1 of row y as a row for each channel. Colours are
// multiplied by alpha, as 0…1, unless the raster is opaque.
func (r *Raster) load(y, x0, x1 int, dst [][]float32) {
	row, n := r.row(y, x0, x1), x1-x0
	if r.N == 1 {
		loadGray(row, dst[0][:n], r.Deep)
		return
	}
	a, b, c := dst[0][:n], dst[1][:n], dst[2][:n]
	for x := range a {
		var p [4]float32
		if r.Deep {
			q := row[8*x:][:8]
			p = [4]float32{float32(be16(q)), float32(be16(q[2:])), float32(be16(q[4:])), float32(be16(q[6:]))}
		} else {
			q := row[4*x:][:4]
			p = [4]float32{float8[q[0]], float8[q[1]], float8[q[2]], float8[q[3]]}
		}
		if len(dst) == 4 {
			w := p[3] / r.top()
			p[0], p[1], p[2] = p[0]*w, p[1]*w, p[2]*w
			dst[3][x] = p[3]
		}
		a[x], b[x], c[x] = p[0], p[1], p[2]
	}
}

func loadGray(row []byte, dst []float32, deep bool) {
	if deep {
		for x := range dst {
			dst[x] = float32(be16(row[2*x:]))
		}
		return
	}
	row = row[:len(dst)]
	for x, v := range row {
		dst[x] = float8[v]
	}
}

// store is load's way back, rounded to the nearest. Where alpha comes to
// nothing so do the colours. An opaque raster gets a full alpha.
func (r *Raster) store(y, x0, x1 int, src [][]float32) {
	row, n := r.row(y, x0, x1), x1-x0
	if r.N == 1 {
		storeGray(row, src[0][:n], r.Deep)
		return
	}
	a, b, c := src[0][:n], src[1][:n], src[2][:n]
	top := r.top()
	for x := range a {
		p := [4]float32{a[x], b[x], c[x], top}
		if len(src) == 4 {
			p[3] = src[3][x]
			w := float32(0)
			if p[3] > 0 {
				w = top / p[3]
			}
			p[0], p[1], p[2] = p[0]*w, p[1]*w, p[2]*w
		}
		if r.Deep {
			for k, v := range p {
				put16(row[8*x+2*k:], round16(v))
			}
			continue
		}
		q := row[4*x:][:4]
		q[0], q[1], q[2], q[3] = round8(p[0]), round8(p[1]), round8(p[2]), round8(p[3])
	}
}

func storeGray(row []byte, src []float32, deep bool) {
	if deep {
		for x, v := range src {
			put16(row[2*x:], round16(v))
		}
		return
	}
	row = row[:len(src)]
	for x, v := range src {
		row[x] = round8(v)
	}
}

func round8(v float32) uint8 {
	i := int32(v + 0.5)
	if uint32(i) > 255 {
		i = ^i >> 31 & 255
	}
	return uint8(i)
}

func round16(v float32) uint32 { return uint32(min(max(v+0.5, 0), 65535)) }

// planar is n rows of w values.
func planar(n, w int) [][]float32 {
	all := make([]float32, n*w)
	rows := make([][]float32, n)
	for i := range rows {
		rows[i] = all[i*w:][:w:w]
	}
	return rows
}
