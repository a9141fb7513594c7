package nn

import (
	"syscall"
	"unsafe"
)

// hugePage is the size of the larger pages of memory, in bytes.
const hugePage = 2 << 20

// allocate makes a plan's memory. It asks for large pages: convolutions of large
// pictures spend a tenth of their time on looking up small ones. Where the system
// has none, they are as they were.
func allocate(floats int) []float32 {
	memory := make([]float32, floats)
	start := uintptr(unsafe.Pointer(unsafe.SliceData(memory)))
	skip := -start & (hugePage - 1)
	if whole := (4*uintptr(floats) - min(skip, 4*uintptr(floats))) &^ (hugePage - 1); whole > 0 {
		pages := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(memory)), skip)), whole)
		_ = syscall.Madvise(pages, syscall.MADV_HUGEPAGE)
	}
	return memory
}
