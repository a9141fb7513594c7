// Package nn computes convolutional networks on the CPU: forward, and the
// gradient with respect to the picture or to the weights. Activations are NHWC
// float32. It knows neither files of weights (package model) nor pictures.
//
// Results are the same bit for bit whatever the number of threads and the
// instruction set: each value is one chain of fused multiply-adds in a fixed
// order, and sums over pixels are taken by row and then in the order of rows.
package nn
