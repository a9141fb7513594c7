package jpeg

// Kind is what an Op does.
type Kind int

// The rotations are clockwise.
const (
	Grayscale Kind = iota
	FlipHorizontal
	FlipVertical
	Rotate90
	Rotate180
	Rotate270
	Transpose  // mirrors at the diagonal from the upper left
	Transverse // mirrors at the diagonal from the upper right
	Linear
)

// Op is a change that can be made on coefficients.
type Op struct {
	Kind Kind
	// For Linear: each of red, green and blue, 0…255, becomes Scale·v + Offset,
	// clipped. Steps that follow each other are fused and clip once.
	Scale, Offset float64
}

// plan is a chain of operations as one: the source is mirrored in x, in y,
// then transposed, and its samples are changed.
type plan struct {
	flipX, flipY, transpose bool
	gray                    bool
	scale, offset           float64
}

func fuse(ops []Op) plan {
	p := plan{scale: 1}
	for _, o := range ops {
		switch o.Kind {
		case Grayscale:
			p.gray = true
		case FlipHorizontal:
			p.flip(true, false)
		case FlipVertical:
			p.flip(false, true)
		case Rotate180:
			p.flip(true, true)
		case Transpose:
			p.transpose = !p.transpose
		case Rotate90:
			p.transpose = !p.transpose
			p.flip(true, false)
		case Rotate270:
			p.transpose = !p.transpose
			p.flip(false, true)
		case Transverse:
			p.transpose = !p.transpose
			p.flip(true, true)
		case Linear:
			p.scale, p.offset = p.scale*o.Scale, p.offset*o.Scale+o.Offset
		}
	}
	return p
}

// flip mirrors the result so far, whose x is the source's y once transposed.
func (p *plan) flip(x, y bool) {
	if p.transpose {
		x, y = y, x
	}
	p.flipX, p.flipY = p.flipX != x, p.flipY != y
}

func (p *plan) linear() bool { return p.scale != 1 || p.offset != 0 }

// level is what Linear adds to samples about their middle, 128.
func (p *plan) level() float64 { return 128*(p.scale-1) + p.offset }
