package main

var elementwise = []vector{
	{name: "axpy", slices: []string{"y", "x"}, extra: "a", setup: spreadA, body: func(w *writer, i int) {
		x, y := w.v(2*i), w.v(2*i+1)
		w.load(w.mem(1, i), x)
		w.load(w.mem(0, i), y)
		w.op("VFMADD231PS %s, %s, %s", w.constant(0), x, y)
		w.store(y, w.mem(0, i))
	}},
	{name: "scale", slices: []string{"y", "x"}, extra: "a", setup: spreadA, body: func(w *writer, i int) {
		x := w.v(i)
		w.load(w.mem(1, i), x)
		w.op("VMULPS %s, %s, %s", x, w.constant(0), x)
		w.store(x, w.mem(0, i))
	}},
	{name: "add", slices: []string{"y", "x"}, body: func(w *writer, i int) {
		x, y := w.v(2*i), w.v(2*i+1)
		w.load(w.mem(1, i), x)
		w.load(w.mem(0, i), y)
		w.op("VADDPS %s, %s, %s", x, y, y)
		w.store(y, w.mem(0, i))
	}},
	{name: "mask", slices: []string{"y", "m"}, setup: clearZero, body: func(w *writer, i int) {
		m, y := w.v(2*i), w.v(2*i+1)
		w.load(w.mem(1, i), m)
		w.load(w.mem(0, i), y)
		w.above(m, y, w.constant(0))
		w.store(y, w.mem(0, i))
	}},
	{name: "relu", slices: []string{"y", "x"}, setup: clearZero, body: func(w *writer, i int) {
		x := w.v(i)
		w.load(w.mem(1, i), x)
		w.op("VMAXPS %s, %s, %s", w.constant(0), x, x)
		w.store(x, w.mem(0, i))
	}},
	{name: "max", slices: []string{"y", "x"}, body: func(w *writer, i int) {
		x, y := w.v(2*i), w.v(2*i+1)
		w.load(w.mem(1, i), x)
		w.load(w.mem(0, i), y)
		w.op("VMAXPS %s, %s, %s", y, x, y)
		w.store(y, w.mem(0, i))
	}},
	{name: "blend5", slices: []string{"dst", "a", "b", "c", "d", "e"}, setup: func(w *writer) {
		w.set(0x40800000, w.constant(0)) // 4
		w.set(0x40c00000, w.constant(1)) // 6
		w.set(0x3d800000, w.constant(2)) // 1/16
	}, body: func(w *writer, i int) {
		outer, inner, v := w.v(3*i), w.v(3*i+1), w.v(3*i+2)
		w.load(w.mem(1, i), outer)
		w.load(w.mem(5, i), v)
		w.op("VADDPS %s, %s, %s", v, outer, outer)
		w.load(w.mem(2, i), inner)
		w.load(w.mem(4, i), v)
		w.op("VADDPS %s, %s, %s", v, inner, inner)
		w.op("VMULPS %s, %s, %s", w.constant(0), inner, inner)
		w.op("VADDPS %s, %s, %s", inner, outer, outer)
		w.load(w.mem(3, i), v)
		w.op("VMULPS %s, %s, %s", w.constant(1), v, v)
		w.op("VADDPS %s, %s, %s", v, outer, outer)
		w.op("VMULPS %s, %s, %s", w.constant(2), outer, outer)
		w.store(outer, w.mem(0, i))
	}},
}

func spreadA(w *writer) { w.op("VBROADCASTSS a+48(FP), %s", w.constant(0)) }

func clearZero(w *writer) { w.clear(w.text, w.constant(0)) }
