package resize

// A grouped axis has its weights in the order in which the assembly takes them:
// for each group of eight results, for each eight taps, four vectors of which
// each holds those of the results j and j+4.
type grouped struct {
	blocks int // of eight taps
	start  []int32
	coef   []int16
}

const groupOf = 8

func (a axis) grouped() grouped {
	n := len(a.start)
	g := grouped{blocks: (a.taps + 7) / 8, start: make([]int32, (n+groupOf-1)/groupOf*groupOf)}
	copy(g.start, a.start)
	g.coef = make([]int16, len(g.start)*g.blocks*8)
	for i := range n {
		for k := range a.taps {
			g.coef[g.at(i, k)] = a.coef[i*a.taps+k]
		}
	}
	return g
}

// at is where the weight of tap k for result i is.
func (g *grouped) at(i, k int) int {
	j := i % groupOf
	return ((i/groupOf*g.blocks+k/8)*groupOf+j%4*2+j/4)*8 + k%8
}

// reach is how many values the results read, up to the end of the padded taps.
func (g *grouped) reach(in int) int { return in + 8*g.blocks }
