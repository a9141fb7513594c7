package jpeg

import (
	"math/rand/v2"
	"testing"
)

// frequencies that need codes beyond 16 bits before they are limited, and
// others.
func frequencies() map[string]*[256]int {
	one, all, fibonacci, random := new([256]int), new([256]int), new([256]int), new([256]int)
	one[7] = 3
	a, b := 1, 1
	r := rand.New(rand.NewPCG(1, 2))
	for i := range all {
		all[i] = 1
		random[i] = r.IntN(1 << r.IntN(20))
		if i < 40 {
			fibonacci[i] = a
			a, b = b, a+b
		}
	}
	return map[string]*[256]int{"one": one, "all": all, "fibonacci": fibonacci, "random": random}
}

// Optimal tables give each symbol a code, leave that of all ones free, as
// T.81 asks, and are read back to the same symbols.
func TestOptimalTables(t *testing.T) {
	for name, freq := range frequencies() {
		s := optimal(freq)
		back, n, err := parseHuff(s.segment(1, 0)[1:], false)
		if err != nil || n != 16+len(s.vals) || !back.equal(s) {
			t.Fatalf("%s: %v", name, err)
		}
		d := s.decoder(false)
		seen, longest := 0, 0
		s.each(func(sym uint8, code uint32, length int) {
			if seen++; code == 1<<length-1 {
				t.Errorf("%s: symbol %d has the code of all ones", name, sym)
			}
			longest = max(longest, length)
			if freq[sym] == 0 {
				t.Errorf("%s: symbol %d does not occur", name, sym)
			}
			acc := uint64(code) << (64 - length)
			e := d.look[acc>>(64-singleBits)]
			if e == 0 {
				e = d.slow(acc)
			}
			if want := entry(sym, length, false); e != want {
				t.Errorf("%s: symbol %d is read as %#x, want %#x", name, sym, e, want)
			}
		})
		want := 0
		for _, f := range freq {
			if f > 0 {
				want++
			}
		}
		if seen != want || longest > 16 {
			t.Errorf("%s: %d symbols of %d, up to %d bits", name, seen, want, longest)
		}
	}
}

// For weights that need no limit, the total is that of Huffman's tree, counted
// by merging.
func TestOptimalTotal(t *testing.T) {
	var freq [256]int
	weights := []int{1} // the reserved code
	for i := range 40 {
		freq[i] = 100 + 7*i
		weights = append(weights, freq[i])
	}
	want := 0
	for len(weights) > 1 {
		least := 0
		for range 2 {
			at := 0
			for i := range weights {
				if weights[i] < weights[at] {
					at = i
				}
			}
			least += weights[at]
			weights = append(weights[:at], weights[at+1:]...)
		}
		want += least
		weights = append(weights, least)
	}
	got, longest := 0, 0
	optimal(&freq).each(func(sym uint8, _ uint32, length int) {
		got += freq[sym] * length
		longest = max(longest, length)
	})
	if want -= longest; got != want {
		t.Errorf("%d bits in all, want %d", got, want)
	}
}

// A completed table has every symbol, and codes the frequent ones as before.
func TestCompleted(t *testing.T) {
	var freq [256]int
	for i := range 40 {
		freq[i/8<<4|i%8+1] = 1 << (20 - i/2)
	}
	freq[0] = 1 << 19
	s := optimal(&freq)
	was, is := s.encoder(), s.completed().encoder()
	for run := range 16 {
		for size := 1; size <= 10; size++ {
			if is[run<<4|size] == 0 {
				t.Fatalf("no code for run %d, size %d", run, size)
			}
		}
	}
	if is[0] == 0 || is[0xf0] == 0 {
		t.Fatal("no code for the end of a block or a long run")
	}
	before, after := 0, 0
	for sym, n := range freq {
		before += n * int(was[sym]&31)
		after += n * int(is[sym]&31)
	}
	if after > before*102/100 {
		t.Errorf("%d bits became %d", before, after)
	}
}
