package dct

// HalveBoth sets each of dst to the mean of 2 × 2 samples of the rows a and b,
// which are twice as long.
func HalveBoth(dst, a, b []byte) {
	a, b = a[:2*len(dst)], b[:2*len(dst)]
	i := 0
	if fast() {
		i = halveBothFast(dst, a, b)
	}
	for ; i < len(dst); i++ {
		dst[i] = byte((int(a[2*i]) + int(a[2*i+1]) + int(b[2*i]) + int(b[2*i+1]) + 2) >> 2)
	}
}

// HalveWidth sets each of dst to the mean of two samples of a row that is twice
// as long.
func HalveWidth(dst, a []byte) {
	a = a[:2*len(dst)]
	i := 0
	if fast() {
		i = halveWidthFast(dst, a)
	}
	for ; i < len(dst); i++ {
		dst[i] = byte((int(a[2*i]) + int(a[2*i+1]) + 1) >> 1)
	}
}

// HalveHeight sets each of dst to the mean of the samples of two rows.
func HalveHeight(dst, a, b []byte) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = byte((int(a[i]) + int(b[i]) + 1) >> 1)
	}
}

// RepeatWidth writes each sample of a row twice: dst is twice as long.
func RepeatWidth(dst, row []byte) {
	dst = dst[:2*len(row)]
	i := 0
	if fast() {
		i = repeatFast(dst, row)
	}
	for ; i < len(row); i++ {
		dst[2*i], dst[2*i+1] = row[i], row[i]
	}
}

// DoubleWidth makes of each sample of a row two, between it and its neighbours
// (triangle filter, libjpeg's "fancy upsampling" of 2:1): dst is twice as long.
func DoubleWidth(dst, row []byte) { double(dst, row, row, 4, 8) }

// DoubleBoth is DoubleWidth of ¾ near + ¼ far: one of the two rows that a row
// makes when the height is doubled too, far being its neighbour on that side.
func DoubleBoth(dst, near, far []byte) { double(dst, near, far, 8, 7) }

// DoubleHeight is ¾ near + ¼ far, rounded down on halves if down.
func DoubleHeight(dst, near, far []byte, down bool) {
	near, far = near[:len(dst)], far[:len(dst)]
	bias := 2
	if down {
		bias = 1
	}
	for i := range dst {
		dst[i] = byte((3*int(near[i]) + int(far[i]) + bias) >> 2)
	}
}

func double(dst, near, far []byte, left, right int) {
	n := len(near)
	if n == 0 {
		return
	}
	dst, far = dst[:2*n], far[:n]
	sum := func(i int) int { return 3*int(near[i]) + int(far[i]) }
	at := func(i int) {
		s := 3 * sum(i)
		dst[2*i] = byte((s + sum(max(i-1, 0)) + left) >> 4)
		dst[2*i+1] = byte((s + sum(min(i+1, n-1)) + right) >> 4)
	}
	at(0)
	i := 1
	if fast() {
		i += doubleFast(dst, near, far, left, right)
	}
	for ; i < n; i++ {
		at(i)
	}
}
