package jpeg

import "github.com/reverie-image/reverie/shared/jpeg/dct1"

// mirror is how samples of a component are mirrored in one direction.
type mirror struct {
	on    bool    // within blocks: exact exchange of blocks does not do
	edge  int     // position of the last sample in the last block, 0…7
	share float32 // of a mirrored sample that comes from the neighbour before
}

// newMirror is for a component of n samples that a picture of size pixels has
// at full/own of its resolution.
func newMirror(n, size, full, own int) (mirror, error) {
	m := mirror{edge: (n - 1) % 8}
	over := n*full - size*own // n samples go beyond the picture's edge by over/full of one
	if over > 0 {
		if full%own != 0 {
			return m, needsPixels("the edge lies within a sample of %d/%d", full, own)
		}
		m.share = float32(over) / float32(full)
	}
	m.on = m.edge != 7 || m.share != 0
	return m, nil
}

// reverse makes of the coefficients in f, transformed in the direction of its
// columns, those of the mirrored component. lines[0] holds the samples of the
// block before, unless f is the first, and is then given those of f.
func (m *mirror) reverse(f *dct1.Block, lines *[2]dct1.Block, first bool) {
	dct1.Inverse(&lines[1], f)
	if first { // the edge goes on
		for i := range lines[0] {
			lines[0][i] = lines[1][i&7]
		}
	}
	dct1.Forward(f, lines, 8+m.edge, m.share)
	lines[0] = lines[1]
}
