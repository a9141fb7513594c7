package modeltest

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// inception are the channels of a block: of the parts in the order of the
// paper's table, 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool proj.
type inception struct {
	name string
	c    [6]int
}

var inceptions = []inception{
	{"3a", [6]int{64, 96, 128, 16, 32, 32}}, {"3b", [6]int{128, 128, 192, 32, 96, 64}},
	{"4a", [6]int{192, 96, 208, 16, 48, 64}}, {"4b", [6]int{160, 112, 224, 24, 64, 64}},
	{"4c", [6]int{128, 128, 256, 24, 64, 64}}, {"4d", [6]int{112, 144, 288, 32, 64, 64}},
	{"4e", [6]int{256, 160, 320, 32, 128, 128}},
	{"5a", [6]int{256, 160, 320, 32, 128, 128}}, {"5b", [6]int{384, 192, 384, 48, 128, 128}},
}

// scale is the block with the channels of a network of a width, and how many
// its output has.
func (i inception) scale(width int) (c [6]int, out int) {
	for j, n := range i.c {
		c[j] = scaled(n, width)
	}
	return c, c[0] + c[2] + c[4] + c[5]
}

// state is a state dict in the making.
type state struct {
	source
	arrays []safetensors.Array
}

func (s *state) add(name string, data []float32, shape ...int) {
	s.arrays = append(s.arrays, safetensors.Array{Name: name, Shape: shape, Data: data})
}

func (s *state) conv(name string, out, in, k int) {
	s.add(name+".weight", s.weights(out*in*k*k, in*k*k), out, in, k, k)
}

func (s *state) norm(name string, n int) {
	s.add(name+".weight", s.around(n, 1, 0.2), n)
	s.add(name+".bias", s.around(n, 0, 0.1), n)
	s.add(name+".running_mean", s.around(n, 0, 0.1), n)
	s.add(name+".running_var", s.around(n, 1, 0.5), n)
}

func (s *state) dense(name string, out, in int) {
	s.add(name+".weight", s.weights(out*in, in), out, in)
	s.add(name+".bias", s.around(out, 0, 0.1), out)
}

func (s *state) bytes() []byte {
	var out bytes.Buffer
	if err := safetensors.Write(&out, map[string]string{"format": "pt"}, s.arrays, safetensors.F32); err != nil {
		panic(err) // all of it was made here
	}
	return out.Bytes()
}

// GoogLeNetSafetensors is a state dict of torchvision's GoogLeNet with width
// channels in the first layer, 64 in the real one.
func GoogLeNetSafetensors(seed uint64, width int) []byte {
	s := &state{source: newSource(seed)}
	basic := func(name string, out, in, k int) {
		s.conv(name+".conv", out, in, k)
		s.norm(name+".bn", out)
	}
	basic("conv1", scaled(64, width), 3, 7)
	basic("conv2", scaled(64, width), scaled(64, width), 1)
	basic("conv3", scaled(192, width), scaled(64, width), 3)
	in := scaled(192, width)
	for _, block := range inceptions {
		c, out := block.scale(width)
		name := "inception" + block.name
		basic(name+".branch1", c[0], in, 1)
		basic(name+".branch2.0", c[1], in, 1)
		basic(name+".branch2.1", c[2], c[1], 3)
		basic(name+".branch3.0", c[3], in, 1)
		basic(name+".branch3.1", c[4], c[3], 3)
		basic(name+".branch4.1", c[5], in, 1)
		in = out
	}
	s.dense("fc", Classes, in)
	basic("aux1.conv", 2, 3, 1)
	return s.bytes()
}

// VGG16Safetensors is a state dict of torchvision's VGG16 with width channels in
// the first layer, 64 in the real one.
func VGG16Safetensors(seed uint64, width int) []byte {
	return VGGSafetensors(seed, width, []int{2, 2, 3, 3, 3}, false)
}

// VGGSafetensors is a state dict of a VGG network with this many convolutions
// in each stage, and batch normalisation behind them if norm is set.
func VGGSafetensors(seed uint64, width int, stages []int, norm bool) []byte {
	s := &state{source: newSource(seed)}
	index, in := 0, 3
	for stage, convs := range stages {
		out := scaled(min(64<<stage, 512), width)
		for range convs {
			name := fmt.Sprintf("features.%d", index)
			s.conv(name, out, in, 3)
			s.add(name+".bias", s.around(out, 0, 0.1), out)
			if norm {
				s.norm(fmt.Sprintf("features.%d", index+1), out)
				index++
			}
			index, in = index+2, out
		}
		index++
	}
	hidden := scaled(4096, width)
	s.dense("classifier.0", hidden, in*7*7)
	s.dense("classifier.3", hidden, hidden)
	s.dense("classifier.6", Classes, hidden)
	// Files come in any order.
	slices.Reverse(s.arrays)
	return s.bytes()
}
