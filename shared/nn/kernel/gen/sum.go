package main

import "fmt"

// sums add into eight float64 lanes. They take whole eights of elements.
var sums = []vector{
	{name: "sum", slices: []string{"x"}, extra: "s", body: func(w *writer, i int) {
		x := w.v(2 + i)
		w.widen(0, i, x)
		w.op("VADDPD %s, %s, %s", x, w.v(i), w.v(i))
	}},
	{name: "sumAbs", slices: []string{"x"}, extra: "s", setup: func(w *writer) {
		w.op("MOVQ $0x7fffffffffffffff, AX")
		if w.wide {
			w.op("VPBROADCASTQ AX, %s", w.constant(0))
			return
		}
		w.op("VMOVQ AX, X12")
		w.op("VPBROADCASTQ X12, %s", w.constant(0))
	}, body: func(w *writer, i int) {
		x := w.v(2 + i)
		w.widen(0, i, x)
		w.op("VANDPD %s, %s, %s", w.constant(0), x, x)
		w.op("VADDPD %s, %s, %s", x, w.v(i), w.v(i))
	}},
	{name: "dot", slices: []string{"x", "y"}, extra: "s", body: func(w *writer, i int) {
		x, y := w.v(2+i), w.v(4+i)
		w.widen(0, i, x)
		w.widen(1, i, y)
		w.op("VFMADD231PD %s, %s, %s", x, y, w.v(i))
	}},
}

// widen loads half a vector of float32 as float64.
func (w *writer) widen(stream, i int, dst string) {
	w.op("VCVTPS2PD %s, %s", offset(i*w.bytes()/2, streams[stream]), dst)
}

// sum writes a function that adds: in AVX-512 a register has all lanes, in AVX2
// two have.
func (w *writer) sum() {
	registers := 16 / w.floats
	w.header()
	s := fmt.Sprintf("s+%d(FP)", 24*len(w.slices))
	w.op("MOVQ %s, BX", s)
	w.op("MOVQ x_len+8(FP), %s", left)
	for i := range registers {
		w.op("VMOVUPS %s, %s", offset(i*w.bytes(), "BX"), w.v(i))
	}
	w.label("eight")
	w.op("SUBQ $8, %s", left)
	w.op("JLT done")
	for i := range registers {
		w.body(w, i)
	}
	for i := range w.slices {
		w.op("ADDQ $32, %s", streams[i])
	}
	w.op("JMP eight")
	w.label("done")
	for i := range registers {
		w.op("VMOVUPS %s, %s", w.v(i), offset(i*w.bytes(), "BX"))
	}
	w.end()
}
