package jpeg

import (
	x86 "golang.org/x/sys/cpu"

	"github.com/reverie-image/reverie/shared/simd"
)

// fast says that the functions below may be used.
func fast() bool { return simd.Active() >= simd.AVX2 && x86.X86.HasBMI1 && x86.X86.HasBMI2 }

// pairWindow is more than the bytes that are decoded at once.
const pairWindow = 64*26/8 + 16

// decode decodes a block as far as the tables go, or to position end: to position
// k and, in data, from bit at to bit n. last is the entry for what came last: 1
// for a symbol that pair has not, 0 if look has none for what comes next either.
func (d *decoder) decode(data []byte, at, end uint, dst *[64]int16, to *placing) (n, k uint, mask uint64, last pair) {
	return pairsBMI2(&d.pair[0], &d.look[0], &dst[0], to, &(*[pairWindow]byte)(data)[0], at, end)
}

//go:noescape
func pairsBMI2(table *pair, look *uint16, dst *int16, to *placing, from *byte, at, end uint) (n, k uint, mask uint64, last pair)
