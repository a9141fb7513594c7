package jpeg

import "math/bits"

// token is a piece of coded data whose code is not known yet: 9 bits of symbol,
// 5 of how many bits follow the code, and these. rawBits is no symbol.
type token uint32

const (
	rawBits   = 256
	tokenBits = 18 // that follow the code at most
)

func newToken(sym, n, following uint) token { return token(following<<14 | n<<9 | sym) }

// tokens are those of one scan, and how often each symbol is among them.
type tokens struct {
	full [][]token // of the size of pages
	page []token   // to be filled, from n on
	n    int
	freq [256]int
	eob  *token // of a run of empty ends of blocks that goes on
	run  int
}

const (
	tokensPage  = 1 << 14
	tokensBlock = 192 // more than a block can take
	maxEOBRun   = 1<<15 - 1
)

// room makes sure that there is some for a block.
func (t *tokens) room() {
	if len(t.page)-t.n >= tokensBlock {
		return
	}
	if t.page != nil {
		t.full = append(t.full, t.page[:t.n])
	}
	t.page, t.n = make([]token, min(max(2*len(t.page), 1<<9), tokensPage)), 0
}

func (t *tokens) add(k token) {
	t.page[t.n] = k
	t.n++
}

// raw adds the n low bits of x, which is at most 64.
func (t *tokens) raw(x uint64, n uint) {
	for ; n > tokenBits; n -= tokenBits {
		t.add(newToken(rawBits, tokenBits, uint(x>>(n-tokenBits))&(1<<tokenBits-1)))
	}
	if n > 0 {
		t.add(newToken(rawBits, n, uint(x)&(1<<n-1)))
	}
}

// symbol adds one with the n low bits of x, which are all of it, behind it.
func (t *tokens) symbol(sym uint, x uint64, n uint) {
	if n <= tokenBits {
		t.short(sym, x, n)
		return
	}
	t.short(sym, 0, 0)
	t.raw(x, n)
}

// short is symbol for at most tokenBits.
func (t *tokens) short(sym uint, x uint64, n uint) {
	t.freq[sym&255]++
	t.page[t.n] = newToken(sym, n, uint(x))
	t.n++
}

// end says that the rest of the block is empty. The run's token stands where the
// run began, before the correction bits that belong to it.
func (t *tokens) end() {
	if t.run == 0 {
		t.eob = &t.page[t.n]
		t.n++
	}
	t.run++
	if t.run == maxEOBRun {
		t.endRun()
	}
}

// endRun says how long the run was, if there was one.
func (t *tokens) endRun() {
	if t.run == 0 {
		return
	}
	*t.eob = t.ofRun(t.run)
	t.run = 0
}

// ofRun is the token of a run (T.81 G.1.2.2), counted.
func (t *tokens) ofRun(run int) token {
	n := uint(bits.Len(uint(run))) - 1
	t.freq[n<<4]++
	return newToken(n<<4, n, uint(run)-1<<n)
}

// best makes the best table, and says about how many bytes it takes to write
// all by it.
func (t *tokens) best() (table *huffSpec, codes *[512]uint32, size int) {
	table, codes = optimal(&t.freq), new([512]uint32)
	table.each(func(sym uint8, code uint32, length int) {
		codes[sym] = code<<5 | uint32(length)
		size += t.freq[sym] * (length + int(sym&15))
	})
	return table, codes, size / 8
}

// tokens writes them by their codes.
func (w *bitWriter) tokens(list []token, codes *[512]uint32) {
	acc, used := w.acc, w.used
	for _, t := range list {
		c, n := codes[t&511], uint(t>>9&31)
		x := uint64(c>>5)<<n | uint64(t>>14)
		if used += uint(c&31) + n; used < 64 {
			acc |= x << (64 - used)
			continue
		}
		used -= 64
		w.acc = acc | x>>used
		w.word()
		acc = x << (63 - used) << 1
	}
	w.acc, w.used = acc, used
}
