package model

import (
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/known"
)

// googLeNet is torchvision's GoogLeNet, without its auxiliary classifiers. Its
// batch normalisations have eps 0.001, its poolings round up, and the branch
// that the paper calls 5 × 5 has windows of 3 × 3: those come from the tensors.
func (t *torch) googLeNet() string {
	pool := func(torch string, k, stride, pad int) {
		name := known.GoogLeNet[torch]
		t.add(name, nn.Pool{Max: true, K: k, Stride: stride, Pad: nn.Pad{Top: pad, Left: pad, Bottom: pad, Right: pad}, Ceil: true})
		t.layer(name, torch)
	}
	t.basicConv("conv1", 2)
	pool("maxpool1", 3, 2, 0)
	t.basicConv("conv2", 1)
	t.basicConv("conv3", 1)
	pool("maxpool2", 3, 2, 0)
	for _, block := range known.Inceptions {
		torch := "inception" + block.Name
		from := t.at
		var branches []int
		for _, part := range known.InceptionParts {
			switch part.Torch {
			case "branch1", "branch2.0", "branch3.0":
				t.at = from
			case "branch4.1":
				t.at = from
				pool(torch+".branch4.0", 3, 1, 1)
			}
			t.basicConv(torch+"."+part.Torch, 1)
			switch part.Torch {
			case "branch1", "branch2.1", "branch3.1", "branch4.1":
				branches = append(branches, t.at)
			}
		}
		name := known.GoogLeNet[torch]
		t.add(name, nn.Concat{}, branches...)
		t.layer(name, torch)
		switch block.TorchAfter {
		case "maxpool3":
			pool("maxpool3", 3, 2, 0)
		case "maxpool4":
			pool("maxpool4", 2, 2, 0)
		}
	}
	if !t.featuresOnly {
		t.add("pool5/7x7_s1", nn.GlobalAverage{})
		t.dense(known.GoogLeNet["fc"], "fc")
	}
	return "googlenet"
}

// basicConv is torchvision's BasicConv2d: a convolution, its normalisation and
// a ReLU.
func (t *torch) basicConv(torch string, stride int) {
	name := known.GoogLeNet[torch]
	t.conv(name+"/conv", torch+".conv", stride, false)
	t.norm(name+"/bn", torch+".bn", 0.001)
	t.add(name, nn.ReLU{})
	t.layer(name, torch)
}
