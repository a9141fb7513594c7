package jpeg

import (
	"math/rand/v2"
	"testing"
)

// wideSpec has codes for AC symbols of all sizes, more than baseline allows,
// short runs more often than long ones.
func wideSpec() *huffSpec {
	var freq [256]int
	for sym := range freq {
		if run, size := sym>>4, sym&15; size > 0 || run == 0 || run == 15 {
			freq[sym] = 1 + 1<<10>>run>>(size/3)
		}
	}
	return optimal(&freq)
}

// What is moved without making its value is what decoding gives, clamped, and
// the same data is refused.
func TestMoves(t *testing.T) {
	d := wideSpec().decoder(true)
	sel, neg := *plain, [64]uint64{}
	for k := range 64 {
		sel.order[k] = uint8(63 - k)
		if k%3 == 1 {
			neg[k], sel.mul[k] = ^uint64(0), -1<<16
		}
	}
	rnd := rand.New(rand.NewPCG(7, 7))
	sound, wide := 0, 0
	for range 20000 {
		buf := make([]byte, tailroom)
		for i := range buf[:tailroom-8] {
			buf[i] = byte(rnd.Uint32())
		}
		a, b := bitReader{buf: buf}, bitReader{buf: buf}
		var values [64]int16
		var codes [64]uint16
		want, ok := a.coefficients(d, &values, &sel, 1, 0)
		got, also := b.moves(d, &codes, &sel.order, &neg)
		if !ok && !also {
			continue
		}
		sound++
		if ok != also || got != want || a.at() != b.at() {
			t.Fatalf("moves says %v, %#x to bit %d; coefficients %v, %#x to %d", also, got, b.at(), ok, want, a.at())
		}
		for k, v := range values {
			if got>>k&1 == 0 {
				continue
			}
			size, extra := int(codes[k]>>movedBits), int(codes[k]&movedMax)
			moved := extra
			if extra>>(size-1) == 0 {
				moved = extra - (1<<size - 1)
			}
			if moved != min(max(int(v), -1023), 1023) {
				t.Fatalf("place %d: moved as %d, is %d", k, moved, v)
			}
			if v < -1023 || v > 1023 {
				wide++
			}
		}
	}
	if sound < 1000 || wide < 100 {
		t.Errorf("only %d blocks and %d wide coefficients tried", sound, wide)
	}
}
