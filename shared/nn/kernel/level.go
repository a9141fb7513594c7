package kernel

import "github.com/reverie-image/reverie/shared/simd"

// Level is a set of processor instructions that the loops are written for, and
// that all packages with such loops share: see package simd.
type Level = simd.Level

// The levels, the slowest first.
const (
	Generic = simd.Generic
	AVX2    = simd.AVX2
	AVX512  = simd.AVX512
)

// Active is the level in use, which the environment variable REVERIE_SIMD
// limits.
func Active() Level { return simd.Active() }

// Use sets the level, for tests and measurements. It is an error if the
// processor has not got it.
func Use(l Level) error { return simd.Use(l) }

// Supported are the levels that this processor has, the slowest first.
func Supported() []Level { return simd.Supported() }
