// Package onnx turns ONNX files of convolutional networks into graphs of
// package nn. The format is https://github.com/onnx/onnx/blob/main/onnx/onnx.proto,
// the operators those of docs/Operators.md beside it. It is no runtime: only
// what convolutional classifiers use is known, and anything else is an error
// that names the node and its operator.
package onnx
