package nn

import "slices"

// life is a tensor's need for memory: from the step that writes it first to the
// step that reads it last.
type life struct {
	t          *tensor
	born, dies int
	at         int // offset in the arena, floats
}

// arena lays tensors out in one buffer so that those whose lives do not overlap
// share memory: the largest first, each at the lowest place that is free. It
// returns the buffer's size in floats.
func arena(lives []*life) int {
	order := slices.Clone(lives)
	slices.SortStableFunc(order, func(a, b *life) int { return b.t.floats() - a.t.floats() })
	total := 0
	placed := make([]*life, 0, len(order)) // from the lowest place
	for _, l := range order {
		at := 0
		for _, p := range placed {
			if p.born > l.dies || l.born > p.dies {
				continue
			}
			if p.at-at >= l.t.floats() {
				break
			}
			at = max(at, p.at+align(p.t.floats()))
		}
		l.at = at
		i, _ := slices.BinarySearchFunc(placed, at, func(p *life, at int) int { return p.at - at })
		placed = slices.Insert(placed, i, l)
		total = max(total, at+align(l.t.floats()))
	}
	return total
}

// align rounds up to a cache line.
func align(floats int) int { return (floats + 15) &^ 15 }
