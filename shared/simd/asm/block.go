// Package asm writes assembly for generators of vector code: straight pieces of
// AVX2 code on values without names, which it gives registers and, when those do
// not suffice, places in the stack frame. Loops and addresses are written by
// hand around them.
package asm

import (
	"fmt"
	"strings"
)

// V is a vector of 256 bits that an instruction makes. It lives until the last
// instruction of its block that takes it.
type V int

// X is the lower half of a vector as an operand.
type X V

// Block is a straight piece of code.
type Block struct {
	f     *Func
	regs  []int // that it may use
	ops   []op
	count V
}

type op struct {
	name string
	args []any // V, X, or string: a register, an address or a number
	dst  V     // -1: none
}

// Op adds an instruction with its sources in Intel's order; the result is a new
// vector. A source that is a string stands as it is: a fixed register, an
// address, or a number such as $8. A name that ends in /X is an instruction
// that makes half a vector.
func (b *Block) Op(name string, args ...any) V {
	v := b.count
	b.count++
	b.ops = append(b.ops, op{name, args, v})
	return v
}

// Do adds an instruction that makes no vector, with all operands in Intel's
// order.
func (b *Block) Do(name string, args ...any) { b.ops = append(b.ops, op{name, args, -1}) }

// allocator gives registers to one block.
type allocator struct {
	*Block
	uses  [][]int // of each vector, what is still to come
	where []int   // register of each vector, or -1
	slot  []int   // place in the frame of each vector, or -1
	held  map[int]V
	free  []int
	slots []int // free places
	top   int
}

// End writes the block.
func (b *Block) End() {
	a := &allocator{Block: b, held: map[int]V{}, free: append([]int{}, b.regs...)}
	a.uses = make([][]int, b.count)
	for range b.count {
		a.where, a.slot = append(a.where, -1), append(a.slot, -1)
	}
	for i, o := range b.ops {
		for _, v := range o.vectors() {
			a.uses[v] = append(a.uses[v], i)
		}
	}
	for i, o := range b.ops {
		a.place(i, o)
	}
	b.f.frame = max(b.f.frame, 32*a.top)
}

// vectors are the sources of o that are vectors, each once.
func (o op) vectors() []V {
	var vs []V
	for _, arg := range o.args {
		v := V(-1)
		switch arg := arg.(type) {
		case V:
			v = arg
		case X:
			v = V(arg)
		}
		seen := v < 0
		for _, w := range vs {
			seen = seen || w == v
		}
		if !seen {
			vs = append(vs, v)
		}
	}
	return vs
}

func (a *allocator) place(i int, o op) {
	sources := o.vectors()
	for _, v := range sources {
		if a.where[v] < 0 {
			r := a.take(sources)
			a.f.Op("VMOVDQU %d(SP), Y%d", 32*a.slot[v], r)
			a.put(v, r)
		}
	}
	text := make([]string, 0, len(o.args)+1)
	for k := len(o.args) - 1; k >= 0; k-- {
		switch arg := o.args[k].(type) {
		case V:
			text = append(text, fmt.Sprintf("Y%d", a.where[arg]))
		case X:
			text = append(text, fmt.Sprintf("X%d", a.where[arg]))
		case string:
			text = append(text, arg)
		}
	}
	for _, v := range sources {
		if a.uses[v] = a.uses[v][1:]; len(a.uses[v]) == 0 {
			a.drop(v)
		}
	}
	if o.dst >= 0 {
		r := a.take(sources)
		a.put(o.dst, r)
		text = append(text, destination(o.name, r))
		if len(a.uses[o.dst]) == 0 {
			a.drop(o.dst)
		}
	}
	a.f.Op("%s %s", strings.TrimSuffix(o.name, half), strings.Join(text, ", "))
}

// half after an instruction's name says that its result is half a vector.
const half = "/X"

func destination(name string, r int) string {
	if strings.HasSuffix(name, half) {
		return fmt.Sprintf("X%d", r)
	}
	return fmt.Sprintf("Y%d", r)
}

// take finds a register, and if there is none moves the vector that is needed
// last into the frame.
func (a *allocator) take(busy []V) int {
	if n := len(a.free); n > 0 {
		r := a.free[n-1]
		a.free = a.free[:n-1]
		return r
	}
	last, at := V(-1), -1
	for _, r := range a.regs {
		v, used := a.held[r]
		if !used || contains(busy, v) || a.uses[v][0] <= at {
			continue
		}
		last, at = v, a.uses[v][0]
	}
	r := a.where[last]
	if a.slot[last] < 0 {
		a.slot[last] = a.frameSlot()
		a.f.Op("VMOVDQU Y%d, %d(SP)", r, 32*a.slot[last])
	}
	a.where[last] = -1
	delete(a.held, r)
	return r
}

func (a *allocator) frameSlot() int {
	if n := len(a.slots); n > 0 {
		s := a.slots[n-1]
		a.slots = a.slots[:n-1]
		return s
	}
	a.top++
	return a.top - 1
}

func (a *allocator) put(v V, r int) { a.where[v], a.held[r] = r, v }

func (a *allocator) drop(v V) {
	r := a.where[v]
	delete(a.held, r)
	a.free = append(a.free, r)
	a.where[v] = -1
	if a.slot[v] >= 0 {
		a.slots = append(a.slots, a.slot[v])
	}
}

func contains(vs []V, v V) bool {
	for _, w := range vs {
		if w == v {
			return true
		}
	}
	return false
}
