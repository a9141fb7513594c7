package main

import "fmt"

// channelwise is a function on runs of one number of channels.
type channelwiseVector struct {
	vector
	channels string   // operand that is how many
	again    []string // streams that each run reads from the start, with their parameters
	pairs    []int    // streams that have two pixels a run
}

const (
	channels = "R11"
	apart    = "BX" // bytes from a pixel of a pair to the other
	runsLeft = "R12"
)

// second is stream's vector in the second pixel of a pair.
func (w *writer) second(stream int) string { return fmt.Sprintf("(%s)(%s*1)", streams[stream], apart) }

var channelwise = []channelwiseVector{
	{
		vector: vector{name: "affine", slices: []string{"y", "x", "scale", "shift"}, body: func(w *writer, _ int) {
			x, scale, shift := w.v(0), w.v(1), w.v(2)
			w.load(w.mem(1, 0), x)
			w.load(w.mem(2, 0), scale)
			w.load(w.mem(3, 0), shift)
			w.op("VFMADD231PS %s, %s, %s", scale, x, shift)
			w.store(shift, w.mem(0, 0))
		}},
		channels: "scale_len+56(FP)",
		again:    []string{2: "scale_base+48(FP)", 3: "shift_base+72(FP)"},
	},
	{
		vector: vector{name: "pool2", slices: []string{"y", "r0", "r1"}, extra: "c", setup: setQuarter, body: func(w *writer, _ int) {
			a, b, c, d := w.v(0), w.v(1), w.v(2), w.v(3)
			w.load(w.mem(1, 0), a)
			w.load(w.second(1), b)
			w.load(w.mem(2, 0), c)
			w.load(w.second(2), d)
			w.op("VADDPS %s, %s, %s", b, a, a)
			w.op("VADDPS %s, %s, %s", d, c, c)
			w.op("VADDPS %s, %s, %s", c, a, a)
			w.op("VMULPS %s, %s, %s", w.constant(0), a, a)
			w.store(a, w.mem(0, 0))
		}},
		channels: "c+72(FP)", pairs: []int{1, 2},
	},
	{
		vector: vector{name: "unpool2", slices: []string{"y", "r0", "r1"}, extra: "c", setup: setQuarter, body: func(w *writer, _ int) {
			v := w.v(0)
			w.load(w.mem(0, 0), v)
			w.op("VMULPS %s, %s, %s", w.constant(0), v, v)
			for _, to := range []string{w.mem(1, 0), w.second(1), w.mem(2, 0), w.second(2)} {
				w.store(v, to)
			}
		}},
		channels: "c+72(FP)", pairs: []int{1, 2},
	},
	{
		vector: vector{name: "unpool2Masked", slices: []string{"y", "r0", "r1"}, extra: "c", setup: func(w *writer) {
			setQuarter(w)
			w.clear(w.text, w.constant(1))
		}, body: func(w *writer, _ int) {
			v, m, masked := w.v(0), w.v(1), w.v(2)
			w.load(w.mem(0, 0), v)
			w.op("VMULPS %s, %s, %s", w.constant(0), v, v)
			for _, to := range []string{w.mem(1, 0), w.second(1), w.mem(2, 0), w.second(2)} {
				w.load(to, m)
				w.op("VMOVAPS %s, %s", v, masked)
				w.above(m, masked, w.constant(1))
				w.store(masked, to)
			}
		}},
		channels: "c+72(FP)", pairs: []int{1, 2},
	},
}

func setQuarter(w *writer) { w.set(0x3e800000, w.constant(0)) }

// runs writes a function that goes over runs of channels.
func (w *writer) runs(v channelwiseVector) {
	w.header()
	w.op("MOVQ %s, %s", v.channels, channels)
	w.op("LEAQ (%s*4), %s", channels, apart)
	w.op("MOVQ %s_len+8(FP), %s", w.slices[0], runsLeft)
	w.op("MOVQ %s, CX", channels)
	w.op("ANDQ $%d, CX", w.floats-1)
	w.lastMask()
	w.label("run")
	w.op("SUBQ %s, %s", channels, runsLeft)
	w.op("JLT done")
	w.op("MOVQ %s, %s", channels, left)
	for i, from := range v.again {
		if from != "" {
			w.op("MOVQ %s, %s", from, streams[i])
		}
	}
	w.label("whole")
	w.op("SUBQ $%d, %s", w.floats, left)
	w.op("JLT part")
	w.body(w, 0)
	for i := range w.slices {
		w.op("ADDQ $%d, %s", w.bytes(), streams[i])
	}
	w.op("JMP whole")
	w.label("part")
	w.op("ADDQ $%d, %s", w.floats, left)
	w.op("JEQ next")
	w.part = true
	w.body(w, 0)
	for i := range w.slices {
		w.op("LEAQ (%s)(%s*4), %s", streams[i], left, streams[i])
	}
	w.label("next")
	for _, i := range v.pairs {
		w.op("ADDQ %s, %s", apart, streams[i])
	}
	w.op("JMP run")
	w.label("done")
	w.end()
}
