// Package modeltest writes model files for tests: GoogLeNet and VGG as
// torchvision and ONNX have them, of any width and with random weights, and any
// other ONNX file, sound or not. They compute, but recognise nothing.
package modeltest
