package main

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/reverie-image/reverie/internal/train/draw"
)

// pictures are drawn once and cropped and changed anew each time they are seen.
type pictures struct {
	side   int      // pixels
	pixels [][]byte // RGB
	labels []int
}

// draws of one picture differ from those of another by their seed.
const (
	streamTraining   = 1
	streamValidation = 2
	streamOrder      = 3
	streamWeights    = 4
	streamAugment    = 5 // and one more for each epoch
)

// drawAll draws n pictures, every class in turn, on all threads, until ctx ends.
// A picture depends on the seed, the stream and its index alone.
func drawAll(ctx context.Context, seed, stream uint64, n, side, classes int, report func(done int)) (*pictures, error) {
	p := &pictures{side: side, pixels: make([][]byte, n), labels: make([]int, n)}
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				m := draw.Draw(i%classes, picker(seed, stream, i), side)
				rgb := make([]byte, 0, side*side*3)
				for j := 0; j < len(m.Pix); j += 4 {
					rgb = append(rgb, m.Pix[j:j+3]...)
				}
				p.pixels[i], p.labels[i] = rgb, i%classes
				report(int(done.Add(1)))
			}
		})
	}
	wg.Wait()
	return p, ctx.Err()
}

func picker(seed, stream uint64, i int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream<<32|uint64(i)))
}

// view is how a picture is seen once: a crop, turned and scaled a little, and
// what is done to its values. Noise and blur make dreams cleaner: the network
// learns to look past fine patterns.
type view struct {
	x, y   float64 // middle of the crop, pixels
	ux, uy float64 // a step to the right, pixels
	mirror bool
	gain   [3]float32
	lift   [3]float32
	noise  float32 // standard deviation, of 255
	blurs  int
	rng    *rand.Rand
}

func newView(rng *rand.Rand, side, crop int) view {
	zoom := 0.8 + 0.35*rng.Float64() // pixels of the picture for one of the crop
	angle := 0.24 * (rng.Float64() - 0.5)
	room := max(0, float64(side)-zoom*float64(crop))
	v := view{mirror: rng.IntN(2) == 0, rng: rng, ux: zoom * math.Cos(angle), uy: zoom * math.Sin(angle)}
	v.x = float64(side)/2 + room*(rng.Float64()-0.5)
	v.y = float64(side)/2 + room*(rng.Float64()-0.5)
	contrast := 0.7 + 0.6*rng.Float64()
	light := 50 * (rng.Float64() - 0.5)
	for c := range v.gain {
		v.gain[c] = float32(contrast * (0.85 + 0.3*rng.Float64()))
		v.lift[c] = float32(light + 30*(rng.Float64()-0.5) + 117*(1-float64(v.gain[c])))
	}
	if rng.IntN(10) < 7 {
		v.noise = float32(32 * rng.Float64())
	}
	if rng.IntN(10) < 4 {
		v.blurs = 1 + rng.IntN(3)
	}
	return v
}

// rows are the crop of a picture as a plan takes it, sampled bilinearly.
func (v view) rows(rgb []byte, side, crop int) []float32 {
	out := make([]float32, crop*crop*3)
	limit := float64(side) - 1.001
	for y := range crop {
		for x := range crop {
			dx, dy := float64(x)-float64(crop-1)/2, float64(y)-float64(crop-1)/2
			if v.mirror {
				dx = -dx
			}
			px := min(max(v.x+dx*v.ux-dy*v.uy, 0), limit)
			py := min(max(v.y+dx*v.uy+dy*v.ux, 0), limit)
			ix, iy := int(px), int(py)
			fx, fy := float32(px-float64(ix)), float32(py-float64(iy))
			a := rgb[(iy*side+ix)*3:]
			b := rgb[((iy+1)*side+ix)*3:]
			for c := range 3 {
				top := float32(a[c]) + fx*(float32(a[3+c])-float32(a[c]))
				low := float32(b[c]) + fx*(float32(b[3+c])-float32(b[c]))
				out[(y*crop+x)*3+c] = v.lift[c] + v.gain[c]*(top+fy*(low-top))
			}
		}
	}
	for range v.blurs {
		blur(out, crop)
	}
	if v.noise > 0 {
		v.disturb(out)
	}
	for i, f := range out {
		out[i] = min(max(f, 0), 255)
	}
	return out
}

// disturb adds noise that is close to normal: the sum of the bytes of a random
// word has a standard deviation of √8 × 73.9.
func (v view) disturb(out []float32) {
	scale := v.noise / float32(math.Sqrt(8)*73.9)
	for i := range out {
		word := v.rng.Uint64()
		sum := (word & 0x00ff00ff00ff00ff) + word>>8&0x00ff00ff00ff00ff
		sum = (sum & 0x0000ffff0000ffff) + sum>>16&0x0000ffff0000ffff
		sum = sum&0xffffffff + sum>>32
		out[i] += float32(scale * (float32(sum) - 1020))
	}
}

// blur is the mean of 3 × 3 pixels, weighted 1, 2, 1 both ways.
func blur(px []float32, side int) {
	line := make([]float32, len(px))
	pass := func(to, from []float32, step, stride int) {
		for i := range side {
			for j := range side {
				a, b := max(j-1, 0), min(j+1, side-1)
				for c := range 3 {
					at := i*stride + c
					to[at+j*step] = (from[at+a*step] + 2*from[at+j*step] + from[at+b*step]) / 4
				}
			}
		}
	}
	pass(line, px, 3, side*3)
	pass(px, line, side*3, 3)
}
