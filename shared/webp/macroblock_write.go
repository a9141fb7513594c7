package webp

// noteModes keeps the modes of the blocks at the lower and the right edge for
// those that come next to them; a mode of the whole counts as each block's.
func (f *frame) noteModes(x int) {
	mb := &f.mb
	for i := range 4 {
		below, right := uint8(mb.mode), uint8(mb.mode)
		if mb.small {
			below, right = mb.modes[12+i], mb.modes[4*i+3]
		}
		f.aboveMode[4*x+i], f.leftMode[i] = below, right
	}
}

// noteLevels counts for each block how many of those above and to the left of
// it have levels, which its first token's probability depends on.
func (f *frame) noteLevels(x int) {
	mb, above, left := &f.mb, &f.aboveHas[x], &f.leftHas
	if mb.bare() {
		means := [2]uint8{above[8], left[8]}
		*above, *left = [9]uint8{}, [9]uint8{}
		if mb.small { // has none, and says nothing of them
			above[8], left[8] = means[0], means[1]
		}
		return
	}
	note := func(i, a, l, first int) {
		mb.context[i] = int(above[a] + left[l])
		has := uint8(0)
		if mb.n[i] > first {
			has = 1
		}
		above[a], left[l] = has, has
	}
	first := 0
	if !mb.small {
		note(24, 8, 8, 0)
		first = 1
	}
	for i := range 16 {
		note(i, i%4, i/4, first)
	}
	for i := range 8 {
		at := 4 + i/4*2
		note(16+i, at+i%2, at+i%4/2, 0)
	}
}

// bare says that there is no level at all.
func (mb *macroblock) bare() bool {
	for i, n := range mb.n {
		if n > 0 && (i < 24 || !mb.small) {
			return false
		}
	}
	return true
}

// count puts the tokens into a census and returns 1 where there are none.
func (mb *macroblock) count(c *census) int {
	if mb.bare() {
		return 1
	}
	mb.putTokens(c)
	return 0
}

// write codes the modes and the tokens.
func (mb *macroblock) write(head *boolWriter, body tokenWriter, skip uint8) {
	bare := mb.bare()
	head.put(bare, skip)
	if mb.small {
		head.put(false, lumaProbs[0])
		for i, mode := range mb.modes {
			putSubMode(head, int(mode), &subModeProbs[mb.near[i][0]][mb.near[i][1]])
		}
	} else {
		putLumaMode(head, mb.mode)
	}
	putChromaMode(head, mb.uv)
	if !bare {
		mb.putTokens(body)
	}
}

func (mb *macroblock) putTokens(to sink) {
	kind, first := luma, 0
	if !mb.small {
		putBlock(to, means, mb.context[24], 0, mb.n[24], &mb.means)
		kind, first = afterY2, 1
	}
	for i := range 24 {
		if i == 16 {
			kind, first = chroma, 0
		}
		putBlock(to, kind, mb.context[i], first, mb.n[i], &mb.levels[i])
	}
}
