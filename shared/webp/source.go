package webp

import "image"

// source makes rows of macroblocks of a picture: BT.601 in video range (RFC
// 9649, 2.5), chroma as the mean of four. What is beyond the picture repeats
// its edge.
type source struct {
	m       *image.NRGBA
	unseen  *unseen // or nil
	stride  int     // of y; half of it of u and v
	y, u, v []uint8
	sums    []int32 // of a row of chroma: red, green, blue
}

func newSource(m *image.NRGBA) *source {
	n := (m.Rect.Dx() + 15) &^ 15
	return &source{m: m, unseen: newUnseen(m), stride: n, y: make([]uint8, 16*n), u: make([]uint8, 4*n), v: make([]uint8, 4*n), sums: make([]int32, 3*n/2)}
}

// load makes the samples of row n of macroblocks.
func (s *source) load(n int) {
	w, h := s.m.Rect.Dx(), s.m.Rect.Dy()-16*n
	pix, stride := s.m.Pix[16*n*s.m.Stride:], s.m.Stride
	if s.unseen != nil {
		s.unseen.load(n)
		pix, stride = s.unseen.rows, 4*w
	}
	for y := range 16 {
		row, luma := pix[min(y, h-1)*stride:][:4*w], s.y[y*s.stride:][:s.stride]
		if y%2 == 0 {
			clear(s.sums)
		}
		for x := range s.stride {
			p := row[4*min(x, w-1):][:3]
			r, g, b := int32(p[0]), int32(p[1]), int32(p[2])
			luma[x] = uint8((16839*r + 33059*g + 6420*b + 16<<16 + 1<<15) >> 16)
			sum := s.sums[x/2*3:][:3]
			sum[0] += r
			sum[1] += g
			sum[2] += b
		}
		if y%2 == 1 {
			s.chroma(y / 2)
		}
	}
}

func (s *source) chroma(y int) {
	n := s.stride / 2
	u, v := s.u[y*n:][:n], s.v[y*n:][:n]
	for x := range n {
		p := s.sums[3*x:][:3]
		r, g, b := p[0], p[1], p[2]
		u[x] = uint8((-9719*r - 19081*g + 28800*b + 128<<18 + 1<<17) >> 18)
		v[x] = uint8((28800*r - 24116*g - 4684*b + 128<<18 + 1<<17) >> 18)
	}
}
