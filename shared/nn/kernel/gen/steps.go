package main

const cacheLine = 64 // bytes

// loop adds all products to the sums.
func (t tile) loop() {
	t.op("MOVQ %s, %s", field("rows"), rows)
	t.op("TESTQ %s, %s", rows, rows)
	t.op("JEQ done")
	t.op("MOVQ %s, BX", field("xp"))
	t.op("LEAQ (BX)(BX*2), CX")
	t.op("LEAQ (BX)(BX*4), DX")
	t.op("LEAQ (CX)(BX*4), SI")
	t.op("MOVQ %s, R8", field("x"))
	for i := 1; i < t.bases(); i++ {
		t.op("LEAQ (%s)(BX*8), %s", bases[i-1], bases[i])
		t.op("ADDQ BX, %s", bases[i])
	}
	t.op("MOVQ %s, %s", field("w"), wPtr)
	t.op("MOVQ %s, %s", field("xStep"), xStep)
	t.op("MOVQ %s, %s", field("wStep"), wStep)
	t.label("row")
	t.row()
	for _, b := range bases[:t.bases()] {
		t.op("ADDQ %s, %s", field("xNext"), b)
	}
	t.op("ADDQ %s, %s", field("wNext"), wPtr)
	t.op("DECQ %s", rows)
	t.op("JNE row")
	t.label("done")
}

// row takes all steps of a row, four at a time as long as that is possible.
func (t tile) row() {
	t.op("MOVQ %s, %s", field("steps"), steps)
	t.op("CMPQ %s, $0", field("dense"))
	t.op("JEQ step")
	t.op("SHRQ $2, %s", steps)
	t.op("JEQ rest")
	t.op("PCALIGN $16")
	t.label("four")
	t.four()
	t.op("DECQ %s", steps)
	t.op("JNE four")
	t.label("rest")
	t.op("MOVQ %s, %s", field("steps"), steps)
	t.op("ANDQ $3, %s", steps)
	t.op("JEQ next")
	t.op("PCALIGN $16")
	t.label("step")
	t.step()
	t.op("DECQ %s", steps)
	t.op("JNE step")
	t.label("next")
}

// bases is how many base pointers the pixels need.
func (t tile) bases() int { return (t.p + len(indices) - 1) / len(indices) }

// step adds the products of one k and goes on to the next.
func (t tile) step() {
	for n := range t.n {
		t.load(t.text, offset(n*t.bytes(), wPtr), t.weight(n), n == t.n-1)
	}
	t.prefetch()
	t.op("PREFETCHT0 (%s)(%s*8)", bases[0], xStep)
	t.products(0)
	for _, b := range bases[:t.bases()] {
		t.op("ADDQ %s, %s", xStep, b)
	}
	t.op("ADDQ %s, %s", wStep, wPtr)
}

// four are four steps where the values of a pixel follow each other: one step's
// counting would take a tenth of the time.
func (t tile) four() {
	for k := range 4 {
		w := wPtr
		if k%2 == 1 {
			w = wPtr + ")(" + wStep + "*1"
		}
		for n := range t.n {
			t.load(t.text, offset(n*t.bytes(), w), t.weight(n), t.wide && n == t.n-1)
		}
		if k%2 == 0 {
			t.prefetch()
		}
		t.products(4 * k)
		if k%2 == 1 {
			t.op("LEAQ (%s)(%s*2), %s", wPtr, wStep, wPtr)
		}
	}
	for _, b := range bases[:t.bases()] {
		t.op("ADDQ $16, %s", b)
	}
}

// prefetch asks for the weights of the eighth step from here. Those of a gradient
// by weights, and the values that go with them, are far apart, which no processor
// foresees. What lies beyond the end does no harm.
func (t tile) prefetch() {
	for at := 0; at < t.n*t.bytes(); at += cacheLine {
		t.op("PREFETCHT0 %s(%s*8)", offset(at, wPtr), wStep)
	}
}

// products adds those of all pixels; two at a time measured best. The pixels'
// values are so many bytes beyond the base pointers.
func (t tile) products(beyond int) {
	for from, together := 0, t.values(); from < t.p; from += together {
		to := min(t.p, from+together)
		if t.n == 1 && t.wide {
			for p := from; p < to; p++ {
				t.op("VFMADD231PS.BCST %s, %s, %s", pixel(p, beyond), t.weight(0), t.sum(p, 0))
			}
			continue
		}
		for p := from; p < to; p++ {
			t.op("VBROADCASTSS %s, %s", pixel(p, beyond), t.value(p-from))
		}
		for n := range t.n {
			for p := from; p < to; p++ {
				t.op("VFMADD231PS %s, %s, %s", t.weight(n), t.value(p-from), t.sum(p, n))
			}
		}
	}
}

// pixel is the operand of a pixel's value.
func pixel(p, beyond int) string {
	x := offset(beyond, bases[p/len(indices)])
	if i := indices[p%len(indices)]; i != "" {
		x += "(" + i + ")"
	}
	return x
}
