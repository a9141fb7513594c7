package dct

import (
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

func atEachLevelB(b *testing.B, f func(b *testing.B)) {
	defer simd.Use(simd.Active())
	for _, l := range simd.Supported() {
		simd.Use(l)
		b.Run(l.String(), f)
	}
}

// The rows of these have 256 blocks, and a pass over one is an iteration.
func BenchmarkTransforms(b *testing.B) {
	atEachLevelB(b, func(b *testing.B) {
		const n = 256
		r := random()
		src, coef, masks := picture(r, 8*n), make([][64]int16, n), make([]uint64, n)
		t := table(r, 30)
		q, d := NewQuant(t), NewDequant(t)
		q.Forward(coef, masks, src, 8*n)
		b.Run("Forward", func(b *testing.B) {
			for b.Loop() {
				q.Forward(coef, masks, src, 8*n)
			}
		})
		for _, scale := range []int{1, 2, 4, 8} {
			b.Run("Inverse"+string(rune('0'+scale)), func(b *testing.B) {
				for b.Loop() {
					d.Inverse(src, 8*n/scale, coef, scale)
				}
			})
		}
	})
}

func BenchmarkRows(b *testing.B) {
	atEachLevelB(b, func(b *testing.B) {
		const n = 4096
		px, y, cb, cr := make([]byte, 4*n), make([]byte, n), make([]byte, n), make([]byte, n)
		for name, f := range map[string]func(){
			"ToYCC":      func() { ToYCC(y, cb, cr, px) },
			"FromYCC":    func() { FromYCC(px, y, cb, cr) },
			"HalveBoth":  func() { HalveBoth(y[:n/2], cb, cr) },
			"DoubleBoth": func() { DoubleBoth(px, cb, cr) },
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					f()
				}
			})
		}
	})
}
