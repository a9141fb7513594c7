package picture

import (
	"image"
	"image/color"
	"slices"
)

// maxColours leaves one of a GIF's 256 colours for transparency.
const maxColours = 255

// quantise gives m a palette: its own colours if they are few enough, else 255
// chosen by median cut (Heckbert 1982) over 15-bit colours. Pixels less than
// half opaque become transparent. Nothing is dithered: in an animation the
// pattern would flicker.
func quantise(m *image.NRGBA) *image.Paletted {
	if out := exactPalette(m); out != nil {
		return out
	}
	var cells [1 << 15]cell
	clear := false
	forPixels(m, func(_ int, c [4]byte) {
		if c[3] < 128 {
			clear = true
			return
		}
		e := &cells[key15(c)]
		e.n++
		for i := range 3 {
			e.sum[i] += int64(c[i])
		}
	})
	boxes := medianCut(&cells)
	out := image.NewPaletted(m.Rect, nil)
	var index [1 << 15]uint8
	for i, b := range boxes {
		out.Palette = append(out.Palette, b.mean(&cells))
		for _, k := range b {
			index[k] = uint8(i)
		}
	}
	if clear || len(boxes) == 0 {
		out.Palette = append(out.Palette, color.RGBA{})
	}
	forPixels(m, func(at int, c [4]byte) {
		out.Pix[at] = index[key15(c)]
		if c[3] < 128 {
			out.Pix[at] = uint8(len(boxes))
		}
	})
	return out
}

// exactPalette is m with all of its colours, or nil if they are too many.
func exactPalette(m *image.NRGBA) *image.Paletted {
	out := image.NewPaletted(m.Rect, nil)
	index := map[[4]byte]uint8{}
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*w]
		for x := range w {
			c := [4]byte(row[4*x:])
			if c[3] < 128 {
				c = [4]byte{}
			} else {
				c[3] = 255
			}
			i, ok := index[c]
			if !ok {
				if len(index) > maxColours {
					return nil
				}
				i = uint8(len(index))
				index[c] = i
				out.Palette = append(out.Palette, color.RGBA{c[0], c[1], c[2], c[3]})
			}
			out.Pix[y*out.Stride+x] = i
		}
	}
	return out
}

func forPixels(m *image.NRGBA, f func(at int, c [4]byte)) {
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*w]
		for x := range w {
			f(y*w+x, [4]byte(row[4*x:]))
		}
	}
}

func key15(c [4]byte) int { return int(c[0]>>3)<<10 | int(c[1]>>3)<<5 | int(c[2]>>3) }

// cell counts the pixels of one 15-bit colour and adds them up.
type cell struct {
	n   int64
	sum [3]int64
}

// box is a set of cells that share a palette entry.
type box []int

func (b box) mean(cells *[1 << 15]cell) color.RGBA {
	var all cell
	for _, k := range b {
		all.n += cells[k].n
		for i := range 3 {
			all.sum[i] += cells[k].sum[i]
		}
	}
	v := func(i int) uint8 { return uint8((all.sum[i] + all.n/2) / all.n) }
	return color.RGBA{v(0), v(1), v(2), 255}
}

// widest is the channel over which b stretches most, as a shift, and how far
// times how many pixels.
func (b box) widest(cells *[1 << 15]cell) (shift uint, weight int64) {
	var n, span int64
	for _, k := range b {
		n += cells[k].n
	}
	for _, s := range []uint{10, 5, 0} {
		low, high := 31, 0
		for _, k := range b {
			low, high = min(low, k>>s&31), max(high, k>>s&31)
		}
		if d := int64(high - low); d > span {
			shift, span = s, d
		}
	}
	return shift, n * span
}

func medianCut(cells *[1 << 15]cell) []box {
	var all box
	for k := range cells {
		if cells[k].n > 0 {
			all = append(all, k)
		}
	}
	if len(all) == 0 {
		return nil
	}
	boxes := []box{all}
	shift, weight := all.widest(cells)
	shifts, weights := []uint{shift}, []int64{weight}
	for len(boxes) < maxColours {
		i := 0
		for j, w := range weights {
			if w > weights[i] {
				i = j
			}
		}
		if weights[i] == 0 {
			break
		}
		a, b := boxes[i].split(cells, shifts[i])
		boxes[i] = a
		shifts[i], weights[i] = a.widest(cells)
		shift, weight = b.widest(cells)
		boxes, shifts, weights = append(boxes, b), append(shifts, shift), append(weights, weight)
	}
	return boxes
}

// split halves b by pixels along a channel; both halves have cells.
func (b box) split(cells *[1 << 15]cell, shift uint) (box, box) {
	slices.SortFunc(b, func(x, y int) int { return x>>shift&31 - y>>shift&31 })
	var total, seen int64
	for _, k := range b {
		total += cells[k].n
	}
	at := 1
	for i, k := range b[:len(b)-1] {
		if seen += cells[k].n; 2*seen >= total {
			at = i + 1
			break
		}
		at = i + 1
	}
	return b[:at:at], b[at:]
}
