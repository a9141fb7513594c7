package style

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/nn"
)

// Layers are nodes of a network: those whose Gram matrices make a style, from
// the shallowest, and the one whose activations say what there is to be seen.
type Layers struct {
	Style   []int
	Weights []float64 // of the style's layers, 1 each where it is nil
	Content int
}

func (l Layers) weight(i int) float64 {
	if l.Weights == nil {
		return 1 / float64(len(l.Style))
	}
	var sum float64
	for _, w := range l.Weights {
		sum += w
	}
	return l.Weights[i] / sum
}

// known are layers that do well, by the names of networks' families.
var known = []struct {
	style   []string
	content string
}{
	{[]string{"c2", "c3", "c4", "c5", "c6"}, "c5"},
	{[]string{"relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"}, "relu4_2"},
	{[]string{"conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"}, "conv4_2"},
	{[]string{"conv1/7x7_s2", "conv2/3x3", "inception_3a/output", "inception_4a/output", "inception_4d/output"}, "inception_4a/output"},
}

// LayersOf chooses layers of a network: those of the families that are known
// (Reverie's own, VGG, GoogLeNet), or else five from the shallowest to the
// middle, with the content from between.
func LayersOf(g *nn.Graph) (Layers, error) {
families:
	for _, k := range known {
		var l Layers
		for _, name := range append(k.style, k.content) {
			found, ok := g.Lookup(name)
			if !ok {
				continue families
			}
			l.Style = append(l.Style, found.Node)
		}
		n := len(k.style)
		l.Content, l.Style = l.Style[n], l.Style[:n]
		return l, nil
	}
	shapes, err := g.Shapes(512, 512, 0)
	if err != nil {
		return Layers{}, fmt.Errorf("style: %w", err)
	}
	var maps []int
	for _, l := range g.Layers {
		if s := shapes[l.Node]; min(s.H, s.W) >= 16 {
			maps = append(maps, l.Node)
		}
	}
	if len(maps) == 0 {
		return Layers{}, fmt.Errorf("style: network %s names no layer that keeps a picture's shape", g.Name)
	}
	var l Layers
	for i := range 5 {
		if n := maps[i*len(maps)/5]; i == 0 || n != l.Style[len(l.Style)-1] {
			l.Style = append(l.Style, n)
		}
	}
	l.Content = l.Style[len(l.Style)*2/3]
	return l, nil
}
