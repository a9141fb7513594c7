package nn

import "context"

// live says from which step to which each tensor is needed, and which step is
// the first to write it.
//
// Steps count from 0: the forward pass, then one for the caller who writes the
// targets' gradients, then the backward pass.
func (b *builder) live() {
	seed := len(b.forward)
	end := seed + len(b.backward) + 1
	made := map[*value]int{} // the forward step that makes a value
	undone := map[*value]int{}
	read := map[*value]int{} // the last forward step that reads it
	first := map[*value]int{}
	at := -1
	b.each(func(_ int, node Node, v *value) {
		made[v], read[v] = max(at, 0), max(at, 0)
		for _, from := range node.In {
			read[b.values[from]] = at
		}
		at++
	})
	at = seed
	for i := len(b.shapes) - 1; i >= 0; i-- {
		v := b.values[i]
		if !b.needed[i] || b.joined(i) || v.grad == nil {
			continue
		}
		at++
		undone[v] = at
		for _, from := range b.g.Nodes[i].In {
			if f := b.values[from]; first[f] == 0 {
				first[f] = at
			}
		}
	}
	b.each(func(i int, node Node, v *value) {
		act := &life{t: v.act, born: made[v], dies: read[v]}
		if i == 0 {
			act.born = 0
		}
		if v.target {
			act.dies = seed
		}
		seeded := v.target && b.cfg.Seed != nil
		if v.grad != nil && (b.cfg.Train || v.relu || seeded || keepsOutput(node.Op)) {
			act.dies = undone[v]
		}
		for _, reader := range v.reader {
			if w := b.values[reader]; w.grad != nil && (b.cfg.Train || keepsInput(b.g.Nodes[reader].Op)) {
				act.dies = max(act.dies, undone[w])
			}
		}
		b.lives = append(b.lives, act)
		if v.grad == nil || v.inPlace() {
			return
		}
		grad := &life{t: v.grad, born: first[v], dies: undone[v]}
		switch {
		case v.target && !seeded:
			grad.born = seed
		case first[v] == 0: // nothing but its own step writes it
			grad.born = undone[v]
		}
		if i == 0 {
			grad.dies = end
		}
		b.lives = append(b.lives, grad)
	})
	b.births(seed)
}

// births notes where borders are to be cleared. A target's gradient is cleared
// at the end of the forward pass, before the caller writes it.
func (b *builder) births(seed int) {
	for _, l := range b.lives {
		switch {
		case l.t == b.values[0].act: // Load does it
		case l.born < seed:
			s := &b.forward[l.born]
			s.births = append(s.births, l.t)
		case l.born == seed:
			b.forward = append(b.forward, step{births: []*tensor{l.t}, run: func(context.Context) {}})
		default:
			s := &b.backward[l.born-seed-1]
			s.births = append(s.births, l.t)
		}
	}
}

// keepsInput says whether an operation's backward pass reads its inputs.
func keepsInput(op Op) bool {
	switch op := op.(type) {
	case Pool:
		return op.Max
	case LRN, Clip:
		return true
	}
	return false
}

// keepsOutput says whether an operation's backward pass reads its output.
func keepsOutput(op Op) bool {
	switch op := op.(type) {
	case ReLU, Softmax:
		return true
	case Pool:
		return op.Max
	}
	return false
}
