package known_test

import (
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/model/internal/known"
)

func TestFindVGG(t *testing.T) {
	// The indices of torchvision's features.
	for name, convs := range map[string][]int{
		"vgg11":    {0, 3, 6, 8, 11, 13, 16, 18},
		"vgg16":    {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28},
		"vgg16_bn": {0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40},
		"vgg19":    {0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34},
	} {
		v, ok := known.FindVGG(convs)
		if !ok || v.Name != name || !slices.Equal(v.Convolutions(), convs) {
			t.Errorf("%s: %v", name, v)
		}
	}
	if v, ok := known.FindVGG([]int{0, 2, 5}); ok {
		t.Error(v)
	}
}

func TestNames(t *testing.T) {
	for torch, caffe := range map[string]string{
		"conv1": "conv1/7x7_s2", "inception4c": "inception_4c/output", "inception3b.branch3.0": "inception_3b/5x5_reduce",
		"maxpool4": "pool4/3x3_s2",
	} {
		if known.GoogLeNet[torch] != caffe || known.TorchName[caffe] != torch || !known.Caffe(caffe) {
			t.Errorf("%s is %s, want %s", torch, known.GoogLeNet[torch], caffe)
		}
	}
	for name, want := range map[string]bool{"conv5_4": true, "pool5": true, "conv6_1": false, "inception_3a/pool": true, "conv1": false} {
		if known.Caffe(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
