package dct

import (
	"syscall"
	"testing"
	"unsafe"
)

// atPageEnd makes n values behind which nothing can be read or written.
func atPageEnd[T any](t *testing.T, n int) []T {
	var v T
	bytes := n * int(unsafe.Sizeof(v))
	page := syscall.Getpagesize()
	size := (bytes+page-1)/page*page + page
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(mem) })
	if err := syscall.Mprotect(mem[size-page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&mem[size-page-bytes])), n)
}

// TestNothingBeyondIsTouched crashes if a function goes past the end of a slice.
func TestNothingBeyondIsTouched(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		b := func(n int) []byte { return atPageEnd[byte](t, n) }
		q := table(random(), 9)
		for n := 1; n < 80; n += 1 + n/9 {
			ToYCC(b(n), b(n), b(n), b(4*n))
			FromYCC(b(4*n), b(n), b(n), b(n))
			HalveBoth(b(n), b(2*n), b(2*n))
			HalveWidth(b(n), b(2*n))
			RepeatWidth(b(2*n), b(n))
			DoubleBoth(b(2*n), b(n), b(n))
			coef := atPageEnd[[64]int16](t, n)
			NewQuant(q).Forward(coef, atPageEnd[uint64](t, n), b(64*n), 8*n)
			for _, scale := range []int{1, 2, 4, 8} {
				side := 8 / scale
				NewDequant(q).Inverse(b(side*side*n), side*n, coef, scale)
			}
		}
	})
}
