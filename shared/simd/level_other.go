//go:build !amd64

package simd

func supported() []Level { return []Level{Generic} }
