package jpeg

// gathering says how to go over a source's blocks in the order of the result,
// and what is done to each.
type gathering struct {
	job                 *job
	start, across, down int
	scaled              bool
}

func newGathering(p *plan, j *job, c *component) *gathering {
	x, y := 1, c.sw
	g := &gathering{job: j, scaled: j.scaled()}
	if p.flipX {
		g.start += (c.bw - 1) * x
		x = -x
	}
	if p.flipY {
		g.start += (c.bh - 1) * y
		y = -y
	}
	g.across, g.down = x, y
	if p.transpose {
		g.across, g.down = y, x
	}
	return g
}

// scaled says that coefficients change by more than their sign.
func (j *job) scaled() bool {
	for _, m := range j.sel.mul[1:] {
		if m != 1<<16 && m != -1<<16 {
			return true
		}
	}
	return false
}

// straight is for blocks as they are, stride a row.
func straight(stride int) *gathering {
	j := &job{sel: *plain, dcMul: 1}
	for k := range j.sel.order {
		j.sel.order[k] = uint8(k)
	}
	return &gathering{job: j, across: 1, down: stride}
}

// negated is a mask of the coefficients whose sign changes.
func (j *job) negated() (m uint64) {
	for k, n := range j.neg {
		m |= n & (1 << k)
	}
	return m
}
