package jpeg

import "math"

// how a component gets into the result.
type how int

const (
	drop   how = iota
	keep       // coded AC coefficients copied
	negate     // copied, some signs inverted
	adjust     // copied, large coefficients changed
	move       // coded anew at other places
	recode     // decoded to coefficients and coded again
	mix        // transformed anew, where a mirrored edge lies within a block
)

// job is what is done to one component.
type job struct {
	how    how
	quant  *[64]uint16 // of the result, zig-zag order
	sel    selection   // for recode and mix
	neg    [64]uint64  // for negate and move
	dcMul  float64     // the DC coefficient becomes dcMul·dc + dcAdd
	dcAdd  float64
	mixX   mirror
	mixY   mirror
	base   int // a source block at x, y gets to base + x·dx + y·dy
	dx, dy int
}

// selection says what decoding does with coefficients: where they go and what
// they are multiplied by.
type selection struct {
	order [64]uint8 // place of each zig-zag position
	mul   [64]int64 // 16 bits of fraction
	keep  uint      // those from zig-zag position keep on are passed over
}

// plain leaves coefficients as they are and puts them in natural order.
var plain = func() *selection {
	s := &selection{order: zigzag, keep: 64}
	for k := range s.mul {
		s.mul[k] = 1 << 16
	}
	return s
}()

// job plans component i.
func (t *transformer) job(i int) (job, error) {
	j := job{}
	if t.gray && i > 0 {
		return j, nil
	}
	f, c := t.src.frame, &t.src.frame.comps[i]
	level := 0.0
	if i == 0 || !t.src.ycc() {
		level = 8 * t.level()
	}
	j.quant = t.requantised(c.quant, level)
	j.dcMul = t.scale * float64(c.quant[0]) / float64(j.quant[0])
	j.dcAdd = level / float64(j.quant[0])
	var err error
	if t.flipX {
		if j.mixX, err = newMirror(c.w, f.w, f.hmax, c.h); err != nil {
			return j, err
		}
	}
	if t.flipY {
		if j.mixY, err = newMirror(c.ht, f.h, f.vmax, c.v); err != nil {
			return j, err
		}
	}
	signs := j.factors(&t.plan, c.quant)
	switch {
	case j.mixX.on || j.mixY.on:
		j.how = mix
	case t.transpose && t.src.streams() && math.Abs(t.scale) == 1:
		j.how = move
	case t.transpose || !t.src.streams():
		j.how = recode
	case math.Abs(t.scale) != 1:
		j.how = recode
		spec := t.src.scans[0].comps[i].ac
		if j.near() && spec != nil && spec.completed() == spec {
			j.how = adjust
		}
	case signs:
		j.how = negate
	default:
		j.how = keep
	}
	return j, nil
}

// factors prepares what is done to each AC coefficient, of quantisation table q,
// and says whether signs change.
func (j *job) factors(p *plan, q *[64]uint16) (signs bool) {
	j.sel.keep = 64
	for k, n := range zigzag {
		at := k
		if p.transpose {
			at = int(unzig[turned(n)])
		}
		j.sel.order[k] = uint8(at)
		j.sel.mul[k] = int64(math.Round(65536 * math.Abs(p.scale) * float64(q[k]) / float64(j.quant[at])))
		oddX, oddY := p.flipX && n&1 == 1, p.flipY && n>>3&1 == 1
		if (p.scale < 0) != (oddX != oddY) {
			j.sel.mul[k] = -j.sel.mul[k]
			j.neg[k] = ^uint64(0)
			signs = signs || k > 0
		}
	}
	return signs
}

// requantised is the table of the result: scaled as the samples are, so that as
// many coefficients stay zero; DC is dcQuant's.
func (t *transformer) requantised(q *[64]uint16, level float64) *[64]uint16 {
	r := *q
	k := math.Abs(t.scale)
	if k != 1 && k != 0 {
		for i, v := range q {
			r[i] = uint16(min(max(math.Round(k*float64(v)), 1), float64(max(v, 255))))
		}
	}
	if t.linear() {
		r[0] = t.dcQuant(q[0], r[0], level)
	}
	if t.transpose {
		s := r
		for k, n := range zigzag {
			r[k] = s[unzig[turned(n)]]
		}
	}
	return &r
}

// dcQuant is for DC coefficients of quantisation q that are scaled and moved by
// level: so fine that the move is a whole number of steps, as the one level of
// 255 - v = -(v - 128) + 128 - 1 is, unless the range of DC does not fit then.
func (t *transformer) dcQuant(q, scaled uint16, level float64) uint16 {
	least := math.Ceil(max(math.Abs(level-1024*t.scale), math.Abs(level+1016*t.scale)) / 1024)
	if math.Abs(t.scale) == 1 && level == math.Trunc(level) {
		a, b := int(q), int(math.Abs(level))
		for b != 0 {
			a, b = b, a%b
		}
		if float64(a) >= least {
			return uint16(a)
		}
	}
	return uint16(min(max(float64(scaled), least), 255))
}

func (j *job) dc(v int32) int16 {
	if j.dcMul == 1 && j.dcAdd == 0 {
		return clampDC(int(v))
	}
	return clampDC(int(math.Round(min(max(float64(v)*j.dcMul+j.dcAdd, -2048), 2048))))
}

// place says where blocks go; stride is the result's blocks a row.
func (j *job) place(p *plan, c *component, stride int) {
	j.dx, j.dy = 1, stride
	if p.transpose {
		j.dx, j.dy = stride, 1
	}
	if p.flipX {
		j.base += (c.bw - 1) * j.dx
		j.dx = -j.dx
	}
	if p.flipY {
		j.base += (c.bh - 1) * j.dy
		j.dy = -j.dy
	}
}
