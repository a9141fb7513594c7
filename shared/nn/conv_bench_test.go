//go:build linux

package nn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// benchShapes are what the speed of convolutions is judged by; side is that of
// the input, in pixels. The last one is the shipped network's first.
var benchShapes = []struct{ k, stride, in, out, side int }{
	{3, 1, 64, 64, 128},
	{3, 1, 192, 192, 28},
	{3, 1, 16, 32, 512},
	{3, 1, 32, 32, 512},
	{7, 2, 3, 64, 448},
	{5, 2, 3, 32, 512},
}

// BenchmarkConv measures convolutions as plans run them: the median and the best
// run, by processor time, since machines that measure are seldom idle. It is for
// one thread (-cpu 1). internal/benchdream/compare reads names and results.
func BenchmarkConv(b *testing.B) {
	for i, pass := range []string{"forward", "data", "weights"} {
		b.Run(pass, func(b *testing.B) {
			for _, s := range benchShapes {
				b.Run(fmt.Sprintf("%dx%ds%d_%d-%d_%d", s.k, s.k, s.stride, s.in, s.out, s.side), func(b *testing.B) {
					pad := s.k / 2
					c := &Conv{In: s.in, Out: s.out, KH: s.k, KW: s.k, Stride: s.stride, Pad: Pad{pad, pad, pad, pad}}
					flops, runs := convPasses(b, c, s.side)
					measure(b, flops, runs[i])
				})
			}
		})
	}
}

func measure(b *testing.B, flops float64, run func()) {
	run()
	var took []float64
	for start := processorTime(b); b.Loop(); {
		run()
		end := processorTime(b)
		took = append(took, float64(end-start))
		start = end
	}
	slices.Sort(took)
	b.ReportMetric(flops/took[len(took)/2], "GFLOP/s")
	b.ReportMetric(flops/took[0], "best-GFLOP/s")
}

// convPasses are the three computations of a convolution on random values.
func convPasses(b *testing.B, c *Conv, side int) (flops float64, runs [3]func()) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(n int) []float32 {
		v := allocate(n)
		for i := range v {
			v[i] = r.Float32() - 0.5
		}
		return v
	}
	make4 := func(s Shape, border Pad) *tensor {
		t := &tensor{n: 1, Shape: s, border: border}
		t.data = random(t.floats())
		t.clearBorder()
		return t
	}
	c.Weight, c.Bias = random(c.Out*c.KH*c.KW*c.In), random(c.Out)
	in := Shape{side, side, c.In}
	out, err := c.Shape([]Shape{in})
	if err != nil {
		b.Fatal(err)
	}
	x, y := make4(in, c.Pad), make4(out, Pad{})
	dx, dy := make4(in, Pad{}), make4(out, c.backBorder(in, out))
	dw := allocate(len(c.Weight))
	forward, back := packForward(c), packBackward(c)
	return 2 * float64(out.Floats()*c.KH*c.KW*c.In), [3]func(){
		func() { convForward(b.Context(), c, forward, c.Bias, x, y, kernel.ReLU) },
		func() { convBackward(b.Context(), c, back, dy, dx, kernel.FromZero, kernel.Plain) },
		func() { convWeights(b.Context(), c, x, dy, dw) },
	}
}

// processorTime is what the process has taken, in nanoseconds.
func processorTime(b *testing.B) int64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return t.Nano()
}
