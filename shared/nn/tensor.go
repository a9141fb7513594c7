package nn

// slack is how far beyond a tensor the kernels may read, in floats.
const slack = 64

// tensor is a batch of pictures' activations or gradients in a buffer, NHWC,
// each picture with a border of zeros.
type tensor struct {
	n int
	Shape
	border Pad
	data   []float32 // set when the plan's memory is laid out
}

func (t *tensor) row() int     { return (t.W + t.border.Left + t.border.Right) * t.C }
func (t *tensor) picture() int { return (t.H + t.border.Top + t.border.Bottom) * t.row() }
func (t *tensor) floats() int  { return t.n*t.picture() + slack }

// at is the index of channel 0 of a pixel; y and x may lie in the border.
func (t *tensor) at(n, y, x int) int {
	return n*t.picture() + (y+t.border.Top)*t.row() + (x+t.border.Left)*t.C
}

// line is row y of picture n without its border.
func (t *tensor) line(n, y int) []float32 {
	i := t.at(n, y, 0)
	return t.data[i : i+t.W*t.C : i+t.W*t.C]
}

// rows is how many lines the batch has.
func (t *tensor) rows() int { return t.n * t.H }

// clearBorder writes the zeros around every picture.
func (t *tensor) clearBorder() {
	b := t.border
	for n := range t.n {
		p := t.data[n*t.picture() : (n+1)*t.picture()]
		clear(p[:b.Top*t.row()])
		clear(p[(b.Top+t.H)*t.row():])
		if b.Left+b.Right == 0 {
			continue
		}
		for y := range t.H {
			l := p[(b.Top+y)*t.row():][:t.row()]
			clear(l[:b.Left*t.C])
			clear(l[len(l)-b.Right*t.C:])
		}
	}
}

// View is a tensor as users of a plan see it: the rows of its pictures.
type View struct {
	Shape
	Batch int
	t     *tensor
}

// Row is row y of picture n: W × C values, channels together. It is valid until
// the plan runs again.
func (v View) Row(n, y int) []float32 { return v.t.line(n, y) }

func (t *tensor) view() View { return View{Shape: t.Shape, Batch: t.n, t: t} }

// most is the larger border on each side.
func (p Pad) most(q Pad) Pad {
	return Pad{max(p.Top, q.Top), max(p.Left, q.Left), max(p.Bottom, q.Bottom), max(p.Right, q.Right)}
}
