// Package dct holds the inner loops of a JPEG codec on samples: the cosine
// transforms of 8 × 8 blocks with their quantisation, conversions between RGB
// and YCbCr, and halving and doubling of rows. They are written for AVX2 and in
// plain Go, with the same bits from each. It knows nothing of files, frames or
// entropy coding.
//
// Blocks are 64 coefficients in natural order, row by row: number 8·v + u has
// the vertical frequency v and the horizontal frequency u. Blocks of a row
// follow one another. Samples are bytes, level shifted: 128 is zero to the
// transforms.
package dct

//go:generate go run ./gen

import "github.com/reverie-image/reverie/shared/simd"

// BlockSize is how many coefficients a block has.
const BlockSize = 64

func fast() bool { return simd.Active() >= simd.AVX2 }
