package webp

// census counts tokens' bits in place of coding them, and macroblocks with
// nothing to code.
type census struct {
	bits         [slots][nodes][2]uint32
	blocks, bare int
}

func (c *census) token(bit bool, slot, node int) {
	k := 0
	if bit {
		k = 1
	}
	c.bits[slot][node][k]++
}

func (c *census) plain(bool, uint8) {}

// chance is the probability of a 0, of 256, after so many of each.
func chance(zeros, ones uint32) uint8 {
	if ones == 0 {
		return 255
	}
	return uint8(min(max((uint64(zeros)*256+uint64(zeros+ones)/2)/uint64(zeros+ones), 1), 255))
}

// settle chooses the frame's probabilities: what was counted where that saves
// more than saying so takes. scale is how many times more there is to code than
// was counted.
func (c *census) settle(scale int) *probs {
	p := firstProbs
	for i := range p {
		for j, old := range p[i] {
			zeros, ones := c.bits[i][j][0], c.bits[i][j][1]
			fresh, update := chance(zeros, ones), updateProbs[i][j]
			cost := func(p uint8) int { return scale * (int(zeros)*costOf(false, p) + int(ones)*costOf(true, p)) }
			if cost(fresh)+8*256+costOf(true, update) < cost(old)+costOf(false, update) {
				p[i][j] = fresh
			}
		}
	}
	return &p
}
