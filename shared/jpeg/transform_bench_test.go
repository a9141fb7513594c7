package jpeg

import (
	"testing"
)

// What the operations cost on a picture of three megapixels, one thread.
func BenchmarkTransform(b *testing.B) {
	sources := []struct {
		name string
		w, h int
		args []string
	}{
		{"baseline", 2048, 1536, []string{"-quality", "94"}},
		{"odd", 2043, 1531, []string{"-quality", "94"}},
		{"progressive", 2048, 1536, []string{"-quality", "94", "-progressive"}},
	}
	ops := []struct {
		name string
		op   Op
	}{
		{"gray", Op{Kind: Grayscale}},
		{"flip-horizontal", Op{Kind: FlipHorizontal}},
		{"flip-vertical", Op{Kind: FlipVertical}},
		{"rotate90", Op{Kind: Rotate90}},
		{"brightness", Op{Kind: Linear, Scale: 1, Offset: 10}},
		{"contrast", Op{Kind: Linear, Scale: 1.25, Offset: 127.5 * -0.25}},
		{"invert", Op{Kind: Linear, Scale: -1, Offset: 255}},
	}
	for _, s := range sources {
		src := cjpeg(b, s.w, s.h, s.args...)
		for _, o := range ops {
			b.Run(s.name+"/"+o.name, func(b *testing.B) {
				b.SetBytes(int64(s.w * s.h)) // MB/s are megapixels a second
				for b.Loop() {
					apply(b, src, o.op)
				}
			})
		}
	}
}
