package dream

import (
	"github.com/reverie-image/reverie/shared/nn"
)

// spots wants more of a class where the network sees most of it, and nothing
// elsewhere. A channel that is wanted everywhere fills the picture with one
// pattern, in which things that have a form run into each other; this makes them
// grow one by one, each from the likeliest place around.
type spots struct {
	weight []float32 // of the class, by channel of the features
	apart  int       // what spots are apart at least, in places of the features
}

// newSpots is the objective for a class of a network whose logits are those of
// the mean of its features over the picture, and the features' node; ok is
// whether it is such a network.
func newSpots(g *nn.Graph, logits, class, apart int) (o spots, features int, ok bool) {
	dense, ok := g.Nodes[logits].Op.(nn.Dense)
	if !ok || class < 0 || class >= dense.Out {
		return o, 0, false
	}
	mean := g.Nodes[logits].In[0]
	if _, ok = g.Nodes[mean].Op.(nn.GlobalAverage); !ok {
		return o, 0, false
	}
	return spots{dense.Weight[class*dense.In:][:dense.In], apart}, g.Nodes[mean].In[0], true
}

func (o spots) seed(act, gradient nn.View) {
	scores := newField(act.W, act.H)
	nn.Rows(act.H, 1, func(from, to int) {
		for y := from; y < to; y++ {
			o.score(scores.row(y), act.Row(0, y))
		}
	})
	near := scores.blur().peaks(o.apart).blur()
	eachRow(gradient, func(y int, g []float32) {
		for _, f := range near.row(y) {
			for c, w := range o.weight {
				g[c] = float32(f) * w
			}
			g = g[len(o.weight):]
		}
	})
}

// score writes what each place of a row of features adds to the logit. Products
// of two float32 are exact in float64, so that it does not matter whether they
// are fused with the sum.
func (o spots) score(to []float64, row []float32) {
	for x := range to {
		var sum float64
		for c, w := range o.weight {
			sum += float64(row[c]) * float64(w)
		}
		to[x], row = sum, row[len(o.weight):]
	}
}

// field is a value for every place of a layer.
type field struct {
	w, h   int
	values []float64
}

func newField(w, h int) *field { return &field{w, h, make([]float64, w*h)} }

func (f *field) row(y int) []float64 { return f.values[f.w*y:][:f.w] }

// blur is f under the filter 1, 6, 1 both ways, about a Gaussian with a standard
// deviation of half a place. It goes on beyond its edges as in a mirror.
func (f *field) blur() *field {
	across, out := newField(f.w, f.h), newField(f.w, f.h)
	for y := range f.h {
		row, to := f.row(y), across.row(y)
		for x, v := range row {
			to[x] = between161(row[mirror(x-1, f.w)], v, row[mirror(x+1, f.w)])
		}
	}
	for y := range f.h {
		above, here, below := across.row(mirror(y-1, f.h)), across.row(y), across.row(mirror(y+1, f.h))
		for x := range f.w {
			out.row(y)[x] = between161(above[x], here[x], below[x])
		}
	}
	return out
}

func between161(a, b, c float64) float64 { return (float64(6*b) + (a + c)) / 8 }

// peaks is 1 where no value within a radius is larger, and 0 elsewhere.
func (f *field) peaks(radius int) *field {
	out := newField(f.w, f.h)
	nn.Rows(f.h, 4, func(from, to int) {
		for y := from; y < to; y++ {
			for x := range f.w {
				if f.isPeak(x, y, radius) {
					out.row(y)[x] = 1
				}
			}
		}
	})
	return out
}

func (f *field) isPeak(x, y, radius int) bool {
	v := f.row(y)[x]
	for dy := -radius; dy <= radius; dy++ {
		if y+dy < 0 || y+dy >= f.h {
			continue
		}
		row := f.row(y + dy)
		for dx := -radius; dx <= radius; dx++ {
			if u := x + dx; u >= 0 && u < f.w && dx*dx+dy*dy <= radius*radius && row[u] > v {
				return false
			}
		}
	}
	return true
}
