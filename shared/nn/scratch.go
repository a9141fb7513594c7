package nn

import "sync"

// scratch lends rows of floats to steps: a plan runs the same ones again and
// again, and without it their garbage would be a good part of a dream's memory.
var scratch = sync.Pool{New: func() any { return new([]float32) }}

// borrow is a row of n floats that holds anything; giveBack takes it again.
func borrow(n int) (row []float32, giveBack func()) {
	p := scratch.Get().(*[]float32)
	if cap(*p) < n {
		*p = make([]float32, n)
	}
	return (*p)[:n], func() { scratch.Put(p) }
}
