package nn

import (
	"math"
	"testing"
)

func TestPowers(t *testing.T) {
	for _, beta := range []float32{0.5, 0.6, 1, 2.25} {
		for s := 1e-6; s < 1e9; s *= 1.7 {
			got, want := LRN{Beta: beta}.power(s), math.Pow(s, -float64(beta))
			if math.Abs(got-want) > 1e-12*want {
				t.Errorf("%v^−%v is %v, want %v", s, beta, got, want)
			}
		}
	}
	for _, x := range []float64{1, 0.99999, 1.00001, 2, 0.5, 1e300, 1e-300} {
		if got, want := log(x), math.Log(x); math.Abs(got-want) > 1e-14*max(1, math.Abs(want)) {
			t.Errorf("log %v is %v, want %v", x, got, want)
		}
	}
	if p := (LRN{Beta: 0.6}).power(0); !math.IsInf(p, 1) {
		t.Errorf("0^−0.6 is %v", p)
	}
	if e := exp(800); !math.IsInf(e, 1) {
		t.Errorf("exp 800 is %v", e)
	}
}
