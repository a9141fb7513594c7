package png

import (
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"slices"
)

// fewer is a source of the same pixels as im's that takes fewer bits of each:
// with a palette, or of grays that need less than a byte. It is nil where there
// is none.
func fewer(ctx context.Context, im *Image) (*source, error) {
	switch m := im.Pixels.(type) {
	case *image.Gray:
		return fewerGrays(ctx, m)
	case *image.Paletted:
		return fewerEntries(m), ctx.Err()
	case *image.NRGBA:
		if im.Color.IsGray() && slices.ContainsFunc(im.Chunks, func(c Chunk) bool { return c.Name == "iCCP" }) {
			return nil, nil // of grays, which a palette may not have
		}
		return fewColours(ctx, m)
	}
	return nil, nil
}

// sized is a source for h that is otherwise complete.
func (s *source) sized(r image.Rectangle) *source {
	s.Width, s.Height = r.Dx(), r.Dy()
	s.rowSize, s.distance = s.rowBytes(s.Width), s.filterDistance()
	return s
}

// tables is how many bytes a palette takes besides the picture data.
func (s *source) tables() int {
	if s.Color != Palette {
		return 0
	}
	return 2*12 + 4*len(s.palette)
}

// fewerGrays is for evenly spaced grays, as types of less than 8 bits have them.
func fewerGrays(ctx context.Context, m *image.Gray) (*source, error) {
	var used [256]bool
	for y := range m.Rect.Dy() {
		for _, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			used[v] = true
		}
		if y%16 == 0 && grayDepth(&used) == 8 {
			return nil, nil
		}
		if y%checkRows == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	s := &source{Header: Header{Color: Gray, Depth: grayDepth(&used)}}
	if s.Depth == 8 {
		return nil, nil
	}
	s.row = func(y int, dst []byte) { packBits(dst, m.Pix[y*m.Stride:][:s.Width], s.Depth, 8-s.Depth) }
	return s.sized(m.Rect), nil
}

// grayDepth is the least depth that has all grays in use.
func grayDepth(used *[256]bool) int {
	depth := 1
	for v, ok := range used {
		for ok && v%(255/(1<<depth-1)) != 0 {
			depth *= 2
		}
	}
	return depth
}

// fewerEntries is for a palette that has colours more than once.
func fewerEntries(m *image.Paletted) *source {
	var pal color.Palette
	var to [256]byte
	at := map[color.NRGBA]byte{}
	for i, c := range m.Palette {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		k, ok := at[n]
		if !ok {
			k = byte(len(pal))
			at[n], pal = k, append(pal, n)
		}
		to[i] = k
	}
	if len(pal) == len(m.Palette) {
		return nil
	}
	s := &source{Header: Header{Color: Palette, Depth: indexDepth(len(pal))}, palette: pal}
	line := make([]byte, m.Rect.Dx())
	s.row = func(y int, dst []byte) {
		for x, v := range m.Pix[y*m.Stride:][:len(line)] {
			line[x] = to[v]
		}
		packBits(dst, line, s.Depth, 0)
	}
	return s.sized(m.Rect)
}

// fewColours is for at most 256 colours, each with its alpha.
func fewColours(ctx context.Context, m *image.NRGBA) (*source, error) {
	set, err := coloursOf(ctx, m)
	if set == nil || err != nil {
		return nil, err
	}
	set.sort()
	s := &source{Header: Header{Color: Palette, Depth: indexDepth(len(set.list))}}
	for _, c := range set.list {
		s.palette = append(s.palette, color.NRGBA{uint8(c), uint8(c >> 8), uint8(c >> 16), uint8(c >> 24)})
	}
	line := make([]byte, m.Rect.Dx())
	s.row = func(y int, dst []byte) {
		row := m.Pix[y*m.Stride:][:4*len(line)]
		for x := range line {
			line[x] = set.find(binary.LittleEndian.Uint32(row[4*x:]))
		}
		packBits(dst, line, s.Depth, 0)
	}
	return s.sized(m.Rect), nil
}

// indexDepth is the least depth of indices of n colours.
func indexDepth(n int) int {
	depth := 1
	for 1<<depth < n {
		depth *= 2
	}
	return depth
}
