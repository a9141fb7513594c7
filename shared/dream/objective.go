package dream

import (
	"math"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// objective is what a dream climbs: it writes the gradient of what it wants with
// respect to a layer's activations.
type objective interface {
	seed(act, gradient nn.View)
}

// whole wants more of everything that a layer sees: half the sum of squares of
// its activations. Each channel counts by its root mean square to the power of
// −balance/4, or a few channels would win everywhere.
type whole struct{ balance int }

// quarters is v to the power of n/4. Square roots are rounded the same on every
// processor, which math.Pow is not.
func quarters(v float64, n int) float64 {
	root, out := math.Sqrt(math.Sqrt(v)), 1.0
	for range n {
		out *= root
	}
	return out
}

func (w whole) seed(act, gradient nn.View) {
	parts := make([][]float64, act.H)
	nn.Rows(act.H, 1, func(from, to int) {
		for y := from; y < to; y++ {
			parts[y] = make([]float64, act.C)
			for row := act.Row(0, y); len(row) > 0; row = row[act.C:] {
				for c, v := range row[:act.C] {
					parts[y][c] += float64(float64(v) * float64(v))
				}
			}
		}
	})
	factor, none := make([]float32, act.C), make([]float32, act.C)
	for c := range factor {
		var sum float64
		for _, p := range parts {
			sum += p[c]
		}
		if rms := math.Sqrt(sum / float64(act.H*act.W)); rms > 1e-6 {
			factor[c] = float32(1 / quarters(rms, w.balance))
		}
	}
	eachRow(gradient, func(y int, g []float32) { kernel.Affine(g, act.Row(0, y), factor, none) })
}

// channel wants more of one channel: the sum of its activations.
type channel struct{ index int }

func (o channel) seed(act, gradient nn.View) {
	eachRow(gradient, func(_ int, g []float32) {
		clear(g)
		for i := o.index; i < len(g); i += gradient.C {
			g[i] = 1
		}
	})
}

// guide wants activations like those of another picture: each place is drawn to
// the place of the guide whose activations have the largest product with its
// own.
type guide struct {
	features [][]float32 // by place, C values each
	packed   []float32   // the same in blocks of 32 places: [block][C][32]
}

const guideBlock = 32

// guidePlaces is with how many places of a guide those of a picture are compared:
// of shallow layers, which have many and little work else, so many that it takes
// twice their own work, 256 at least.
func guidePlaces(net *nn.Network, node int) int {
	flop, back, err := net.FLOPs(guideSide, guideSide, node)
	if err != nil {
		return 256
	}
	shapes, err := net.Graph.Shapes(guideSide, guideSide, node+1)
	if err != nil {
		return 256
	}
	return max(256, int((flop+back)/float64(shapes[node].Floats())))
}

// newGuide takes the activations of the guide's picture, of so many places at
// most, evenly spread.
func newGuide(act nn.View, most int) *guide {
	g := &guide{}
	all := act.H * act.W
	most = min(most, all)
	for y := range act.H {
		for x, row := 0, act.Row(0, y); len(row) > 0; x, row = x+1, row[act.C:] {
			if i := y*act.W + x; i*most/all != (i+1)*most/all {
				g.features = append(g.features, append([]float32(nil), row[:act.C]...))
			}
		}
	}
	blocks := (len(g.features) + guideBlock - 1) / guideBlock
	g.packed = make([]float32, blocks*act.C*guideBlock)
	for i, f := range g.features {
		for c, v := range f {
			g.packed[(i/guideBlock*act.C+c)*guideBlock+i%guideBlock] = v
		}
	}
	return g
}

func (o *guide) seed(act, gradient nn.View) {
	eachRow(gradient, func(y int, g []float32) {
		row := act.Row(0, y)
		best, top := make([]int, act.W), make([]float32, act.W)
		products := make([]float32, act.W*guideBlock)
		for from := 0; from < len(o.features); from += guideBlock {
			n := min(guideBlock, len(o.features)-from)
			kernel.Run(&kernel.Tile{X: row, XP: act.C, XK: 1, R: 1, K: act.C,
				W: o.packed[from*act.C:], WK: guideBlock, Y: products, YP: guideBlock, P: act.W, C: n})
			for x := range act.W {
				for i, v := range products[x*guideBlock:][:n] {
					if from+i == 0 || v > top[x] {
						best[x], top[x] = from+i, v
					}
				}
			}
		}
		for x, b := range best {
			copy(g[x*act.C:], o.features[b])
		}
	})
}

func eachRow(v nn.View, f func(y int, row []float32)) {
	nn.Rows(v.H, 1, func(from, to int) {
		for y := from; y < to; y++ {
			f(y, v.Row(0, y))
		}
	})
}
