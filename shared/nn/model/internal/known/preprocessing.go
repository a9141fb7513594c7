package known

import "github.com/reverie-image/reverie/shared/nn"

// Torchvision is how torchvision's networks see pictures: RGB from 0 to 1, less
// ImageNet's mean, by its standard deviation.
var Torchvision = nn.Input{
	Mean:  [3]float32{255 * 0.485, 255 * 0.456, 255 * 0.406},
	Scale: [3]float32{1 / (255 * 0.229), 1 / (255 * 0.224), 1 / (255 * 0.225)},
}

// TorchvisionGoogLeNet is how torchvision's GoogLeNet sees them: its
// transform_input makes the above v / 127.5 − 1 again, which is what its
// weights, once TensorFlow's, want.
var TorchvisionGoogLeNet = nn.Input{
	Mean:  [3]float32{127.5, 127.5, 127.5},
	Scale: [3]float32{1 / 127.5, 1 / 127.5, 1 / 127.5},
}

// CaffeGoogLeNet is how BVLC GoogLeNet of the Caffe Model Zoo sees them.
var CaffeGoogLeNet = nn.Input{Mean: [3]float32{104, 117, 123}, Scale: [3]float32{1, 1, 1}, BGR: true}

// CaffeVGG is how the VGG networks of their authors see them.
var CaffeVGG = nn.Input{Mean: [3]float32{103.939, 116.779, 123.68}, Scale: [3]float32{1, 1, 1}, BGR: true}
