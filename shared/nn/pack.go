package nn

import (
	"math"
	"sync"
)

// blockChannels is how many output channels the microkernel makes at once.
const blockChannels = 32

// packed is a matrix of weights in blocks of output channels, as the
// microkernel reads them: [block][tap][width of the block]. Blocks are 32
// wide, the last one 16 where that is enough; what is too much is zero.
type packed struct {
	taps, out int
	data      []float32
}

func newPacked(taps, out int) *packed {
	full, rest := out/blockChannels, out%blockChannels
	return &packed{taps: taps, out: out, data: make([]float32, taps*(full*blockChannels+blockWidth(rest)))}
}

// blockWidth is the width of a block of n ≤ 32 channels.
func blockWidth(n int) int { return (n + 15) &^ 15 }

// block is block b with its width and the number of channels in use.
func (p *packed) block(b int) (w []float32, width, channels int) {
	from := b * blockChannels
	channels = min(blockChannels, p.out-from)
	width = blockWidth(channels)
	return p.data[p.taps*from : p.taps*(from+width)], width, channels
}

func (p *packed) blocks() int { return (p.out + blockChannels - 1) / blockChannels }

// fill sets every weight: f gives that of a tap and an output channel.
func (p *packed) fill(f func(tap, out int) float32) {
	for b := range p.blocks() {
		w, width, channels := p.block(b)
		for t := range p.taps {
			for c := range channels {
				w[t*width+c] = f(t, b*blockChannels+c)
			}
		}
	}
}

// bytes is what a packed matrix takes.
func packedBytes(taps, out int) int64 {
	full, rest := out/blockChannels, out%blockChannels
	return 4 * int64(taps) * int64(full*blockChannels+blockWidth(rest))
}

// kernelWeights are a convolution's weights as the kernels read them, packed
// when they are first needed.
type kernelWeights struct {
	conv     *Conv
	forwards func() *packed
	back     func() *packed
}

func newKernelWeights(c *Conv) *kernelWeights {
	return &kernelWeights{conv: c, forwards: sync.OnceValue(func() *packed { return packForward(c) }),
		back: sync.OnceValue(func() *packed { return packBackward(c) })}
}

// packForward orders taps as a window lies in memory: row, column, channel.
func packForward(c *Conv) *packed {
	p := newPacked(c.KH*c.KW*c.In, c.Out)
	refillForward(p, c)
	return p
}

func refillForward(p *packed, c *Conv) {
	p.fill(func(tap, out int) float32 { return c.Weight[out*p.taps+tap] })
}

// packBackward makes the weights of the convolution that takes the gradient of
// the output to that of the input. A block of stride × stride input pixels has
// all its channels computed together, from ⌈KH/stride⌉ × ⌈KW/stride⌉ output
// pixels; where a pixel of the block has no such tap, the weight is zero.
func packBackward(c *Conv) *packed {
	p := newPacked(c.backTaps(), c.Stride*c.Stride*c.In)
	refillBackward(p, c)
	return p
}

func refillBackward(p *packed, c *Conv) {
	s := c.Stride
	jh, jw := c.backWindow()
	p.fill(func(tap, lane int) float32 {
		out := tap % c.Out
		jx := jw - 1 - tap/c.Out%jw
		jy := jh - 1 - tap/c.Out/jw
		in := lane % c.In
		ky, kx := lane/c.In/s+s*jy, lane/c.In%s+s*jx
		if ky >= c.KH || kx >= c.KW {
			return 0
		}
		return c.Weight[((out*c.KH+ky)*c.KW+kx)*c.In+in]
	})
}

// backWindow is the window of output pixels that an input pixel's gradient
// comes from.
func (c *Conv) backWindow() (h, w int) {
	return (c.KH + c.Stride - 1) / c.Stride, (c.KW + c.Stride - 1) / c.Stride
}

func (c *Conv) backTaps() int {
	h, w := c.backWindow()
	return h * w * c.Out
}

// backBorder is the border of zeros that the gradient of c's output needs.
func (c *Conv) backBorder(in, out Shape) Pad {
	jh, jw := c.backWindow()
	s := c.Stride
	return Pad{
		Top:    max(0, jh-1-c.Pad.Top/s),
		Left:   max(0, jw-1-c.Pad.Left/s),
		Bottom: max(0, (in.H-1+c.Pad.Top)/s-(out.H-1)),
		Right:  max(0, (in.W-1+c.Pad.Left)/s-(out.W-1)),
	}
}

func finite(v []float32) bool {
	for _, f := range v {
		if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
			return false
		}
	}
	return true
}
