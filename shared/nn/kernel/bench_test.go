package kernel

import (
	"slices"
	"testing"
	"time"
)

// shape is a convolution as the benchmarks run it: in a picture with its border
// of zeros, one Run a row and block of 32 channels.
type shape struct {
	name                      string
	size, stride, in, out, at int // at: the output is at × at pixels
}

var shapes = []shape{
	{"3x3_64-64_128", 3, 1, 64, 64, 128},
	{"3x3_192-192_28", 3, 1, 192, 192, 28},
	{"3x3_16-32_512", 3, 1, 16, 32, 512},
	{"3x3_32-32_512", 3, 1, 32, 32, 512},
	{"7x7s2_3-64_224", 7, 2, 3, 64, 224},
}

func (s shape) flops() float64 { return 2 * float64(s.size*s.size*s.in*s.out*s.at*s.at) }

// convolution is what computes s once.
func (s shape) convolution() func() {
	r := random()
	width := (s.at-1)*s.stride + s.size
	fill := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = r.Float32() - 0.5
		}
		return v
	}
	x, w := fill(width*width*s.in), fill(s.size*s.size*s.in*s.out)
	y, bias := make([]float32, s.at*s.at*s.out), fill(s.out)
	block := s.size * s.size * s.in * blockChannels
	return func() {
		const group = 8 // rows that stay in the cache for the next block
		for i := range s.at / group * s.out / blockChannels * group {
			{
				from := i / (group * s.out / blockChannels) * group
				b, row := i/group%(s.out/blockChannels), from+i%group
				Run(&Tile{
					X: x[row*s.stride*width*s.in:], R: s.size, K: s.size * s.in, XR: width * s.in, XP: s.stride * s.in, XK: 1,
					W: w[b*block:][:block], WR: s.size * s.in * blockChannels, WK: blockChannels,
					Y: y[row*s.at*s.out+b*blockChannels:], YP: s.out, P: s.at, C: blockChannels,
					Start: FromBias, Bias: bias[b*blockChannels:], End: ReLU,
				})
			}
		}
	}
}

// BenchmarkConvolution is the speed of one thread at each level: the median and
// the best run.
func BenchmarkConvolution(b *testing.B) {
	defer Use(Active())
	for _, l := range Supported() {
		for _, s := range shapes {
			b.Run(l.String()+"/"+s.name, func(b *testing.B) {
				if err := Use(l); err != nil {
					b.Fatal(err)
				}
				run := s.convolution()
				run()
				var took []time.Duration
				for start := time.Now(); b.Loop(); {
					run()
					end := time.Now()
					took = append(took, end.Sub(start))
					start = end
				}
				slices.Sort(took)
				b.ReportMetric(s.flops()/float64(took[len(took)/2]), "GFLOP/s")
				b.ReportMetric(s.flops()/float64(took[0]), "best-GFLOP/s")
			})
		}
	}
}
