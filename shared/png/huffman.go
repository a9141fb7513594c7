package png

import (
	"math/bits"
	"slices"
)

// codeMax is the longest code written. Four of them and 7 bits left over fit
// into 64 bits, and next to nothing is lost against the 15 that there may be.
const codeMax = 14

// code is a Huffman code, its first bit the lowest.
type code struct {
	bits uint16
	n    uint16
}

// codesFor makes a prefix code of at most limit bits for symbols that occur
// count times, the best one but for the limit. Symbols that do not occur have
// none; a single one has a code of one bit.
func codesFor(codes []code, count []uint32, limit int) {
	order := make([]uint32, 0, 288) // count<<9 | symbol
	for s, n := range count {
		codes[s] = code{}
		if n > 0 {
			order = append(order, n<<9|uint32(s))
		}
	}
	if len(order) == 0 {
		return
	}
	slices.Sort(order)
	var perLength [32]int
	depths(order, &perLength)
	limitLengths(&perLength, limit, len(order))
	length := 0
	for n := limit; n > 0; n-- { // the rarest symbols have the longest codes
		for range perLength[n] {
			codes[order[length]&511].n = uint16(n)
			length++
		}
	}
	assign(codes)
}

// depths counts the leaves of a Huffman tree by depth. Of two queues, leaves by
// count and inner nodes as they are made, the two least heads are joined, over
// and over.
func depths(order []uint32, perLength *[32]int) {
	n := len(order)
	if n == 1 {
		perLength[1] = 1
		return
	}
	weight, parent := make([]uint64, 0, 2*n), make([]int, 2*n)
	for _, o := range order {
		weight = append(weight, uint64(o>>9))
	}
	leaf, inner := 0, n
	least := func() int {
		if leaf < n && (inner >= len(weight) || weight[leaf] <= weight[inner]) {
			leaf++
			return leaf - 1
		}
		inner++
		return inner - 1
	}
	for len(weight) < 2*n-1 {
		a := least()
		b := least()
		parent[a], parent[b] = len(weight), len(weight)
		weight = append(weight, weight[a]+weight[b])
	}
	depth := make([]int, 2*n)
	for i := 2*n - 3; i >= 0; i-- {
		depth[i] = depth[parent[i]] + 1
		if i < n {
			perLength[min(depth[i], 31)]++
		}
	}
}

// limitLengths makes codes no longer than limit: all that were become as long,
// which takes too much of the code space (1<<limit), and as long as it does, a
// shorter code makes room by becoming two, one of them for a longest.
func limitLengths(perLength *[32]int, limit, symbols int) {
	for n := limit + 1; n < 32; n++ {
		perLength[limit] += perLength[n]
		perLength[n] = 0
	}
	space := 0
	for n := 1; n <= limit; n++ {
		space += perLength[n] << (limit - n)
	}
	for ; space > 1<<limit && symbols > 1; space-- {
		perLength[limit]--
		n := limit - 1
		for perLength[n] == 0 {
			n--
		}
		perLength[n]--
		perLength[n+1] += 2
	}
}

// assign gives codes of known length their bits (RFC 1951, 3.2.2).
func assign(codes []code) {
	var count, next [16]uint16
	for _, c := range codes {
		count[c.n]++
	}
	count[0] = 0
	for n := 1; n < 16; n++ {
		next[n] = (next[n-1] + count[n-1]) << 1
	}
	for i, c := range codes {
		if c.n > 0 {
			codes[i].bits = bits.Reverse16(next[c.n]) >> (16 - c.n)
			next[c.n]++
		}
	}
}
