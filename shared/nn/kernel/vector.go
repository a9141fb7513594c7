package kernel

// The functions on vectors work on elements of the same index, as many as the
// first argument has; the others must not be shorter. A destination may be the
// same as a source but must not overlap it otherwise.

// Axpy adds a·x to y, each with one rounding.
func Axpy(y, x []float32, a float32) {
	code().axpy(y, x[:len(y)], a)
}

// Scale sets y to a·x.
func Scale(y, x []float32, a float32) {
	code().scale(y, x[:len(y)], a)
}

// AddTo adds x to y.
func AddTo(y, x []float32) {
	code().add(y, x[:len(y)])
}

// Mask sets y to 0 where m is not above 0.
func Mask(y, m []float32) {
	code().mask(y, m[:len(y)])
}

// ReLUTo sets y to x where x is above 0, else to 0.
func ReLUTo(y, x []float32) {
	code().relu(y, x[:len(y)])
}

// MaxTo sets y to x where x is above y.
func MaxTo(y, x []float32) {
	code().max(y, x[:len(y)])
}

// Affine sets y to scale·x + shift with one rounding. Scale and shift, of one
// length, serve each run of that many elements; y must be whole runs.
func Affine(y, x, scale, shift []float32) {
	runs(len(y), len(scale))
	code().affine(y, x[:len(y)], scale, shift[:len(scale)])
}

// Pool2 sets y to the means of blocks of 2×2 pixels of c channels, from the two
// rows r0 and r1 of twice as many pixels: ((left + right) above + (left + right)
// below) · ¼, in this order.
func Pool2(y, r0, r1 []float32, c int) {
	runs(len(y), c)
	code().pool2(y, r0[:2*len(y)], r1[:2*len(y)], c)
}

// Unpool2 is the gradient of Pool2: y·¼ goes to each pixel of a block.
func Unpool2(r0, r1, y []float32, c int) {
	runs(len(y), c)
	code().unpool2(y, r0[:2*len(y)], r1[:2*len(y)], c)
}

// Unpool2Masked is Unpool2 into rows that hold the results of a ReLU before
// Pool2, and that get its gradient instead: 0 where they are not above 0.
func Unpool2Masked(r0, r1, y []float32, c int) {
	runs(len(y), c)
	code().unpool2Masked(y, r0[:2*len(y)], r1[:2*len(y)], c)
}

// Blend5 sets dst to the binomial blend (((a + e) + 4(b + d)) + 6c) / 16, in this
// order. With slices of one row that begin a pixel apart it filters along the
// row, with slices of five rows across them; dst must overlap none.
func Blend5(dst, a, b, c, d, e []float32) {
	n := len(dst)
	code().blend5(dst, a[:n], b[:n], c[:n], d[:n], e[:n])
}

func runs(n, c int) {
	if c <= 0 || n%c != 0 {
		panic("kernel: not whole runs of channels")
	}
}
