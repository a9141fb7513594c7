package jpeg

import (
	"fmt"
	"testing"
)

// Inverting loses nothing, whatever DC is quantised by: each coefficient is
// negated, and the mean of luma is moved by one level.
func TestInvertIsExact(t *testing.T) {
	for _, quality := range []int{40, 50, 65, 75, 80, 85, 90, 94, 98, 100} {
		src := cjpeg(t, 64, 48, "-quality", fmt.Sprint(quality), "-sample", "2x2")
		wf, want := coefficientsOf(t, src)
		gf, got := coefficientsOf(t, apply(t, src, Op{Kind: Linear, Scale: -1, Offset: 255}))
		for i := range wf.comps {
			level := 0
			if i == 0 {
				level = -8
			}
			for at := range want[i] {
				a, b := &want[i][at].coef, &got[i][at].coef
				for k := range a {
					is, due := int(b[k])*int(gf.comps[i].quant[k]), -int(a[k])*int(wf.comps[i].quant[k])
					if k == 0 {
						due += level
					}
					if is != due && (due >= -1024 && due <= 1016 || k > 0) {
						t.Fatalf("quality %d, component %d, block %d, coefficient %d is %d, want %d", quality, i, at, k, is, due)
					}
				}
			}
		}
	}
}
