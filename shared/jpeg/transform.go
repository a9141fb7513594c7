package jpeg

import (
	"context"
	"math"
)

// Options are the parts of a result that its maker decides.
type Options struct {
	// Header are marker segments (APPn, COM) that go behind SOI. None of the
	// source's are copied; RGB, CMYK and YCCK are known by an Adobe segment, which
	// has to be among them.
	Header []byte
}

// Transform applies ops in order, in one pass over the data, and gives a
// baseline file, or of a progressive one a progressive one, with the same scans
// if these say everything just once. What only moves blocks or changes signs
// costs no precision; where a mirrored edge lies within a block, that component
// is transformed anew with its own quantisation table. The error wraps ErrPixels
// when only decoded pixels can serve the operations or would come nearer to the
// ideal.
func Transform(ctx context.Context, data []byte, ops []Op, o Options) ([]byte, error) {
	f, err := parse(data)
	if err != nil {
		return nil, err
	}
	p := fuse(ops)
	if err := p.possible(f); err != nil {
		return nil, err
	}
	t := &transformer{src: f, plan: p}
	if err := t.prepare(); err != nil {
		return nil, err
	}
	switch {
	case f.streams():
		err = t.stream(ctx)
	case f.frame.progressive():
		err = t.rescan(ctx)
	default:
		err = t.inMemory(ctx)
	}
	if err == nil {
		err = t.bearable()
	}
	if err != nil {
		return nil, err
	}
	if t.again != nil {
		return t.again.finish(ctx, o.Header)
	}
	return t.out.finish(ctx, o.Header)
}

// bearable refuses a result that pixels would give better.
func (t *transformer) bearable() error {
	if t.linear() && t.src.ycc() && t.out.a.clipped() > maxClipped {
		return needsPixels("too much would be clipped")
	}
	return nil
}

// possible refuses what needs pixels.
func (p *plan) possible(f *file) error {
	c := f.frame.comps
	if p.gray && len(c) > 1 {
		if len(c) != 3 || !f.ycc() {
			return needsPixels("the first component is not luma")
		}
		if c[0].h != f.frame.hmax || c[0].v != f.frame.vmax {
			return needsPixels("luma is not at full size")
		}
	}
	if !p.linear() {
		return nil
	}
	switch {
	case math.IsNaN(p.scale) || math.IsInf(p.scale, 0) || math.IsNaN(p.offset) || math.IsInf(p.offset, 0):
		return needsPixels("the scale or the offset is not a number")
	case len(c) == 4:
		return needsPixels("the levels of CMYK are not those of red, green and blue")
	case math.Abs(p.scale) > maxScale:
		return needsPixels("the scale is %v", p.scale)
	case 128*math.Abs(p.scale)+math.Abs(p.level()) > maxSwing:
		return needsPixels("levels of %v·v + %v are beyond what decoders can clip", p.scale, p.offset)
	}
	return nil
}

// maxScale is the steepest change of levels that is tried; scaled quantisation
// tables go to 255.
const maxScale = 4

// maxSwing is how far from their middle samples may be before they are clipped:
// decoders that transform in 16 bits hold 1023, and quantisation errors add.
const maxSwing = 900

// maxClipped is the mean squared error by clipping up to which coefficients are
// at least as near to the ideal as decoding, operating and encoding with the
// source's tables. Measured on bright, dark and strongly coloured pictures of
// qualities 75 to 100, scales −1.5 to 5 and offsets to ±160: beyond 1 coefficients
// nearly always lose, below 0.4 never.
const maxClipped = 0.4

// transformer is one run of Transform.
type transformer struct {
	plan
	src  *file
	out  *coder
	jobs []job // for each component of the source

	again *rescanner // of a progressive source
}

// prepare lays out the result.
func (t *transformer) prepare() error {
	s := t.src.frame
	f := &frame{w: s.w, h: s.h}
	if t.transpose {
		f.w, f.h = s.h, s.w
	}
	for i := range s.comps {
		c := s.comps[i]
		j, err := t.job(i)
		if err != nil {
			return err
		}
		t.jobs = append(t.jobs, j)
		if j.how == drop {
			continue
		}
		if t.transpose {
			c.h, c.v = c.v, c.h
		}
		if t.gray {
			c.h, c.v = 1, 1
		}
		c.quant = j.quant
		f.comps = append(f.comps, c)
	}
	f.measure()
	var fixed [4]*huffSpec
	for i := range f.comps {
		j := &t.jobs[i]
		j.place(&t.plan, &s.comps[i], f.comps[i].bw)
		if spec := t.src.scans[0].comps; t.src.streams() && spec[i].ac != nil {
			fixed[i] = spec[i].ac
			if j.how == move || j.how == recode || j.how == mix {
				fixed[i] = spec[i].ac.completed()
			}
		}
	}
	t.out = newCoderWith(f, fixed)
	return nil
}
