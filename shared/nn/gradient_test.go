package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// dice are the random numbers of a test.
func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func normal(r *rand.Rand, n int, scale float64) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(scale * r.NormFloat64())
	}
	return v
}

func conv(r *rand.Rand, in, out, k, stride, pad int) Conv {
	return Conv{In: in, Out: out, KH: k, KW: k, Stride: stride, Pad: Pad{pad, pad, pad, pad},
		Weight: normal(r, out*k*k*in, 1/math.Sqrt(float64(k*k*in))), Bias: normal(r, out, 0.1)}
}

// graph is a chain of operations, each on the one before it, unless In says
// otherwise.
func graph(ops ...any) *Graph {
	g := &Graph{Name: "test", Nodes: []Node{{Name: "input", Op: Input{Scale: [3]float32{1, 1, 1}}}}}
	for _, op := range ops {
		switch op := op.(type) {
		case Node:
			g.Nodes = append(g.Nodes, op)
		case Op:
			i := len(g.Nodes)
			g.Nodes = append(g.Nodes, Node{Name: fmt.Sprintf("%d %T", i, op), Op: op, In: []int{i - 1}})
		}
	}
	return g
}

func last(g *Graph) int { return len(g.Nodes) - 1 }

type bed struct {
	*Plan
	cfg    Config
	input  [][]float32 // by picture
	weigh  map[int][]float32
	target []int
}

func newBed(t testing.TB, g *Graph, cfg Config, spread float64) *bed {
	t.Helper()
	n, err := NewNetwork(g)
	if err != nil {
		t.Fatal(err)
	}
	p, err := n.Plan(cfg)
	if err != nil {
		t.Fatal(err)
	}
	b := &bed{Plan: p, cfg: p.cfg, weigh: map[int][]float32{}, target: cfg.Targets}
	r := dice(7)
	for range p.cfg.Batch {
		b.input = append(b.input, normal(r, cfg.Height*cfg.Width*3, spread))
	}
	for _, i := range cfg.Targets {
		v := p.values[i].act
		b.weigh[i] = normal(r, v.n*v.Floats(), 1)
	}
	return b
}

// objective is Σ weigh · activation over the targets.
func (b *bed) objective(t testing.TB) (sum float64) {
	t.Helper()
	for n, px := range b.input {
		b.Load(n, func(y int, rgb []float32) { copy(rgb, px[y*b.cfg.Width*3:]) })
	}
	if err := b.Forward(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, i := range b.target {
		v := b.Activation(i)
		for k := range v.Batch * v.H {
			for j, a := range v.Row(k/v.H, k%v.H) {
				sum += float64(a) * float64(b.weigh[i][k*v.W*v.C+j])
			}
		}
	}
	return sum
}

func (b *bed) differentiate(t testing.TB) {
	t.Helper()
	b.objective(t)
	for _, i := range b.target {
		g := b.Gradient(i)
		for k := range g.Batch * g.H {
			copy(g.Row(k/g.H, k%g.H), b.weigh[i][k*g.W*g.C:])
		}
	}
	if err := b.Backward(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// inputGradient is the gradient of every picture, as rows.
func (b *bed) inputGradient() (all []float32) {
	g := b.InputGradient()
	for n := range g.Batch {
		for y := range g.H {
			all = append(all, g.Row(n, y)...)
		}
	}
	return all
}

// checkSlope compares a derivative with that by central differences. Where the
// slopes on both sides differ there is a kink, such as a ReLU's, and nothing to
// compare: it reports false.
func (b *bed) checkSlope(t *testing.T, what string, v *float32, got float32, eps float32, changed func()) bool {
	t.Helper()
	was := *v
	at := func(x float32) float64 { *v = x; changed(); return b.objective(t) }
	low, high, mid := at(was-eps), at(was+eps), at(was)
	want := (high - low) / float64((was+eps)-(was-eps))
	if bend := math.Abs(high-2*mid+low) / float64(eps); bend > 1e-3*(1+math.Abs(want)) {
		return false
	}
	if diff := math.Abs(want - float64(got)); diff > 2e-3*(1+math.Abs(want)) {
		t.Errorf("%s: gradient %v, by differences %v", what, got, want)
	}
	return true
}

func TestGradients(t *testing.T) {
	r := dice(3)
	tests := []struct {
		name    string
		graph   *Graph
		spread  float64
		targets []int
	}{
		{"conv 3x3", graph(conv(r, 3, 5, 3, 1, 1)), 1, nil},
		{"conv 5x5 stride 2", graph(conv(r, 3, 7, 5, 2, 2)), 1, nil},
		{"conv 7x7 stride 3, odd padding", graph(Conv{In: 3, Out: 33, KH: 7, KW: 5, Stride: 3, Pad: Pad{3, 1, 2, 4}, Weight: normal(r, 33*35*3, 0.1)}), 1, nil},
		{"conv 1x1 stride 2", graph(conv(r, 3, 40, 1, 2, 0)), 1, nil},
		{"conv without padding", graph(conv(r, 3, 20, 3, 1, 0), conv(r, 20, 35, 3, 1, 0)), 1, nil},
		{"conv, ReLU, twice", graph(conv(r, 3, 20, 3, 1, 1), ReLU{}, conv(r, 20, 9, 3, 1, 1), ReLU{}), 1, nil},
		{"conv stride 2 after ReLU", graph(conv(r, 3, 20, 3, 1, 1), ReLU{}, conv(r, 20, 9, 3, 2, 1), ReLU{}), 1, nil},
		{"ReLU as a target and read", graph(conv(r, 3, 20, 3, 1, 1), ReLU{}, conv(r, 20, 9, 3, 1, 1), ReLU{}), 1, []int{1, 2, 4}},
		{"average pool after ReLU", graph(conv(r, 3, 18, 3, 1, 1), ReLU{}, Pool{K: 2, Stride: 2}, conv(r, 18, 4, 3, 1, 1)), 1, nil},
		{"average pool 3x3 stride 2, padded", graph(Pool{K: 3, Stride: 2, Pad: Pad{1, 1, 1, 1}, CountPad: true}), 1, nil},
		{"average pool, Caffe's ceil", graph(conv(r, 3, 18, 3, 1, 1), Pool{K: 3, Stride: 2, Pad: Pad{1, 1, 1, 1}, Ceil: true}), 1, nil},
		{"max pool 3x3 stride 2, ceil", graph(conv(r, 3, 18, 3, 1, 1), ReLU{}, Pool{Max: true, K: 3, Stride: 2, Ceil: true}), 1, nil},
		{"max pool 3x3 stride 1, padded", graph(conv(r, 3, 18, 3, 1, 1), ReLU{}, Pool{Max: true, K: 3, Stride: 1, Pad: Pad{1, 1, 1, 1}}), 1, nil},
		{"LRN", graph(conv(r, 3, 9, 3, 1, 1), LRN{Size: 5, Alpha: 1, Beta: 0.75, K: 1}), 1, nil},
		{"LRN, odd power", graph(conv(r, 3, 9, 3, 1, 1), LRN{Size: 3, Alpha: 0.5, Beta: 0.6, K: 2}), 1, nil},
		{"affine", graph(Affine{Scale: normal(r, 3, 1), Shift: normal(r, 3, 1)}), 1, nil},
		{"clip", graph(Clip{Min: -1, Max: 6}), 4, nil},
		{"softmax", graph(conv(r, 3, 9, 3, 1, 1), Softmax{}), 1, nil},
		{"padding", graph(Padding{Pad{1, 2, 0, 1}}, conv(r, 3, 4, 3, 1, 0)), 1, nil},
		{"inception", graph(conv(r, 3, 8, 3, 1, 1), ReLU{},
			Node{"a", conv(r, 8, 5, 1, 1, 0), []int{2}}, ReLU{},
			Node{"b", conv(r, 8, 6, 1, 1, 0), []int{2}}, ReLU{}, conv(r, 6, 7, 3, 1, 1), ReLU{},
			Node{"c", Pool{Max: true, K: 3, Stride: 1, Pad: Pad{1, 1, 1, 1}}, []int{2}}, conv(r, 8, 3, 1, 1, 0), ReLU{},
			Node{"join", Concat{}, []int{4, 8, 11}}, conv(r, 15, 6, 3, 1, 1)), 1, nil},
		{"add, and one input twice", graph(conv(r, 3, 8, 3, 1, 1), ReLU{}, conv(r, 8, 8, 3, 1, 1), Node{"sum", Add{}, []int{2, 3, 2}}), 1, nil},
		{"dense after the average", graph(conv(r, 3, 18, 3, 1, 1), ReLU{}, GlobalAverage{}, Dense{In: 18, Out: 5, Weight: normal(r, 90, 1), Bias: normal(r, 5, 1)}), 1, nil},
		{"dense after flatten", graph(conv(r, 3, 4, 3, 1, 1), ReLU{}, Flatten{}, Dense{In: 4 * 9 * 11, Out: 5, Weight: normal(r, 5*4*99, 0.1)}), 1, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.targets == nil {
				tt.targets = []int{last(tt.graph)}
			}
			b := newBed(t, tt.graph, Config{Height: 9, Width: 11, Batch: 2, Targets: tt.targets, Gradient: true}, tt.spread)
			b.differentiate(t)
			got := b.inputGradient()
			checked := 0
			for range 60 {
				i := r.IntN(len(got))
				n := len(b.input[0])
				if b.checkSlope(t, fmt.Sprintf("pixel value %d", i), &b.input[i/n][i%n], got[i], 4e-3, func() {}) {
					checked++
				}
			}
			if checked < 30 {
				t.Errorf("only %d of 60 values could be compared", checked)
			}
		})
	}
}

func TestInputIsPrepared(t *testing.T) {
	g := graph(conv(dice(1), 3, 4, 3, 1, 1))
	g.Nodes[0].Op = Input{Mean: [3]float32{100, 110, 120}, Scale: [3]float32{0.5, 0.25, 2}, BGR: true}
	b := newBed(t, g, Config{Height: 5, Width: 6, Targets: []int{1}, Gradient: true}, 100)
	b.differentiate(t)
	for i, got := range b.inputGradient()[:30] {
		b.checkSlope(t, fmt.Sprint(i), &b.input[0][i], got, 1, func() {})
	}
}

func TestWeightGradients(t *testing.T) {
	r := dice(5)
	plain := func(in, out int) Conv { c := conv(r, in, out, 3, 1, 1); c.Bias = nil; return c }
	norm := func(c int) BatchNorm {
		ones := make([]float32, c)
		for i := range ones {
			ones[i] = 1 + 0.1*float32(i%3)
		}
		return BatchNorm{Gamma: ones, Beta: normal(r, c, 0.1), Mean: make([]float32, c), Variance: make([]float32, c), Eps: 1e-3}
	}
	first := conv(r, 3, 34, 5, 2, 2)
	g := graph(first, ReLU{}, plain(34, 18), norm(18), ReLU{}, Pool{K: 2, Stride: 2}, plain(18, 7), norm(7), ReLU{},
		GlobalAverage{}, Dense{In: 7, Out: 5, Weight: normal(r, 35, 1), Bias: normal(r, 5, 1)})
	b := newBed(t, g, Config{Height: 16, Width: 18, Batch: 3, Targets: []int{last(g)}, Train: true}, 1)
	b.differentiate(t)
	for i, node := range g.Nodes {
		weight, bias := b.Gradients(i)
		switch op := node.Op.(type) {
		case Conv:
			for range 40 {
				k := r.IntN(len(op.Weight))
				tap, out := k%(op.KH*op.KW*op.In), k/(op.KH*op.KW*op.In)
				b.checkSlope(t, node.Name, &op.Weight[k], weight[tap*op.Out+out], 4e-3, b.net.Refresh)
			}
			for k := range op.Bias {
				b.checkSlope(t, node.Name+" bias", &op.Bias[k], bias[k], 5e-4, b.net.Refresh)
			}
		case BatchNorm:
			for k := range op.Gamma {
				b.checkSlope(t, node.Name+" gamma", &op.Gamma[k], weight[k], 4e-3, func() {})
				b.checkSlope(t, node.Name+" beta", &op.Beta[k], bias[k], 4e-3, func() {})
			}
		case Dense:
			for k := range op.Weight {
				b.checkSlope(t, node.Name, &op.Weight[k], weight[k%op.In*op.Out+k/op.In], 4e-3, b.net.Refresh)
			}
		}
	}
}
