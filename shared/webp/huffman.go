package webp

import (
	"math/bits"
	"slices"
)

// code is a canonical prefix code; a symbol of length 0 has none, and takes no
// bits where it is the only one.
type code struct {
	bits    []uint16 // as they are written
	lengths []uint8
}

// newCode is an optimal code for counts, of lengths up to limit.
func newCode(counts []uint32, limit uint8) code {
	c := code{bits: make([]uint16, len(counts)), lengths: make([]uint8, len(counts))}
	var used []int
	for s, n := range counts {
		if n > 0 {
			used = append(used, s)
		}
	}
	if len(used) < 2 {
		return c
	}
	for floor := uint32(1); ; floor *= 2 { // flatter until it is short enough
		slices.SortFunc(used, func(a, b int) int {
			if x, y := max(counts[a], floor), max(counts[b], floor); x != y {
				if x < y {
					return -1
				}
				return 1
			}
			return a - b
		})
		if c.measure(used, counts, floor) <= limit {
			break
		}
	}
	c.assign()
	return c
}

// measure finds the lengths by merging the two rarest over and over: leaves come
// in order, and so do the merged ones.
func (c *code) measure(used []int, counts []uint32, floor uint32) (longest uint8) {
	n := len(used)
	weight, parent := make([]uint64, 2*n-1), make([]int, 2*n-1)
	for i, s := range used {
		weight[i] = uint64(max(counts[s], floor))
	}
	leaf, node := 0, n
	for next := n; next < 2*n-1; next++ {
		for range 2 {
			k := &node
			if leaf < n && (node >= next || weight[leaf] <= weight[node]) {
				k = &leaf
			}
			weight[next] += weight[*k]
			parent[*k] = next
			*k++
		}
	}
	depth := make([]uint8, 2*n-1)
	for i := 2*n - 3; i >= 0; i-- {
		depth[i] = depth[parent[i]] + 1
		if i < n {
			c.lengths[used[i]] = depth[i]
			longest = max(longest, depth[i])
		}
	}
	return longest
}

// assign gives codes in the order of lengths and symbols.
func (c *code) assign() {
	next := uint16(0)
	for length := uint8(1); length < 16; length++ {
		for s, l := range c.lengths {
			if l == length {
				c.bits[s] = bits.Reverse16(next) >> (16 - length)
				next++
			}
		}
		next <<= 1
	}
}

func (w *bitWriter) symbol(c *code, s int) { w.put(uint32(c.bits[s]), uint(c.lengths[s])) }

// lengthOrder is that in which the lengths of the code for lengths are written
// (RFC 9649, 3.7.2.1.2).
var lengthOrder = [19]int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// putCode makes a code for counts and says it.
func putCode(w *bitWriter, counts []uint32) code {
	c := newCode(counts, 15)
	var used []int
	for s, n := range counts {
		if n > 0 {
			used = append(used, s)
		}
	}
	if len(used) == 0 {
		used = []int{0}
	}
	if len(used) <= 2 && used[len(used)-1] < 256 {
		w.flag(true)
		w.put(uint32(len(used)-1), 1)
		w.put(1, 1) // the first has 8 bits
		for _, s := range used {
			w.put(uint32(s), 8)
		}
		return c
	}
	w.flag(false)
	putLengths(w, c.lengths)
	return c
}

// run is a token of the code for lengths: 16 repeats the length before, 17 and
// 18 are runs of zeros.
type run struct{ symbol, extra, bits int }

func putLengths(w *bitWriter, lengths []uint8) {
	runs := runsOf(lengths)
	counts := make([]uint32, 19)
	for _, r := range runs {
		counts[r.symbol]++
	}
	c := newCode(counts, 7)
	written := c.lengths
	if i := slices.Index(counts, uint32(len(runs))); i >= 0 { // one alone is said to have a bit, and takes none
		written = make([]uint8, 19)
		written[i] = 1
	}
	n := 19
	for n > 4 && written[lengthOrder[n-1]] == 0 {
		n--
	}
	w.put(uint32(n-4), 4)
	for _, s := range lengthOrder[:n] {
		w.put(uint32(written[s]), 3)
	}
	w.flag(false) // lengths of all symbols follow
	for _, r := range runs {
		w.symbol(&c, r.symbol)
		w.put(uint32(r.extra), uint(r.bits))
	}
}

func runsOf(lengths []uint8) (runs []run) {
	before := 8 // what 16 repeats at first
	for i := 0; i < len(lengths); {
		v, n := int(lengths[i]), 1
		for i+n < len(lengths) && int(lengths[i+n]) == v {
			n++
		}
		i += n
		if v != 0 && v != before {
			runs, before = append(runs, run{symbol: v}), v
			n--
		}
		for n > 0 {
			k := 1
			switch {
			case v == 0 && n >= 11:
				k = min(n, 138)
				runs = append(runs, run{18, k - 11, 7})
			case v == 0 && n >= 3:
				k = n
				runs = append(runs, run{17, k - 3, 3})
			case v != 0 && n >= 3:
				k = min(n, 6)
				runs = append(runs, run{16, k - 3, 2})
			default:
				runs = append(runs, run{symbol: v})
			}
			n -= k
		}
	}
	return runs
}
