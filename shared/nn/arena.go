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
	var placed []*life
	for _, l := range order {
		var busy []*life
		for _, p := range placed {
			if p.born <= l.dies && l.born <= p.dies {
				busy = append(busy, p)
			}
		}
		slices.SortFunc(busy, func(a, b *life) int { return a.at - b.at })
		at := 0
		for _, p := range busy {
			if p.at-at >= l.t.floats() {
				break
			}
			at = max(at, p.at+align(p.t.floats()))
		}
		l.at = at
		placed = append(placed, l)
		total = max(total, at+align(l.t.floats()))
	}
	return total
}

// align rounds up to a cache line.
func align(floats int) int { return (floats + 15) &^ 15 }
