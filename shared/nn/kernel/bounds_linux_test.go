package kernel

import (
	"syscall"
	"testing"
	"unsafe"
)

// atPageEnd copies v to where the next byte cannot be read.
func atPageEnd(t *testing.T, v []float32) []float32 {
	page := syscall.Getpagesize()
	size := (4*len(v)+page-1)/page*page + page
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(mem) })
	if err := syscall.Mprotect(mem[size-page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	if len(v) == 0 {
		return nil
	}
	out := unsafe.Slice((*float32)(unsafe.Pointer(&mem[size-page-4*len(v)])), len(v))
	copy(out, v)
	return out
}

// TestNothingBeyondIsRead crashes if a function reads past the end of a slice.
func TestNothingBeyondIsRead(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := random()
		for c := 1; c <= blockChannels; c++ {
			for range 4 {
				tile := randomTile(r, 1+r.IntN(30), c)
				tile.X, tile.W = atPageEnd(t, tile.X), atPageEnd(t, tile.W)
				tile.Y, tile.Bias = atPageEnd(t, tile.Y), atPageEnd(t, tile.Bias)
				Run(&tile)
			}
			for _, f := range vectorCases {
				y, x := atPageEnd(t, floats(r, 4*c)), [5][]float32{}
				for i := range x {
					x[i] = atPageEnd(t, floats(r, 4*c))
				}
				f(y, x, c)
			}
		}
	})
}
