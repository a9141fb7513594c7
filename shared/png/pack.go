package png

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
)

// source gives the rows of a picture as they are stored.
type source struct {
	Header
	row      func(y int, dst []byte)
	palette  color.Palette
	key      []uint16
	rowSize  int
	distance int
}

// newSource chooses the smallest of PNG's types that holds a picture and is
// none less than want asks for: want.Color's alpha stays though all is opaque,
// and key stays where it still says which pixels cannot be seen.
func newSource(img image.Image, want Header, key []uint16) (*source, error) {
	b := img.Bounds()
	if b.Min != (image.Point{}) || b.Empty() {
		return nil, fmt.Errorf("png: a picture at %v", b)
	}
	s := &source{Header: Header{Width: b.Dx(), Height: b.Dy(), Depth: 8}}
	switch m := img.(type) {
	case *image.Gray:
		s.gray(m, want)
	case *image.Gray16:
		s.Depth = 16
		s.row = func(y int, dst []byte) { copy(dst, m.Pix[y*m.Stride:]) }
	case *image.Paletted:
		s.paletted(m, want)
	case *image.NRGBA:
		s.channels(m.Pix, m.Stride, 1, want, key)
	case *image.NRGBA64:
		s.Depth = 16
		s.channels(m.Pix, m.Stride, 2, want, key)
	default:
		return nil, fmt.Errorf("png: no way to write a %T", img)
	}
	s.rowSize, s.distance = s.rowBytes(s.Width), s.filterDistance()
	return s, nil
}

// gray keeps a depth below 8 where all values are those that it has.
func (s *source) gray(m *image.Gray, want Header) {
	s.row = func(y int, dst []byte) { copy(dst, m.Pix[y*m.Stride:]) }
	if want.Color != Gray || !few(want.Depth) {
		return
	}
	scale := byte(255 / (1<<want.Depth - 1))
	for y := range s.Height {
		for _, v := range m.Pix[y*m.Stride:][:s.Width] {
			if v%scale != 0 {
				return
			}
		}
	}
	s.Depth = want.Depth
	s.row = func(y int, dst []byte) { packBits(dst, m.Pix[y*m.Stride:][:s.Width], s.Depth, 8-s.Depth) }
}

// few says that a depth is less than a byte.
func few(depth int) bool { return depth == 1 || depth == 2 || depth == 4 }

// paletted keeps the depth of a palette's indices, if it is enough.
func (s *source) paletted(m *image.Paletted, want Header) {
	s.Color, s.palette = Palette, m.Palette
	s.Depth = indexDepth(len(m.Palette))
	if want.Color == Palette {
		s.Depth = max(s.Depth, want.Depth)
	}
	s.row = func(y int, dst []byte) { packBits(dst, m.Pix[y*m.Stride:][:s.Width], s.Depth, 0) }
}

// lowKeyed is for grays of less than 8 bits of which one cannot be seen: it
// reports whether the pixels are still such.
func (s *source) lowKeyed(pix []byte, stride, depth int, key []uint16) bool {
	scale := byte(255 / (1<<depth - 1))
	if !keyed(pix, stride, s.Width, s.Height, 1, []uint16{key[0] * uint16(scale)}) {
		return false
	}
	for y := range s.Height {
		row := pix[y*stride:][:4*s.Width]
		for i := 0; i < len(row); i += 4 {
			if row[i]%scale != 0 {
				return false
			}
		}
	}
	s.Color, s.Depth, s.key = Gray, depth, key
	line := make([]byte, s.Width)
	s.row = func(y int, dst []byte) {
		for i := range line {
			line[i] = pix[y*stride+4*i]
		}
		packBits(dst, line, depth, 8-depth)
	}
	return true
}

// packBits puts values, shifted down, side by side, depth bits each. What scales
// 8 bits makes of fewer has these on top.
func packBits(dst, row []byte, depth, shift int) {
	per := 8 / depth
	whole := len(row) / per
	switch depth {
	case 8:
		copy(dst, row)
		return
	case 4:
		for i := range dst[:whole] {
			dst[i] = row[2*i]>>shift<<4 | row[2*i+1]>>shift
		}
	case 2:
		for i := range dst[:whole] {
			v := row[4*i : 4*i+4 : 4*i+4]
			dst[i] = v[0]>>shift<<6 | v[1]>>shift<<4 | v[2]>>shift<<2 | v[3]>>shift
		}
	case 1:
		for i := range dst[:whole] {
			// Each byte's bit goes to the top byte, the first to its highest.
			v := binary.LittleEndian.Uint64(row[8*i:]) >> shift & 0x0101010101010101
			dst[i] = byte(v * 0x8040201008040201 >> 56)
		}
	}
	if rest := row[whole*per:]; len(rest) > 0 {
		dst[whole] = 0
		for x, v := range rest {
			dst[whole] |= v >> shift << (8 - depth - x*depth)
		}
	}
}

// channels is for pixels of four channels of size bytes.
func (s *source) channels(pix []byte, stride, size int, want Header, key []uint16) {
	gray, alpha := want.Color.IsGray(), want.Color.HasAlpha()
	if !alpha {
		alpha = !opaque(pix, stride, s.Width, s.Height, size)
		if gray && len(key) == 1 && few(want.Depth) {
			if s.lowKeyed(pix, stride, want.Depth, key) {
				return
			}
		} else if (gray && len(key) == 1 || !gray && len(key) == 3) && keyed(pix, stride, s.Width, s.Height, size, key) {
			alpha, s.key = false, key
		}
	}
	take := []int{0, 1, 2}
	switch s.Color = RGB; {
	case gray && alpha:
		s.Color, take = GrayAlpha, []int{0, 3}
	case gray:
		s.Color, take = Gray, []int{0}
	case alpha:
		s.Color, take = RGBA, nil
	}
	s.row = func(y int, dst []byte) {
		src := pix[y*stride:][:4*size*s.Width]
		switch {
		case take == nil:
			copy(dst, src)
		case s.Color == RGB && size == 1:
			packRGB(dst, src)
		default:
			for i := 0; len(src) > 0; src = src[4*size:] {
				for _, k := range take {
					i += copy(dst[i:], src[k*size:(k+1)*size])
				}
			}
		}
	}
}

// opaque says that no alpha is less than full.
func opaque(pix []byte, stride, w, h, size int) bool {
	const low, high = 0xff000000ff000000, 0xffff000000000000
	for y := range h {
		row := pix[y*stride:][:4*size*w]
		all, mask := uint64(low), uint64(low)
		if size == 2 {
			// Big-endian samples: the last two bytes are alpha.
			all, mask = high, high
		}
		for ; len(row) >= 8; row = row[8:] {
			all &= binary.LittleEndian.Uint64(row)
		}
		if all&mask != mask || len(row) > 0 && row[3] != 255 {
			return false
		}
	}
	return true
}

// keyed says that the pixels that cannot be seen are just those of key's
// colour, and the others full.
func keyed(pix []byte, stride, w, h, size int, key []uint16) bool {
	for y := range h {
		for p := pix[y*stride:][:4*size*w]; len(p) > 0; p = p[4*size:] {
			hit, full := true, p[4*size-1] == 255 && p[3*size] == 255
			none := p[4*size-1] == 0 && p[3*size] == 0
			for k, v := range key {
				sample := uint16(p[k])
				if size == 2 {
					sample = be16(p[2*k:])
				}
				hit = hit && sample == v
			}
			if hit != none || !hit && !full {
				return false
			}
		}
	}
	return true
}

func packRGB(dst, src []byte) {
	n := packRow(dst, src)
	dst, src = dst[3*n:], src[4*n:]
	for ; len(src) >= 4 && len(dst) >= 3; dst, src = dst[3:], src[4:] {
		dst[0], dst[1], dst[2] = src[0], src[1], src[2]
	}
}
