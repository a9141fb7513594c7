// Package known has the names and shapes of networks that many people have
// weights of: GoogLeNet (Szegedy et al., 2014) and VGG (Simonyan and Zisserman,
// 2014), as the Caffe Model Zoo and torchvision call their layers.
package known

import "strings"

// Inceptions are the inception blocks of GoogLeNet, and after which of them a
// pooling follows.
var Inceptions = []struct {
	Name       string // "4c" of Caffe's "inception_4c/output", torchvision's "inception4c"
	PoolAfter  string // Caffe's name of the pooling after it, or ""
	TorchAfter string // torchvision's
}{
	{"3a", "", ""}, {"3b", "pool3/3x3_s2", "maxpool3"},
	{"4a", "", ""}, {"4b", "", ""}, {"4c", "", ""}, {"4d", "", ""}, {"4e", "pool4/3x3_s2", "maxpool4"},
	{"5a", "", ""}, {"5b", "", ""},
}

// InceptionParts are the convolutions of an inception block: Caffe's name
// behind "inception_4c/", torchvision's behind "inception4c.".
var InceptionParts = []struct{ Caffe, Torch string }{
	{"1x1", "branch1"}, {"3x3_reduce", "branch2.0"}, {"3x3", "branch2.1"},
	{"5x5_reduce", "branch3.0"}, {"5x5", "branch3.1"}, {"pool_proj", "branch4.1"},
}

// googleNetStem is what comes before the inception blocks, and after them.
var googleNetStem = map[string]string{
	"conv1": "conv1/7x7_s2", "maxpool1": "pool1/3x3_s2", "conv2": "conv2/3x3_reduce", "conv3": "conv2/3x3",
	"maxpool2": "pool2/3x3_s2", "fc": "loss3/classifier",
}

// GoogLeNet is Caffe's name of each layer of GoogLeNet by torchvision's.
var GoogLeNet = func() map[string]string {
	names := map[string]string{}
	for torch, caffe := range googleNetStem {
		names[torch] = caffe
	}
	for _, b := range Inceptions {
		names["inception"+b.Name] = "inception_" + b.Name + "/output"
		names["inception"+b.Name+".branch4.0"] = "inception_" + b.Name + "/pool"
		for _, p := range InceptionParts {
			names["inception"+b.Name+"."+p.Torch] = "inception_" + b.Name + "/" + p.Caffe
		}
		if b.PoolAfter != "" {
			names[b.TorchAfter] = b.PoolAfter
		}
	}
	return names
}()

// TorchName is torchvision's name of each layer of GoogLeNet by Caffe's.
var TorchName = func() map[string]string {
	names := map[string]string{}
	for torch, caffe := range GoogLeNet {
		names[caffe] = torch
	}
	return names
}()

// Caffe says that a name is one of the Caffe Model Zoo's for a layer of
// GoogLeNet or VGG.
func Caffe(name string) bool {
	if _, ok := TorchName[name]; ok {
		return true
	}
	return strings.HasPrefix(name, "inception_") && strings.HasSuffix(name, "/pool") || caffeVGG[name]
}
