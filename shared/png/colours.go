package png

import (
	"context"
	"encoding/binary"
	"image"
	"slices"
)

// colourSet are up to 256 colours, red in the lowest byte and alpha in the
// highest. Where in list a colour is says at; factor is one that gives each a
// place of its own there, so that one look finds it.
type colourSet struct {
	list   []uint32
	factor uint32
	at     [1 << 16]uint8
}

func newColourSet() *colourSet {
	return &colourSet{list: make([]uint32, 0, 256), factor: 0x9e3779b1}
}

func (s *colourSet) place(c uint32) uint32 { return c * s.factor >> 16 }

// find is where in list c is, if it is there at all.
func (s *colourSet) find(c uint32) uint8 { return s.at[s.place(c)] }

func (s *colourSet) holds(c uint32) bool {
	at := int(s.find(c))
	return at < len(s.list) && s.list[at] == c
}

// add reports false if the set is full.
func (s *colourSet) add(c uint32) bool {
	if s.holds(c) {
		return true
	}
	if len(s.list) == cap(s.list) {
		return false
	}
	s.list = append(s.list, c)
	other := s.list[s.find(c)]
	s.at[s.place(c)] = uint8(len(s.list) - 1)
	return s.place(other) != s.place(c) || other == c || s.placed()
}

// placed gives all colours places of their own. It reports false if none of many
// factors does, of which half are expected to even for 256.
func (s *colourSet) placed() bool {
	for range 64 {
		clear(s.at[:])
		for i, c := range s.list {
			s.at[s.place(c)] = uint8(i)
		}
		if !slices.ContainsFunc(s.list, func(c uint32) bool { return !s.holds(c) }) {
			return true
		}
		s.factor = s.factor*1664525 + 1013904223 | 1
	}
	return false
}

// sort lets the colours that can be seen through come first, so that tRNS need
// not list the others; the rest of the order is that of the numbers.
func (s *colourSet) sort() {
	slices.Sort(s.list)
	s.placed()
}

// looks is how many pixels from all over a picture are looked at first: of a
// photograph or a screenshot these are already too many colours.
const looks = 4096

// coloursOf are all colours of a picture, nil where there are more than 256.
func coloursOf(ctx context.Context, m *image.NRGBA) (*colourSet, error) {
	s := newColourSet()
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for i := range looks {
		at := w * h * i / looks
		if !s.add(binary.LittleEndian.Uint32(m.Pix[at/w*m.Stride+at%w*4:])) {
			return nil, nil
		}
	}
	for y := range h {
		if y%checkRows == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for row := m.Pix[y*m.Stride:][:4*w]; len(row) >= 4; row = row[4:] {
			if c := binary.LittleEndian.Uint32(row); s.list[s.find(c)] != c && !s.add(c) {
				return nil, nil
			}
		}
	}
	return s, nil
}
