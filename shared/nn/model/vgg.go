package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/known"
)

// vgg is one of torchvision's VGG networks. Which one shows in the numbers of
// the features that are convolutions.
func (t *torch) vgg() string {
	convolutions := t.vggConvolutions()
	v, ok := known.FindVGG(convolutions)
	if !ok {
		t.err = fmt.Errorf("convolutions features.N with N %v are those of none of VGG11, 13, 16, 19, with or without batch normalisation", convolutions)
		return "vgg"
	}
	for _, s := range v.Steps() {
		torch := "features." + strconv.Itoa(s.Index)
		if s.Pool {
			t.add(s.Name, nn.Pool{Max: true, K: 2, Stride: 2})
			t.layer(s.Name, torch)
			continue
		}
		t.conv(s.Name+"/conv", torch, 1, true)
		if v.Norm {
			t.norm(s.Name+"/bn", "features."+strconv.Itoa(s.Index+1), 1e-5)
		}
		t.add(s.Name, nn.ReLU{})
		t.layer(s.Name, strings.Replace(s.Name, "conv", "relu", 1), torch)
	}
	if _, ok := t.file.Tensor("classifier.0.weight"); !ok || t.featuresOnly {
		return v.Name
	}
	t.add("flatten", nn.Flatten{})
	t.dense("fc6/dense", "classifier.0")
	t.add("fc6", nn.ReLU{})
	t.dense("fc7/dense", "classifier.3")
	t.add("fc7", nn.ReLU{})
	t.dense("fc8", "classifier.6")
	return v.Name
}

// vggConvolutions are the N of features.N.weight of four dimensions.
func (t *torch) vggConvolutions() []int {
	var out []int
	for _, tensor := range t.file.Tensors {
		rest, found := strings.CutPrefix(tensor.Name, "features.")
		number, weight := strings.CutSuffix(rest, ".weight")
		n, err := strconv.Atoi(number)
		if found && weight && err == nil && n < 1000 && len(tensor.Shape) == 4 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}
