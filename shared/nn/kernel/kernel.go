// Package kernel holds the inner loops of package nn: for AVX-512, AVX2 and in
// plain Go, with the same bits from each. It knows nothing of layers, shapes or
// threads, and its functions start none.
//
// Numbers that are not NaN are the same to the last bit whichever level
// computes them; NaN is NaN at each, with bits of its own.
package kernel

// Tile is a block of products that the microkernel computes, for p < P and
// c < C:
//
//	y[p·YP + c] = end(start + Σ_{r<R} Σ_{k<K} x[r·XR + p·XP + k·XK] · w[r·WR + k·WK + c])
//
// Every sum is one chain of fused multiply-adds, r outer and k inner, in rising
// order, that begins with start. Strides are in float32 values and not
// negative. Nothing but what the formula names is read or written, of W and
// Bias too. Y does not overlap the others.
type Tile struct {
	X, W, Y    []float32
	Bias       []float32 // start, where Start is FromBias
	R, K       int       // rows, and steps in a row
	XR, XP, XK int
	WR, WK     int
	YP         int
	P          int // pixels, any number: Run cuts them into what registers hold
	C          int // channels, 1 to 32
	Start      Start
	End        End
}

// Start is what a sum begins with.
type Start uint8

// Where sums begin.
const (
	FromZero Start = iota
	FromBias
	FromY
)

// End is what happens to a sum before it is stored.
type End uint8

// How sums end.
const (
	Plain  End = iota
	ReLU       // v where v > 0, else 0
	Masked     // v where y > 0 before, else 0: the gradient of a ReLU whose output was y
)
