package main

import "fmt"

// General registers of a tile. X is read through base pointers nine pixels
// apart: index registers of 1, 3, 5 and 7 pixels, times 1, 2, 4 or 8, reach the
// nine from each.
const (
	args  = "AX" // *tileArgs
	wPtr  = "DI"
	xStep = "R12"
	wStep = "R13"
	steps = "R14"
	rows  = "R15"
	yPtr  = "DI" // before and after the loop
	yStep = "R13"
)

var (
	bases   = [...]string{"R8", "R9", "R10", "R11"}
	indices = [...]string{"", "BX*1", "BX*2", "CX*1", "BX*4", "DX*1", "CX*2", "SI*1", "BX*8"}
)

func field(name string) string { return fmt.Sprintf("tileArgs_%s(%s)", name, args) }

func tileName(s isa, n, p int) string { return fmt.Sprintf("tile%sx%dx%d", s.name, n, p) }

// tiles is a file of tiles of each number of pixels, and of n vectors of
// channels.
func tiles(s isa, vectors ...int) []byte {
	t := newText()
	for _, n := range vectors {
		for p := 1; p <= s.pixels(n); p++ {
			tile{t, s, n, p}.write()
		}
	}
	return t.Bytes()
}

// tile is one function: p pixels of n vectors of channels.
type tile struct {
	*text
	isa
	n, p int
}

func (t tile) sum(p, n int) string { return t.v(p*t.n + n) }

// each calls f for the sums with their place in Y, and steps yPtr along.
func (t tile) each(f func(sum, mem string, last bool)) {
	t.op("MOVQ %s, %s", field("y"), yPtr)
	for p := range t.p {
		for n := range t.n {
			f(t.sum(p, n), offset(n*t.bytes(), yPtr), n == t.n-1)
		}
		if p < t.p-1 {
			t.op("ADDQ %s, %s", yStep, yPtr)
		}
	}
}

func offset(n int, reg string) string {
	if n == 0 {
		return "(" + reg + ")"
	}
	return fmt.Sprintf("%d(%s)", n, reg)
}

func (t tile) write() {
	fmt.Fprintf(t, "\n// func %s(a *tileArgs)\nTEXT ·%s(SB), NOSPLIT, $0-8\n", tileName(t.isa, t.n, t.p), tileName(t.isa, t.n, t.p))
	t.op("MOVQ a+0(FP), %s", args)
	if t.wide {
		t.op("KMOVW %s, K1", field("lanes"))
	} else {
		t.op("MOVQ %s, %s", field("mask"), yPtr)
		t.op("VMOVUPS (%s), %s", yPtr, t.mask())
	}
	t.begin()
	t.loop()
	t.finish()
}

// begin sets the sums to what they start with.
func (t tile) begin() {
	t.op("MOVQ %s, %s", field("yp"), yStep)
	t.op("CMPQ %s, $const_FromBias", field("start"))
	t.op("JEQ bias")
	t.op("JGT present")
	for i := range t.n * t.p {
		t.clear(t.text, t.v(i))
	}
	t.op("JMP ready")
	t.label("bias")
	t.op("MOVQ %s, %s", field("bias"), yPtr)
	for n := range t.n {
		t.load(t.text, offset(n*t.bytes(), yPtr), t.sum(0, n), n == t.n-1)
	}
	for p := 1; p < t.p; p++ {
		for n := range t.n {
			t.op("VMOVAPS %s, %s", t.sum(0, n), t.sum(p, n))
		}
	}
	t.op("JMP ready")
	t.label("present")
	t.each(func(sum, mem string, last bool) { t.load(t.text, mem, sum, last) })
	t.label("ready")
}

// finish stores the sums.
func (t tile) finish() {
	t.op("MOVQ %s, %s", field("yp"), yStep)
	t.op("CMPQ %s, $const_ReLU", field("end"))
	t.op("JLT store")
	t.clear(t.text, t.zero())
	t.op("JGT masked")
	for i := range t.n * t.p {
		t.op("VMAXPS %s, %s, %s", t.zero(), t.v(i), t.v(i))
	}
	t.op("JMP store")
	t.label("masked")
	t.each(t.zeroWhereNotAbove)
	t.label("store")
	if !t.wide { // masked stores are slow on some processors
		t.op("CMPQ %s, $%d", field("lanes"), t.floats)
		t.op("JLT part")
		t.each(func(sum, mem string, last bool) { t.store(t.text, sum, mem, false) })
		t.op("VZEROUPPER")
		t.op("RET")
		t.label("part")
	}
	t.each(func(sum, mem string, last bool) { t.store(t.text, sum, mem, last) })
	t.op("VZEROUPPER")
	t.op("RET")
}

// zeroWhereNotAbove zeroes elements of sum where those in memory are not above
// zero.
func (t tile) zeroWhereNotAbove(sum, mem string, last bool) {
	const less = 0x11 // ordered, quiet
	switch {
	case t.wide && last:
		t.op("VCMPPS $%#x, %s, %s, K1, K2", less, mem, t.zero())
		t.op("VMOVAPS.Z %s, K2, %s", sum, sum)
	case t.wide:
		t.op("VCMPPS $%#x, %s, %s, K2", less, mem, t.zero())
		t.op("VMOVAPS.Z %s, K2, %s", sum, sum)
	default:
		t.load(t.text, mem, t.value(0), last)
		t.op("VCMPPS $%#x, %s, %s, %s", less, t.value(0), t.zero(), t.value(0))
		t.op("VANDPS %s, %s, %s", t.value(0), sum, sum)
	}
}
