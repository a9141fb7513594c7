package asm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// machine runs what a block writes: instructions ADD and MIX of two sources,
// LOAD, moves to and from the frame, and STORE, on numbers for vectors.
type machine struct {
	places map[string]uint64 // registers and frame
	stored []uint64
}

func mix(a, b uint64) uint64 { return a*31 + b*17 + 5 }

func (m *machine) run(t *testing.T, text string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		at := strings.Split(rest, ", ")
		switch name {
		case "LOAD":
			m.places[at[1]] = uint64(len(at[0])) * 1000003
		case "VMOVDQU":
			v, ok := m.places[at[0]]
			if !ok {
				t.Fatalf("%s: nothing is there", line)
			}
			m.places[at[1]] = v
		case "MIX":
			m.places[at[2]] = mix(m.places[at[1]], m.places[at[0]])
		case "STORE":
			m.stored = append(m.stored, m.places[at[0]])
		default:
			t.Fatalf("what is %s?", line)
		}
	}
}

// TestAllocation compares random blocks, of up to 40 values that live at once,
// with what they mean.
func TestAllocation(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for trial := range 300 {
		f := new(Func)
		b := f.Block(trial % 12)
		values, want := map[V]uint64{}, []uint64{}
		var all []V
		add := func(v V, is uint64) {
			values[v] = is
			all = append(all, v)
		}
		for i := range 1 + r.IntN(40) {
			add(b.Op("LOAD", strings.Repeat("m", i+1)), uint64(i+1)*1000003)
		}
		for range r.IntN(200) {
			x, y := all[r.IntN(len(all))], all[r.IntN(len(all))]
			add(b.Op("MIX", x, y), mix(values[x], values[y]))
			if r.IntN(5) == 0 {
				v := all[r.IntN(len(all))]
				b.Do("STORE", v)
				want = append(want, values[v])
			}
		}
		b.End()
		m := &machine{places: map[string]uint64{}}
		m.run(t, f.text.String())
		if fmt.Sprint(m.stored) != fmt.Sprint(want) {
			t.Fatalf("trial %d: stored %v, want %v\n%s", trial, m.stored, want, f.text.String())
		}
		for place := range m.places {
			var reg, slot int
			if n, _ := fmt.Sscanf(place, "Y%d", &reg); n == 1 && reg > 15-trial%12 {
				t.Fatalf("trial %d uses register %d, which is kept", trial, reg)
			}
			if n, _ := fmt.Sscanf(place, "%d(SP)", &slot); n == 1 && slot+32 > f.frame {
				t.Fatalf("trial %d: frame of %d bytes, and %s is used", trial, f.frame, place)
			}
		}
	}
}

func TestHalfVectors(t *testing.T) {
	f := new(Func)
	b := f.Block(0)
	b.Do("VMOVDQU", "(DI)", X(b.Op("VPINSRQ/X", X(b.Op("VMOVQ/X", "(SI)")), "8(SI)", "$1")))
	b.End()
	want := "\tVMOVQ (SI), X0\n\tVPINSRQ $1, 8(SI), X0, X0\n\tVMOVDQU X0, (DI)\n"
	if got := f.text.String(); got != want {
		t.Errorf("%s", got)
	}
}
