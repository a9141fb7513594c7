package nn

import "fmt"

// Shape implements Op.
func (Input) Shape(in []Shape) (Shape, error) {
	return Shape{}, fmt.Errorf("an input has no inputs")
}

// Shape implements Op.
func (c Conv) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err != nil {
		return Shape{}, err
	}
	switch {
	case c.In <= 0 || c.Out <= 0 || c.KH <= 0 || c.KW <= 0 || c.Stride <= 0 || c.Pad.negative():
		return Shape{}, fmt.Errorf("convolution of %d → %d channels, %d × %d, stride %d: sizes must be positive", c.In, c.Out, c.KH, c.KW, c.Stride)
	case s.C != c.In:
		return Shape{}, fmt.Errorf("convolution of %d channels on %d", c.In, s.C)
	case c.Pad.Top >= c.KH || c.Pad.Bottom >= c.KH || c.Pad.Left >= c.KW || c.Pad.Right >= c.KW:
		return Shape{}, fmt.Errorf("padding %v of a window of %d × %d", c.Pad, c.KH, c.KW)
	case len(c.Weight) != c.Out*c.KH*c.KW*c.In || len(c.Bias) != 0 && len(c.Bias) != c.Out:
		return Shape{}, fmt.Errorf("convolution of %d → %d channels, %d × %d, with %d weights and %d biases", c.In, c.Out, c.KH, c.KW, len(c.Weight), len(c.Bias))
	}
	h, w := s.H+c.Pad.Top+c.Pad.Bottom-c.KH, s.W+c.Pad.Left+c.Pad.Right-c.KW
	if h < 0 || w < 0 {
		return Shape{}, small(s, c.KH)
	}
	return Shape{h/c.Stride + 1, w/c.Stride + 1, c.Out}, nil
}

// Shape implements Op.
func (ReLU) Shape(in []Shape) (Shape, error) { return one(in) }

// Shape implements Op.
func (c Clip) Shape(in []Shape) (Shape, error) {
	if !(c.Min <= c.Max) {
		return Shape{}, fmt.Errorf("clip to %v … %v", c.Min, c.Max)
	}
	return one(in)
}

// Shape implements Op.
func (a Affine) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err == nil && (len(a.Scale) != s.C || len(a.Shift) != s.C) {
		err = fmt.Errorf("%d scales and %d shifts for %d channels", len(a.Scale), len(a.Shift), s.C)
	}
	return s, err
}

// Shape implements Op.
func (b BatchNorm) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err == nil && (len(b.Gamma) != s.C || len(b.Beta) != s.C || len(b.Mean) != s.C || len(b.Variance) != s.C) {
		err = fmt.Errorf("batch normalisation of %d channels on %d", len(b.Gamma), s.C)
	}
	return s, err
}

// Shape implements Op.
func (p Pool) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err != nil {
		return Shape{}, err
	}
	if p.K <= 0 || p.Stride <= 0 || p.Pad.negative() || max(p.Pad.Top, p.Pad.Left, p.Pad.Bottom, p.Pad.Right) >= p.K {
		return Shape{}, fmt.Errorf("pooling of %d × %d, stride %d, padding %v", p.K, p.K, p.Stride, p.Pad)
	}
	h, w := p.size(s.H, p.Pad.Top, p.Pad.Bottom), p.size(s.W, p.Pad.Left, p.Pad.Right)
	if h <= 0 || w <= 0 {
		return Shape{}, small(s, p.K)
	}
	return Shape{h, w, s.C}, nil
}

func (p Pool) size(n, before, after int) int {
	room := n + before + after - p.K
	if room < 0 && !(p.Ceil && room > -p.K) {
		return 0
	}
	if room < 0 {
		return 1
	}
	if !p.Ceil {
		return room/p.Stride + 1
	}
	out := (room+p.Stride-1)/p.Stride + 1
	if (out-1)*p.Stride >= n+before {
		out--
	}
	return out
}

// Shape implements Op.
func (l LRN) Shape(in []Shape) (Shape, error) {
	if l.Size <= 0 || l.Size%2 == 0 {
		return Shape{}, fmt.Errorf("local response normalisation over %d channels: must be odd", l.Size)
	}
	return one(in)
}

// Shape implements Op.
func (Concat) Shape(in []Shape) (Shape, error) {
	if len(in) == 0 {
		return Shape{}, fmt.Errorf("nothing to join")
	}
	out := in[0]
	for _, s := range in[1:] {
		if s.H != out.H || s.W != out.W {
			return Shape{}, fmt.Errorf("%d × %d joined with %d × %d", out.H, out.W, s.H, s.W)
		}
		out.C += s.C
	}
	return out, nil
}

// Shape implements Op.
func (Add) Shape(in []Shape) (Shape, error) {
	if len(in) == 0 {
		return Shape{}, fmt.Errorf("nothing to add")
	}
	for _, s := range in[1:] {
		if s != in[0] {
			return Shape{}, fmt.Errorf("%v added to %v", s, in[0])
		}
	}
	return in[0], nil
}

// Shape implements Op.
func (p Padding) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	if err == nil && p.Pad.negative() {
		err = fmt.Errorf("padding %v", p.Pad)
	}
	return Shape{s.H + p.Pad.Top + p.Pad.Bottom, s.W + p.Pad.Left + p.Pad.Right, s.C}, err
}

// Shape implements Op.
func (GlobalAverage) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	return Shape{1, 1, s.C}, err
}

// Shape implements Op.
func (d Dense) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	switch {
	case err != nil:
	case len(d.Weight) != d.In*d.Out || len(d.Bias) != 0 && len(d.Bias) != d.Out || d.Out <= 0:
		err = fmt.Errorf("dense layer of %d → %d with %d weights and %d biases", d.In, d.Out, len(d.Weight), len(d.Bias))
	case s.Floats() != d.In || s.H != 1 || s.W != 1:
		err = fmt.Errorf("dense layer of %d inputs on %d × %d × %d", d.In, s.H, s.W, s.C)
	}
	return Shape{1, 1, d.Out}, err
}

// Shape implements Op.
func (Flatten) Shape(in []Shape) (Shape, error) {
	s, err := one(in)
	return Shape{1, 1, s.Floats()}, err
}

// Shape implements Op.
func (Softmax) Shape(in []Shape) (Shape, error) { return one(in) }

func (p Pad) negative() bool { return min(p.Top, p.Left, p.Bottom, p.Right) < 0 }

func one(in []Shape) (Shape, error) {
	if len(in) != 1 {
		return Shape{}, fmt.Errorf("%d inputs, want one", len(in))
	}
	return in[0], nil
}

func small(s Shape, k int) error {
	return fmt.Errorf("a picture of %d × %d is too small for a window of %d", s.W, s.H, k)
}
