package known

import (
	"fmt"
	"slices"
)

// VGG is one of the networks of Simonyan and Zisserman: five stages of 3 × 3
// convolutions, each with a pooling behind it.
type VGG struct {
	Name  string // "vgg16"
	Convs [5]int // convolutions of each stage
	Norm  bool   // batch normalisation behind each convolution
}

var vggs = []VGG{
	{Name: "vgg11", Convs: [5]int{1, 1, 2, 2, 2}}, {Name: "vgg13", Convs: [5]int{2, 2, 2, 2, 2}},
	{Name: "vgg16", Convs: [5]int{2, 2, 3, 3, 3}}, {Name: "vgg19", Convs: [5]int{2, 2, 4, 4, 4}},
}

// Step is a convolution or a pooling of a VGG network.
type Step struct {
	Name  string // "conv3_1" or "pool3"
	Index int    // N of torchvision's features.N
	Pool  bool
}

// Steps are the network's convolutions and poolings in their order.
func (v VGG) Steps() []Step {
	var steps []Step
	index, layers := 0, 2
	if v.Norm {
		layers = 3
	}
	for stage, convs := range v.Convs {
		for i := range convs {
			steps = append(steps, Step{Name: fmt.Sprintf("conv%d_%d", stage+1, i+1), Index: index})
			index += layers
		}
		steps = append(steps, Step{Name: fmt.Sprintf("pool%d", stage+1), Index: index, Pool: true})
		index++
	}
	return steps
}

// Convolutions are the indices N of torchvision's features.N that are
// convolutions.
func (v VGG) Convolutions() []int {
	var out []int
	for _, s := range v.Steps() {
		if !s.Pool {
			out = append(out, s.Index)
		}
	}
	return out
}

// FindVGG is the network whose convolutions are at these indices, in rising
// order.
func FindVGG(convolutions []int) (VGG, bool) {
	for _, v := range vggs {
		for _, norm := range []bool{false, true} {
			if v.Norm = norm; slices.Equal(v.Convolutions(), convolutions) {
				if norm {
					v.Name += "_bn"
				}
				return v, true
			}
		}
	}
	return VGG{}, false
}

// caffeVGG are the names of the layers of VGG19, which has those of the others.
var caffeVGG = func() map[string]bool {
	names := map[string]bool{}
	for _, s := range vggs[len(vggs)-1].Steps() {
		names[s.Name] = true
	}
	return names
}()
