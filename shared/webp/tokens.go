package webp

// The kinds of blocks that tokens have probabilities for.
const (
	afterY2 = iota // luma without its mean
	means          // of luma
	chroma
	luma
)

// bands group the places in a block (RFC 6386, 13.3).
var bands = [17]uint8{0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0}

// extras are the probabilities of the bits by which a token of a range says
// where in it a level lies, and where it starts (RFC 6386, 13.2).
var extras = [6]struct {
	from  int
	probs []uint8
}{
	{5, []uint8{159}}, {7, []uint8{165, 145}}, {11, []uint8{173, 148, 140}}, {19, []uint8{176, 155, 140, 135}},
	{35, []uint8{180, 157, 141, 134, 130}}, {67, []uint8{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}},
}

// sink takes the bits of tokens.
type sink interface {
	// token is a bit at a node of the token tree of a slot.
	token(bit bool, slot, node int)
	// plain is a bit of a fixed probability.
	plain(bit bool, zero uint8)
}

// slotOf finds the probabilities of the token at a place in a block, by what
// was before it: 0, 1 or more; at the start, how many of the blocks above and
// to the left have levels.
func slotOf(kind, place, context int) int { return (kind*8+int(bands[place]))*3 + context }

// putBlock codes the levels of a block from the place first on, up to n.
func putBlock(to sink, kind, near, first, n int, levels *[16]int16) {
	slot := slotOf(kind, first, near)
	if n <= first {
		to.token(false, slot, 0)
		return
	}
	to.token(true, slot, 0)
	for i := first; i < n; i++ {
		v := int(levels[i])
		if v == 0 {
			to.token(false, slot, 1)
			slot = slotOf(kind, i+1, 0) // no end may follow
			continue
		}
		to.token(true, slot, 1)
		size := max(v, -v)
		to.token(size > 1, slot, 2)
		context := 1
		if size > 1 {
			context = 2
			putLarge(to, slot, size)
		}
		to.plain(v < 0, 128)
		if i == 15 {
			return
		}
		slot = slotOf(kind, i+1, context)
		to.token(i+1 < n, slot, 0)
	}
}

// putLarge codes a level of 2 and more.
func putLarge(to sink, slot, size int) {
	to.token(size > 4, slot, 3)
	if size <= 4 {
		to.token(size > 2, slot, 4)
		if size > 2 {
			to.token(size > 3, slot, 5)
		}
		return
	}
	kind := 0
	for kind < 5 && size >= extras[kind+1].from {
		kind++
	}
	to.token(kind >= 2, slot, 6)
	if kind < 2 {
		to.token(kind == 1, slot, 7)
	} else {
		to.token(kind >= 4, slot, 8)
		to.token(kind&1 == 1, slot, 9+kind/4)
	}
	rest, bits := size-extras[kind].from, extras[kind].probs
	for i, zero := range bits {
		to.plain(rest>>(len(bits)-1-i)&1 != 0, zero)
	}
}

// tokenWriter codes them.
type tokenWriter struct {
	*boolWriter
	probs *probs
}

func (w tokenWriter) token(bit bool, slot, node int) { w.put(bit, w.probs[slot][node]) }

func (w tokenWriter) plain(bit bool, zero uint8) { w.put(bit, zero) }
