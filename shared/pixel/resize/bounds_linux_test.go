package resize

import (
	"context"
	"image"
	"syscall"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

// atPageEnd makes n bytes behind which nothing can be read.
func atPageEnd(t *testing.T, n int) []byte {
	page := syscall.Getpagesize()
	size := (n+page-1)/page*page + page
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(mem) })
	if err := syscall.Mprotect(mem[size-page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	v := mem[size-page-n : size-page]
	for i := range v { // opaque: that way goes without a copy
		v[i] = 255
	}
	return v
}

// TestNothingBeyondIsRead crashes if a function goes past the end of a picture.
func TestNothingBeyondIsRead(t *testing.T) {
	defer simd.Use(simd.Active())
	for _, l := range simd.Supported() {
		simd.Use(l)
		for n := 1; n < 70; n += 1 + n/9 {
			r := image.Rect(0, 0, n, 9)
			for _, m := range []image.Image{
				&image.Gray{Pix: atPageEnd(t, 9*n), Stride: n, Rect: r},
				&image.Gray16{Pix: atPageEnd(t, 18*n), Stride: 2 * n, Rect: r},
				&image.NRGBA{Pix: atPageEnd(t, 36*n), Stride: 4 * n, Rect: r},
				&image.NRGBA64{Pix: atPageEnd(t, 72*n), Stride: 8 * n, Rect: r},
			} {
				for _, w := range []int{1, n, 2*n + 1} {
					if _, err := Image(context.Background(), m, w, 5, Lanczos3); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}
