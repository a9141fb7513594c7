package resize

// window holds rows of a source in another form, those that sums are being made
// of.
type window[T any] struct {
	rows         []T
	width        int // values in a row
	first, count int // rows that are held
	fill         func(y int, row []T)
}

// spare rows are what a window holds beyond those of a sum: it moves them once
// for so many.
const spare = 32

func newWindow[T any](width, taps int, fill func(y int, row []T)) *window[T] {
	return &window[T]{rows: make([]T, width*(taps+spare)), width: width, fill: fill}
}

// from is n rows from y on. Y never falls from one call to the next.
func (w *window[T]) from(y, n int) []T {
	if y+n > w.first+len(w.rows)/w.width {
		held := w.rows[:w.count*w.width]
		keep := max(w.first+w.count-y, 0)
		copy(w.rows, held[len(held)-keep*w.width:])
		w.first, w.count = y, keep
	}
	for w.first+w.count < y+n {
		w.fill(w.first+w.count, w.rows[w.count*w.width:][:w.width])
		w.count++
	}
	return w.rows[(y-w.first)*w.width:]
}
