// Package model reads networks from files: Reverie's own safetensors, those
// with the names of torchvision's GoogLeNet and VGG, and ONNX. Files come from
// users and are believed only as far as they have been checked: what is wrong
// is an error that names the tensor or node. It does not compute anything
// (package nn), and does not say where models are kept.
//
// Loading holds in memory at most 5 times the file's size and 20 MB, and 1 to 2
// times for files of float32: the weights as float32, for ONNX the file, and a
// second copy of the tensor that is being reordered. Safetensors are read piece
// by piece.
package model
