package main

import "fmt"

// isa is what tells the instruction sets apart.
type isa struct {
	name   string // in function names
	reg    string // of vector registers
	floats int    // in a vector
	sums   int    // vector registers to hold sums in
	wide   bool   // AVX-512: masks in K registers, operands that broadcast
}

var (
	wide   = isa{name: "AVX512", reg: "Z", floats: 16, sums: 28, wide: true}
	narrow = isa{name: "AVX2", reg: "Y", floats: 8, sums: 12}
)

func (s isa) v(n int) string { return fmt.Sprintf("%s%d", s.reg, n) }

func (s isa) bytes() int { return 4 * s.floats }

// Registers above the sums.
func (s isa) weight(n int) string { return s.v(s.sums + n) }
func (s isa) value(n int) string  { return s.v(s.sums + 2 + n) }
func (s isa) mask() string        { return s.v(15) }     // AVX2; in AVX-512 it is K1
func (s isa) zero() string        { return s.v(s.sums) } // after the loop

// values is how many registers there are for values of pixels.
func (s isa) values() int {
	if s.wide {
		return 2
	}
	return 1
}

// pixels are the most that fit with n vectors of channels.
func (s isa) pixels(n int) int { return s.sums / n }

// load reads a vector, or the part of one that the mask names.
func (s isa) load(t *text, mem, dst string, masked bool) {
	switch {
	case !masked:
		t.op("VMOVUPS %s, %s", mem, dst)
	case s.wide:
		t.op("VMOVUPS.Z %s, K1, %s", mem, dst)
	default:
		t.op("VMASKMOVPS %s, %s, %s", mem, s.mask(), dst)
	}
}

// store writes a vector, or the part of one that the mask names.
func (s isa) store(t *text, src, mem string, masked bool) {
	switch {
	case !masked:
		t.op("VMOVUPS %s, %s", src, mem)
	case s.wide:
		t.op("VMOVUPS %s, K1, %s", src, mem)
	default:
		t.op("VMASKMOVPS %s, %s, %s", src, s.mask(), mem)
	}
}

// clear sets a register to zero.
func (s isa) clear(t *text, dst string) {
	if s.wide {
		t.op("VPXORD %s, %s, %s", dst, dst, dst)
	} else {
		t.op("VXORPS %s, %s, %s", dst, dst, dst)
	}
}
