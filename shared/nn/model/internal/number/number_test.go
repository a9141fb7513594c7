package number_test

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/model/internal/number"
)

// TestHalf goes through every 16-bit number, and the values half way between
// neighbours, which round to even.
func TestHalf(t *testing.T) {
	for h := range 1 << 16 {
		v := number.FromHalf(uint16(h))
		if v != v {
			if n := number.FromHalf(number.ToHalf(v)); n == n {
				t.Fatalf("%#x: not a number became %v", h, n)
			}
			continue
		}
		if got := number.ToHalf(v); got != uint16(h) {
			t.Fatalf("%#x → %v → %#x", h, v, got)
		}
		next := number.FromHalf(uint16(h) + 1)
		if math.IsInf(float64(v), 0) || h&0x7fff == 0x7bff || next != next {
			continue
		}
		even := uint16(h + h&1)
		if got := number.ToHalf((v + next) / 2); got != even && h&0x7fff != 0x7fff {
			t.Fatalf("half way from %v to %v: %#x, want %#x", v, next, got, even)
		}
	}
	for v, want := range map[float32]uint16{65519: 0x7bff, 65520: 0x7c00, -1e9: 0xfc00, 1e-9: 0, 1: 0x3c00} {
		if got := number.ToHalf(v); got != want {
			t.Errorf("%v: %#x, want %#x", v, got, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	values := []float32{0, 1, -1, 3.140625, 0.15625, -65504, float32(math.Inf(1)), 0x1p-14}
	for _, typ := range []number.Type{number.F64, number.F32, number.F16, number.BF16} {
		var data []byte
		for _, v := range values {
			data = number.Append(data, v, typ)
		}
		if len(data) != typ.Size()*len(values) {
			t.Fatalf("type %d: %d bytes", typ, len(data))
		}
		got := make([]float32, len(values))
		number.Decode(got, data, typ)
		for i, v := range values {
			bound := float64(0)
			if typ == number.BF16 {
				bound = math.Abs(float64(v)) / 256
			}
			if v != got[i] && math.Abs(float64(v-got[i])) > bound {
				t.Errorf("type %d: %v became %v", typ, v, got[i])
			}
		}
	}
	// bfloat16 rounds to even, and keeps what is not a number.
	for v, want := range map[float32]uint16{1 + 1.0/256: 0x3f80, 1 + 3.0/256: 0x3f82, 1 + 1.0/256 + 1.0/65536: 0x3f81} {
		if b := number.Append(nil, v, number.BF16); uint16(b[0])|uint16(b[1])<<8 != want {
			t.Errorf("%v: % x, want %#x", v, b, want)
		}
	}
	if err := number.Finite([]float32{1, float32(math.NaN())}); err == nil {
		t.Error("not a number is finite")
	}
}
