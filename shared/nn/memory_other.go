//go:build !linux

package nn

func allocate(floats int) []float32 { return make([]float32, floats) }
