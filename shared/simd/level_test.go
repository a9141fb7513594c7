package simd

import "testing"

func TestLevels(t *testing.T) {
	was := Active()
	defer Use(was)
	levels := Supported()
	for _, l := range levels {
		if err := Use(l); err != nil || Active() != l {
			t.Errorf("Use(%v): %v, and %v is active", l, err, Active())
		}
		if got := highest(l.String()); got != l {
			t.Errorf("held to %v it is %v", l, got)
		}
	}
	best := levels[len(levels)-1]
	for _, limit := range []string{"", "none", AVX512.String()} {
		if got := highest(limit); got != best {
			t.Errorf("held to %q it is %v", limit, got)
		}
	}
	if err := Use(AVX512 + 1); err == nil {
		t.Error("a level that does not exist can be used")
	}
}
