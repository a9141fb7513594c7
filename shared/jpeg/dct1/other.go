//go:build !amd64

package dct1

// Without AVX2 these are not called.

func widenAVX2(dst *float32, coef *int16, factors *float32)          {}
func narrowAVX2(coef *int16, src, factors *float32) (nonzero uint64) { return 0 }
func inverseAVX2(dst, src *float32)                                  {}
func forwardAVX2(dst, from *float32, share float32)                  {}
