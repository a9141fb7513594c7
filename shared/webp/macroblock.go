package webp

// macroblock is one as it is coded: its modes, and the levels of its blocks.
type macroblock struct {
	small    bool // luma has a mode for each block
	mode, uv int
	modes    [16]uint8
	near     [16][2]uint8 // the modes above and to the left of each block
	means    [16]int16
	levels   [24][16]int16 // 16 of luma, 4 + 4 of chroma
	n        [25]int       // of levels; of means the last
	context  [25]int
}

// code chooses modes for macroblock x, y, and makes levels and what the decoder
// will see of them.
func (f *frame) code(x, y int) {
	mb := &f.mb
	cost := f.chooseLarge(x, y)
	mb.small = !f.plainOnly && f.trySmall(x, cost)
	if !mb.small {
		f.codeLarge(x, y)
	}
	f.codeChroma(x, y)
	f.noteModes(x)
	f.noteLevels(x)
}

// chooseLarge finds the mode for the luma as a whole, and what it costs.
func (f *frame) chooseLarge(x, y int) (least int) {
	least = 1 << 60
	var pred [256]uint8
	src := f.src.y[16*x:]
	for mode := range modes16 {
		f.w.predict(area{atY, 16}, mode, x > 0, y > 0, pred[:])
		cost := f.q.lambda * modeCost16[mode] >> 16
		for i := 0; i < 256 && cost < least; i += 4 {
			if i%16 == 0 && i/16%4 != 0 {
				i += 48 - 4
				continue
			}
			cost += hadamard(src[i/16*f.src.stride+i%16:], f.src.stride, pred[i:], 16)
		}
		if cost < least {
			least, f.mb.mode = cost, mode
		}
	}
	return least
}

// trySmall codes the luma with a mode for each block, and stops where that
// comes to cost more than limit.
func (f *frame) trySmall(x, limit int) bool {
	mb := &f.mb
	above, left := [4]uint8(f.aboveMode[4*x:]), f.leftMode
	cost := f.q.lambda * costOf(false, 145) >> 16
	for i := range 16 {
		bx, by := i%4, i/4
		at, src := atY+4*(by*stride+bx), f.src.y[4*by*f.src.stride+16*x+4*bx:]
		near := [2]uint8{above[bx], left[by]}
		mode, c, pred := f.chooseSmall(at, src, near, limit-cost)
		if cost += c; cost >= limit {
			return false
		}
		var b block
		b.difference(src, f.src.stride, pred[:], 4)
		b.forward()
		mb.n[i] = f.q.y.quantise(&b, 0, &mb.levels[i])
		b.inverse(pred[:], 4, f.w[at:])
		mb.modes[i], mb.near[i] = uint8(mode), near
		above[bx], left[by] = uint8(mode), uint8(mode)
	}
	return true
}

// chooseSmall finds the mode of a block.
func (f *frame) chooseSmall(at int, src []uint8, near [2]uint8, limit int) (best, least int, pred [16]uint8) {
	least = limit
	blends := f.w.blend(at)
	costs := &subModeCosts[near[0]][near[1]]
	var try [16]uint8
	for mode := range modes4 {
		cost := f.q.lambda * int(costs[mode]) >> 16
		if cost >= least {
			continue
		}
		f.w.predict4(at, mode, &blends, &try)
		if cost += hadamard(src, f.src.stride, try[:], 4); cost < least {
			best, least, pred = mode, cost, try
		}
	}
	return best, least, pred
}

// codeLarge codes the luma with one mode; the means of its blocks are a block
// of their own.
func (f *frame) codeLarge(x, y int) {
	mb := &f.mb
	var pred [256]uint8
	f.w.predict(area{atY, 16}, mb.mode, x > 0, y > 0, pred[:])
	var all [16]block
	var dc block
	for i := range all {
		b, at := &all[i], i/4*64+i%4*4
		b.difference(f.src.y[i/4*4*f.src.stride+16*x+i%4*4:], f.src.stride, pred[at:], 16)
		b.forward()
		dc[i] = b[0]
	}
	dc.walsh(0, 1)
	mb.n[24] = f.q.y2.quantise(&dc, 0, &mb.means)
	dc.walsh(3, 3)
	for i := range all {
		b := &all[i]
		mb.n[i] = f.q.y.quantise(b, 1, &mb.levels[i])
		b[0] = dc[i]
		b.inverse(pred[i/4*64+i%4*4:], 16, f.w[atY+4*(i/4*stride+i%4):])
	}
}

// codeChroma chooses the mode of both colour differences and codes them.
func (f *frame) codeChroma(x, y int) {
	mb, half := &f.mb, f.src.stride/2
	planes := [2][]uint8{f.src.u[8*x:], f.src.v[8*x:]}
	var pred, best [2][64]uint8
	least := 1 << 60
	for mode := range modes16 {
		cost := f.q.lambda * modeCostUV[mode] >> 16
		for k, src := range planes {
			f.w.predict(area{atU + k*(atV-atU), 8}, mode, x > 0, y > 0, pred[k][:])
			for i := range 4 {
				cost += hadamard(src[i/2*4*half+i%2*4:], half, pred[k][i/2*32+i%2*4:], 8)
			}
		}
		if cost < least {
			least, mb.uv, best = cost, mode, pred
		}
	}
	for k, src := range planes {
		for i := range 4 {
			var b block
			p, at := best[k][i/2*32+i%2*4:], 16+4*k+i
			b.difference(src[i/2*4*half+i%2*4:], half, p, 8)
			b.forward()
			mb.n[at] = f.q.uv.quantise(&b, 0, &mb.levels[at])
			b.inverse(p, 8, f.w[atU+k*(atV-atU)+4*(i/2*stride+i%2):])
		}
	}
}

func (b *block) difference(src []uint8, srcStride int, pred []uint8, predStride int) {
	for y := range 4 {
		s, p, d := src[y*srcStride:][:4], pred[y*predStride:][:4], b[4*y:][:4]
		for i := range d {
			d[i] = int32(s[i]) - int32(p[i])
		}
	}
}
