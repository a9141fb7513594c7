package jpeg

import "slices"

// optimal makes the table with the shortest total for symbols as frequent as
// freq says, none longer than 16 bits and none all ones (T.81 K.2). Symbols of
// frequency 0 get no code.
func optimal(freq *[256]int) *huffSpec {
	type leaf struct{ sym, n int }
	leaves := []leaf{{256, 1}} // takes the code of all ones; the rarest, therefore last
	for s, n := range freq {
		if n > 0 {
			leaves = append(leaves, leaf{s, n})
		}
	}
	if len(leaves) == 1 {
		leaves = append(leaves, leaf{0, 1})
	}
	slices.SortFunc(leaves, func(a, b leaf) int {
		if a.n != b.n {
			return a.n - b.n
		}
		return b.sym - a.sym
	})
	weights := make([]int, len(leaves))
	for i, l := range leaves {
		weights[i] = l.n
	}
	bits := limitLengths(codeLengths(weights))
	s := &huffSpec{}
	for l := 16; l >= 1; l-- { // the reserved leaf is one of the longest
		if bits[l] > 0 {
			bits[l]--
			break
		}
	}
	for l := range s.count {
		s.count[l] = uint8(bits[l+1])
	}
	for i := len(leaves) - 1; i >= 0; i-- {
		if leaves[i].sym < 256 {
			s.vals = append(s.vals, uint8(leaves[i].sym))
		}
	}
	return s
}

// codeLengths counts the code lengths of Huffman's tree for ascending weights,
// by the method of two queues.
func codeLengths(weights []int) []int {
	n := len(weights)
	parent := make([]int, 2*n-1)
	sum := make([]int, 2*n-1)
	copy(sum, weights)
	leaf, node := 0, n
	for next := n; next < 2*n-1; next++ {
		for range 2 {
			least := &leaf
			if leaf == n || node < next && sum[node] < sum[leaf] {
				least = &node
			}
			sum[next] += sum[*least]
			parent[*least] = next
			*least++
		}
	}
	bits := make([]int, n+17)
	depth := make([]int, 2*n-1)
	for i := 2*n - 3; i >= 0; i-- {
		depth[i] = depth[parent[i]] + 1
		if i < n {
			bits[depth[i]]++
		}
	}
	return bits
}

// limitLengths shortens codes beyond 16 bits at the cost of others (T.81
// figure K.3).
func limitLengths(bits []int) []int {
	for i := len(bits) - 1; i > 16; i-- {
		for bits[i] > 0 {
			j := i - 2
			for bits[j] == 0 {
				j--
			}
			bits[i] -= 2
			bits[i-1]++
			bits[j+1] += 2
			bits[j]--
		}
	}
	return bits[:17]
}

// completed is s when it has a code for every AC symbol of 8-bit pictures, and
// otherwise a table nearly as good for the same data that has.
func (s *huffSpec) completed() *huffSpec {
	var freq [256]int
	s.each(func(sym uint8, _ uint32, length int) { freq[sym] = 4 << (16 - length) })
	missing := 0
	for run := range 16 {
		for size := range 11 {
			if sym := run<<4 | size; (size > 0 || run == 0 || run == 15) && freq[sym] == 0 {
				freq[sym] = 1
				missing++
			}
		}
	}
	if missing == 0 {
		return s
	}
	return optimal(&freq)
}
