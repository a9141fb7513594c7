package webp

import (
	"context"
	"image"
)

// lossy is m as a VP8 key frame (RFC 6386), without its alpha. Tokens'
// probabilities come from a first pass over some rows of macroblocks, so that
// nothing but the result and a few rows is held.
func lossy(ctx context.Context, m *image.NRGBA, quality int) ([]byte, error) {
	f := newFrame(m, quality)
	c := &census{}
	step := min(max(f.mbw*f.mbh/2048, 1), 8)
	for y := 0; y < f.mbh; y += step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if step > 1 && y > 0 {
			f.pretend(y)
		}
		f.row(y, func(mb *macroblock) { c.blocks++; c.bare += mb.count(c) })
	}
	p := c.settle(step)
	skip := chance(uint32(c.blocks-c.bare), uint32(c.bare))
	head, body := f.header(p, skip), tokenWriter{newBoolWriter(), p}
	f.start()
	for y := range f.mbh {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f.row(y, func(mb *macroblock) { mb.write(head, body, skip) })
		f.plainOnly = len(head.out) > maxHead-16-2*(f.mbw*(f.mbh-y))
	}
	return f.file(head.finish(), body.finish())
}

// maxHead is what the frame's tag can say of the length of the first partition,
// which holds the modes.
const maxHead = 1<<19 - 1

// frame is a picture being coded.
type frame struct {
	src       *source
	mbw, mbh  int
	q         quantisers
	w         work
	mb        macroblock
	above     *[3][]uint8 // the last row of samples of the macroblocks above
	aboveMode []uint8     // of their lowest blocks
	aboveHas  [][9]uint8  // whether those have levels: 4 luma, 2 + 2 chroma, means
	leftMode  [4]uint8
	leftHas   [9]uint8
	plainOnly bool // no room for the modes of small blocks
}

func newFrame(m *image.NRGBA, quality int) *frame {
	f := &frame{src: newSource(m), q: newQuantisers(quality)}
	f.mbw, f.mbh = (m.Rect.Dx()+15)/16, (m.Rect.Dy()+15)/16
	f.above = &[3][]uint8{make([]uint8, 16*f.mbw), make([]uint8, 8*f.mbw), make([]uint8, 8*f.mbw)}
	f.aboveMode, f.aboveHas = make([]uint8, 4*f.mbw), make([][9]uint8, f.mbw)
	return f
}

// start forgets what was above.
func (f *frame) start() {
	clear(f.aboveMode)
	clear(f.aboveHas)
}

// pretend makes the source of the macroblocks above row y what was coded there.
func (f *frame) pretend(y int) {
	f.src.load(y - 1)
	copy(f.above[0], f.src.y[15*f.src.stride:])
	copy(f.above[1], f.src.u[7*f.src.stride/2:])
	copy(f.above[2], f.src.v[7*f.src.stride/2:])
}

// row codes the macroblocks of a row.
func (f *frame) row(y int, done func(*macroblock)) {
	f.src.load(y)
	f.leftMode, f.leftHas = [4]uint8{}, [9]uint8{}
	for x := range f.mbw {
		f.frameWork(x, y)
		f.code(x, y)
		done(&f.mb)
		f.keep(x)
	}
}

// frameWork puts what lies around macroblock x, y into place; beyond the
// picture that is 127 above and 129 to the left.
func (f *frame) frameWork(x, y int) {
	w := &f.w
	for i := -1; i < 16; i++ {
		w[atY+i*stride-1] = sideOf(x, w[atY+i*stride+15])
	}
	for i := -1; i < 8; i++ {
		w[atU+i*stride-1] = sideOf(x, w[atU+i*stride+7])
		w[atV+i*stride-1] = sideOf(x, w[atV+i*stride+7])
	}
	if y == 0 {
		for i := range 21 {
			w[atY-stride-1+i] = 127
		}
		for i := range 9 {
			w[atU-stride-1+i], w[atV-stride-1+i] = 127, 127
		}
	} else {
		copy(w[atY-stride:][:16], f.above[0][16*x:])
		copy(w[atU-stride:][:8], f.above[1][8*x:])
		copy(w[atV-stride:][:8], f.above[2][8*x:])
		for i := range 4 {
			w[atY-stride+16+i] = f.above[0][min(16*x+16+i, 16*f.mbw-1)]
		}
	}
	for r := 3; r < 15; r += 4 { // seen by the blocks at the right edge
		copy(w[atY+r*stride+16:][:4], w[atY-stride+16:][:4])
	}
}

func sideOf(x int, v uint8) uint8 {
	if x == 0 {
		return 129
	}
	return v
}

// keep notes what the next macroblocks see of this one.
func (f *frame) keep(x int) {
	w := &f.w
	copy(f.above[0][16*x:][:16], w[atY+15*stride:])
	copy(f.above[1][8*x:][:8], w[atU+7*stride:])
	copy(f.above[2][8*x:][:8], w[atV+7*stride:])
}
