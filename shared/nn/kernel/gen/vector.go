package main

import "fmt"

// vector is a function on slices of float32.
type vector struct {
	name   string
	slices []string // parameters; the first one's length counts
	extra  string   // one more parameter: "a" float32, "c" int or "s" *lanes
	setup  func(w *writer)
	// body works on vectors i of the streams, or on the part of one that w.part
	// masks.
	body func(w *writer, i int)
}

// Streams are read through these pointers, in the order of the parameters.
var streams = [...]string{"DI", "SI", "DX", "R8", "R9", "R10"}

const left = "CX" // elements that are left

// writer writes a vector function for an instruction set.
type writer struct {
	*text
	isa
	vector
	part bool // write the masked end
}

// constant is a register above those of the body, and below the mask.
func (w *writer) constant(n int) string { return w.v(12 + n) }

func (w *writer) mem(stream, i int) string { return offset(i*w.bytes(), streams[stream]) }

func (w *writer) load(mem, dst string)  { w.isa.load(w.text, mem, dst, w.part) }
func (w *writer) store(src, mem string) { w.isa.store(w.text, src, mem, w.part) }

// set puts one float32, given by its bits, into all elements.
func (w *writer) set(bits uint32, dst string) {
	w.op("MOVL $%#x, AX", bits)
	if w.wide {
		w.op("VPBROADCASTD AX, %s", dst)
		return
	}
	w.op("VMOVD AX, X%s", dst[1:])
	w.op("VBROADCASTSS X%s, %s", dst[1:], dst)
}

// above is v where m > 0, else 0; it spoils m.
func (w *writer) above(m, v, zero string) {
	const less = 0x11 // ordered, quiet
	if w.wide {
		w.op("VCMPPS $%#x, %s, %s, K2", less, m, zero)
		w.op("VMOVAPS.Z %s, K2, %s", v, v)
		return
	}
	w.op("VCMPPS $%#x, %s, %s, %s", less, m, zero, m)
	w.op("VANDPS %s, %s, %s", m, v, v)
}

// header begins the function and loads the pointers.
func (w *writer) header() {
	size := 24 * len(w.slices)
	if w.extra != "" {
		size += extras[w.extra].size
	}
	fmt.Fprintf(w, "\n// func %s%s(%s)\nTEXT ·%[1]s%[2]s(SB), NOSPLIT, $0-%[4]d\n", w.vector.name, w.isa.name, w.params(), size)
	for i, s := range w.slices {
		w.op("MOVQ %s_base+%d(FP), %s", s, 24*i, streams[i])
	}
	if w.setup != nil {
		w.setup(w)
	}
}

var extras = map[string]struct {
	kind string
	size int
}{"a": {"float32", 4}, "c": {"int", 8}, "s": {"*lanes", 8}}

// lastMask makes the mask of the last part of a vector, from how many elements
// it has in CX.
func (w *writer) lastMask() {
	if w.wide {
		w.op("MOVL $1, AX")
		w.op("SHLL CX, AX")
		w.op("DECL AX")
		w.op("KMOVW AX, K1")
		return
	}
	w.op("LEAQ ·maskBits+32(SB), AX")
	w.op("SHLQ $2, CX")
	w.op("SUBQ CX, AX")
	w.op("VMOVUPS (AX), %s", w.mask())
}

func (w *writer) end() {
	w.op("VZEROUPPER")
	w.op("RET")
}

// flat writes a function that goes over its slices once.
func (w *writer) flat() {
	const unrolled = 4
	w.header()
	w.op("MOVQ %s_len+8(FP), %s", w.slices[0], left)
	for _, n := range []int{unrolled, 1} {
		w.label(fmt.Sprintf("by%d", n))
		w.op("SUBQ $%d, %s", n*w.floats, left)
		w.op("JLT past%d", n)
		for i := range n {
			w.body(w, i)
		}
		for i := range w.slices {
			w.op("ADDQ $%d, %s", n*w.bytes(), streams[i])
		}
		w.op("JMP by%d", n)
		w.label(fmt.Sprintf("past%d", n))
		w.op("ADDQ $%d, %s", n*w.floats, left)
	}
	w.op("JEQ done")
	w.lastMask()
	w.part = true
	w.body(w, 0)
	w.label("done")
	w.end()
}

// vectors is a file of all functions.
func vectors(s isa) []byte {
	t := newText()
	for _, v := range elementwise {
		(&writer{text: t, isa: s, vector: v}).flat()
	}
	for _, v := range channelwise {
		(&writer{text: t, isa: s, vector: v.vector}).runs(v)
	}
	for _, v := range sums {
		(&writer{text: t, isa: s, vector: v}).sum()
	}
	return t.Bytes()
}
