package webp

import (
	"bytes"
	"image"
)

// change is what a frame has to say after the one before.
type change struct {
	at      image.Point // of its upper left corner, both even
	pixels  *image.NRGBA
	over    bool // it is laid over, and where it is transparent nothing changes
	nothing bool // all stays
}

// changeOf finds the rectangle in which now differs from before, which is nil
// for the first frame.
func changeOf(before, now *image.NRGBA, lossless bool) change {
	if before == nil {
		return change{pixels: now}
	}
	r := differing(before, now)
	if r.Empty() {
		return change{pixels: image.NewNRGBA(image.Rect(0, 0, 1, 1)), over: true, nothing: true}
	}
	r.Min.X &^= 1
	r.Min.Y &^= 1
	c := change{at: r.Min, pixels: part(now, r)}
	m := holed(part(before, r), c.pixels)
	if m == nil || lossless && fewColours(c.pixels) && !fewColours(m) {
		return c
	}
	c.pixels, c.over = m, true
	return c
}

// differing is the least rectangle outside of which two pictures of one size are
// the same.
func differing(a, b *image.NRGBA) (r image.Rectangle) {
	w, h := a.Rect.Dx(), a.Rect.Dy()
	for y := range h {
		p, q := a.Pix[y*a.Stride:][:4*w], b.Pix[y*b.Stride:][:4*w]
		if bytes.Equal(p, q) {
			continue
		}
		x0, x1 := 0, w
		for bytes.Equal(p[4*x0:4*x0+4], q[4*x0:4*x0+4]) {
			x0++
		}
		for bytes.Equal(p[4*x1-4:4*x1], q[4*x1-4:4*x1]) {
			x1--
		}
		r = r.Union(image.Rect(x0, y, x1, y+1))
	}
	return r
}

// part shares its pixels with m, whose origin is its upper left corner.
func part(m *image.NRGBA, r image.Rectangle) *image.NRGBA {
	return &image.NRGBA{Pix: m.Pix[r.Min.Y*m.Stride+4*r.Min.X:], Stride: m.Stride, Rect: image.Rect(0, 0, r.Dx(), r.Dy())}
}

// holeSide is that of macroblocks: single pixels that happen to stay would leave
// a pattern that costs more than they do.
const holeSide = 16

// holed is now with nothing in the blocks that stay, so that it can be laid over
// before. It is nil where these are few, or where something translucent changes:
// that would mix with what is there.
func holed(before, now *image.NRGBA) *image.NRGBA {
	var news []image.Rectangle
	all := 0
	for y := 0; y < now.Rect.Dy(); y += holeSide {
		for x := 0; x < now.Rect.Dx(); x += holeSide {
			all++
			block := image.Rect(x, y, x+holeSide, y+holeSide).Intersect(now.Rect)
			if same(before, now, block) {
				continue
			}
			if !now.SubImage(block).(*image.NRGBA).Opaque() {
				return nil
			}
			news = append(news, block)
		}
	}
	if 8*(all-len(news)) < all {
		return nil
	}
	out := image.NewNRGBA(now.Rect)
	for _, block := range news {
		for y := block.Min.Y; y < block.Max.Y; y++ {
			copy(out.Pix[out.PixOffset(block.Min.X, y):], now.Pix[now.PixOffset(block.Min.X, y):][:4*block.Dx()])
		}
	}
	return out
}

// fewColours says that a palette would hold them. One that is full as it is would
// not hold the holes, which then cost far more than they spare.
func fewColours(m *image.NRGBA) bool {
	seen := make(map[[4]byte]struct{}, 257)
	var last [4]byte
	for y := range m.Rect.Dy() {
		for row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]; len(row) >= 4; row = row[4:] {
			c := [4]byte(row)
			if c == last && len(seen) > 0 {
				continue
			}
			last = c
			if seen[c] = struct{}{}; len(seen) > 256 {
				return false
			}
		}
	}
	return true
}

func same(a, b *image.NRGBA, r image.Rectangle) bool {
	n := 4 * r.Dx()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if !bytes.Equal(a.Pix[a.PixOffset(r.Min.X, y):][:n], b.Pix[b.PixOffset(r.Min.X, y):][:n]) {
			return false
		}
	}
	return true
}
