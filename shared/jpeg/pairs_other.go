//go:build !amd64

package jpeg

func fast() bool { return false }

func (*decoder) decode([]byte, uint, uint, *[64]int16, *placing) (n, k uint, mask uint64, last pair) {
	panic("jpeg: no table of pairs")
}

func (*codes) write([]byte, *movable, uint64, *signs, uint64, uint) (n int, left uint64, bits uint) {
	panic("jpeg: no codes")
}

type adjusting struct{}

func newAdjusting(*decoder, *job, *codes) *adjusting { return nil }

func (*adjusting) block(*bitReader, *bitWriter) (k uint, ended bool) { return 1, false }
