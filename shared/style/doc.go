// Package style repaints one picture in the manner of another: style transfer by
// optimisation (Gatys, Ecker and Bethge, Image Style Transfer Using Convolutional
// Neural Networks, 2016). It works on pictures in memory and a network of package
// nn; it knows no files, jobs or HTTP.
//
// A result is a function of the pictures, the options and the weights: the same
// bytes come out whatever the threads and the instruction set.
package style
