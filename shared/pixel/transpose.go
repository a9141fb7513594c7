package pixel

import (
	"context"
	"encoding/binary"
)

// Transpose writes h rows of w pixels of size bytes (1, 2, 4 or 8) to dst, row x
// of which is column x of src. Strides are in bytes.
func Transpose(ctx context.Context, dst []byte, dstStride int, src []byte, srcStride, w, h, size int) error {
	return Bands(ctx, h, BandRows, func(y0, y1 int) error {
		for y := y0; y < y1; y += 8 {
			for x := 0; x < w; x += 8 {
				nx, ny := min(8, w-x), min(8, y1-y)
				from, to := src[y*srcStride+x*size:], dst[x*dstStride+y*size:]
				switch {
				case size == 1 && nx == 8 && ny == 8:
					transpose8(to, dstStride, from, srcStride)
				case size == 4 && nx == 8 && ny == 8:
					transpose4(to, dstStride, from, srcStride)
				default:
					transposeAny(to, dstStride, from, srcStride, nx, ny, size)
				}
			}
		}
		return nil
	})
}

func transposeAny(dst []byte, dstStride int, src []byte, srcStride, w, h, size int) {
	for x := range w {
		for y := range h {
			copy(dst[x*dstStride+y*size:][:size], src[y*srcStride+x*size:])
		}
	}
}

// transpose4 transposes 8 × 8 pixels of four bytes, two by two.
func transpose4(dst []byte, dstStride int, src []byte, srcStride int) {
	for y := 0; y < 8; y += 2 {
		above, below := src[y*srcStride:][:32], src[(y+1)*srcStride:][:32]
		for x := 0; x < 8; x += 2 {
			a, b := binary.LittleEndian.Uint64(above[4*x:]), binary.LittleEndian.Uint64(below[4*x:])
			binary.LittleEndian.PutUint64(dst[x*dstStride+4*y:], a&0xffffffff|b<<32)
			binary.LittleEndian.PutUint64(dst[(x+1)*dstStride+4*y:], a>>32|b&0xffffffff00000000)
		}
	}
}

// transpose8 transposes 8 × 8 bytes in eight words: quarters of 4 × 4 change
// places, then of 2 × 2 in each, then bytes (Warren, Hacker's Delight, 7-3).
func transpose8(dst []byte, dstStride int, src []byte, srcStride int) {
	var a [8]uint64
	for i := range a {
		a[i] = binary.LittleEndian.Uint64(src[i*srcStride:])
	}
	for i := range 4 {
		t := (a[i]>>32 ^ a[i+4]) & 0x00000000ffffffff
		a[i], a[i+4] = a[i]^t<<32, a[i+4]^t
	}
	for _, i := range [4]int{0, 1, 4, 5} {
		t := (a[i]>>16 ^ a[i+2]) & 0x0000ffff0000ffff
		a[i], a[i+2] = a[i]^t<<16, a[i+2]^t
	}
	for i := 0; i < 8; i += 2 {
		t := (a[i]>>8 ^ a[i+1]) & 0x00ff00ff00ff00ff
		a[i], a[i+1] = a[i]^t<<8, a[i+1]^t
	}
	for i, v := range a {
		binary.LittleEndian.PutUint64(dst[i*dstStride:], v)
	}
}
