//go:build unix

package nn

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// benchShapes are what the speed of convolutions is judged by; size is that of
// the input, in pixels a side. The last one is the shipped network's first.
var benchShapes = []struct{ k, stride, in, out, size int }{
	{3, 1, 64, 64, 128},
	{3, 1, 192, 192, 28},
	{3, 1, 16, 32, 512},
	{3, 1, 32, 32, 512},
	{7, 2, 3, 64, 224},
	{5, 2, 3, 32, 512},
}

// BenchmarkConv measures convolutions as plans run them, on -cpu threads.
// GFLOP/CPUs is per second of processor time. The whole bench reads the shapes
// from the names.
func BenchmarkConv(b *testing.B) {
	for _, s := range benchShapes {
		pad := s.k / 2
		c := &Conv{In: s.in, Out: s.out, KH: s.k, KW: s.k, Stride: s.stride, Pad: Pad{pad, pad, pad, pad}}
		name := fmt.Sprintf("%dx%ds%d_%d-%d_%d", s.k, s.k, s.stride, s.in, s.out, s.size)
		for _, pass := range convPasses(c, s.size) {
			b.Run(pass.name+"/"+name, func(b *testing.B) {
				pass.run()
				begun := processorTime()
				for b.Loop() {
					pass.run()
				}
				giga := pass.flops * float64(b.N) / 1e9
				b.ReportMetric(giga/b.Elapsed().Seconds(), "GFLOP/s")
				b.ReportMetric(giga/(processorTime()-begun).Seconds(), "GFLOP/CPUs")
			})
		}
	}
}

type convPass struct {
	name  string
	flops float64
	run   func()
}

// convPasses are the three computations of a convolution on random values.
func convPasses(c *Conv, size int) []convPass {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(n int) []float32 {
		v := make([]float32, n)
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
	in := Shape{size, size, c.In}
	out, err := c.Shape([]Shape{in})
	if err != nil {
		panic(err)
	}
	x, y := make4(in, c.Pad), make4(out, Pad{})
	dx, dy := make4(in, Pad{}), make4(out, c.backBorder(in, out))
	dw := make([]float32, len(c.Weight))
	forward, back := packForward(c), packBackward(c)
	flops := 2 * float64(out.Floats()*c.KH*c.KW*c.In)
	return []convPass{
		{"forward", flops, func() { convForward(c, forward, c.Bias, x, y, kernel.Plain) }},
		{"data", flops, func() { convBackward(c, back, dy, dx, kernel.FromZero, kernel.Plain) }},
		{"weights", flops, func() { convWeights(c, x, dy, dw) }},
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
