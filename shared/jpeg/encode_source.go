package jpeg

import (
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/jpeg/dct"
)

// strip is the samples of a component in one row of MCUs, padding included.
type strip struct {
	pix    []byte
	stride int
}

// source gives the strips of MCU row my of a picture. What lies beyond the
// picture's edges repeats the last samples: that costs the fewest bits.
type source interface {
	strips(my int, dst *[4]strip)
}

func newSource(m image.Image, f *frame) source {
	r := m.Bounds()
	switch m := m.(type) {
	case *image.Gray:
		return &planeSource{f: f, planes: [3]samplePlane{{m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], m.Stride}}}
	case *image.YCbCr:
		if sub, _ := f.ratio(); sub == m.SubsampleRatio && r.Min.X%f.hmax == 0 && r.Min.Y%f.vmax == 0 {
			y, c := m.YOffset(r.Min.X, r.Min.Y), m.COffset(r.Min.X, r.Min.Y)
			return &planeSource{f, [3]samplePlane{{m.Y[y:], m.YStride}, {m.Cb[c:], m.CStride}, {m.Cr[c:], m.CStride}}}
		}
	}
	return newRowSource(f, fullRows(m))
}

// planeSource has the planes as the frame has them.
type planeSource struct {
	f      *frame
	planes [3]samplePlane
}

func (s *planeSource) strips(my int, dst *[4]strip) {
	for i := range s.f.comps {
		c, p := &s.f.comps[i], &s.planes[i]
		for y := range 8 * c.v {
			from := min(my*8*c.v+y, c.ht-1) * p.stride
			row := dst[i].pix[y*dst[i].stride:][:dst[i].stride]
			copy(row, p.pix[from:][:c.w])
			extend(row, c.w)
		}
	}
}

// extend repeats the last of n samples to the end of row.
func extend(row []byte, n int) {
	for rest := row[n:]; len(rest) > 0; rest = rest[1:] {
		rest[0] = row[n-1]
	}
}

// fullRow gives row y of a picture as samples of all components in full size.
type fullRow func(y int, luma, cb, cr []byte)

func fullRows(m image.Image) fullRow {
	r := m.Bounds()
	w := r.Dx()
	switch m := m.(type) {
	case *image.NRGBA:
		return func(y int, luma, cb, cr []byte) {
			dct.ToYCC(luma[:w], cb, cr, m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):])
		}
	case *image.RGBA:
		return func(y int, luma, cb, cr []byte) {
			dct.ToYCC(luma[:w], cb, cr, m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):])
		}
	case *image.YCbCr:
		return func(y int, luma, cb, cr []byte) {
			copy(luma[:w], m.Y[m.YOffset(r.Min.X, r.Min.Y+y):])
			for x := range w {
				at := m.COffset(r.Min.X+x, r.Min.Y+y)
				cb[x], cr[x] = m.Cb[at], m.Cr[at]
			}
		}
	}
	px := make([]byte, 4*w)
	return func(y int, luma, cb, cr []byte) {
		for x := range w {
			c := color.NRGBAModel.Convert(m.At(r.Min.X+x, r.Min.Y+y)).(color.NRGBA)
			px[4*x], px[4*x+1], px[4*x+2] = c.R, c.G, c.B
		}
		dct.ToYCC(luma[:w], cb, cr, px)
	}
}

// rowSource makes the planes of rows in full size, each chroma sample the mean
// of its pixels.
type rowSource struct {
	f      *frame
	row    fullRow
	chroma [2][2][]byte // Cb and Cr of two rows
	half   []byte
}

func newRowSource(f *frame, row fullRow) *rowSource {
	s := &rowSource{f: f, row: row}
	width := 8 * f.comps[0].sw
	for i := range s.chroma {
		s.chroma[i] = [2][]byte{make([]byte, width), make([]byte, width)}
	}
	s.half = make([]byte, width/2)
	return s
}

func (s *rowSource) strips(my int, dst *[4]strip) {
	for y := range 8 * s.f.vmax {
		at := min(my*8*s.f.vmax+y, s.f.h-1)
		luma := dst[0].pix[y*dst[0].stride:][:dst[0].stride]
		two := &s.chroma[y%s.f.vmax]
		s.row(at, luma, two[0], two[1])
		extend(luma, s.f.w)
		extend(two[0], s.f.w)
		extend(two[1], s.f.w)
		if (y+1)%s.f.vmax != 0 {
			continue
		}
		for i := range 2 {
			row := dst[1+i].pix[y/s.f.vmax*dst[1+i].stride:][:dst[1+i].stride]
			s.shrink(row, s.chroma[0][i], s.chroma[1][i])
		}
	}
}

// shrink makes a row of chroma of one row, or two, in full size.
func (s *rowSource) shrink(dst, a, b []byte) {
	switch [2]int{s.f.hmax, s.f.vmax} {
	case [2]int{1, 1}:
		copy(dst, a)
	case [2]int{1, 2}:
		dct.HalveHeight(dst, a, b)
	case [2]int{2, 1}:
		dct.HalveWidth(dst, a)
	case [2]int{2, 2}:
		dct.HalveBoth(dst, a, b)
	case [2]int{4, 1}:
		dct.HalveWidth(s.half, a)
		dct.HalveWidth(dst, s.half)
	case [2]int{4, 2}:
		dct.HalveBoth(s.half, a, b)
		dct.HalveWidth(dst, s.half)
	}
}
