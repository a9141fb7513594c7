// Package dream is DeepDream (Mordvintsev, Olah, Tyka, 2015): gradient ascent on
// a picture that makes a network see more of what it sees. It works on pictures
// in memory and a network of package nn; it knows no files, jobs or HTTP.
//
// A dream is a function of the picture, the parameters and the weights: the same
// bytes come out whatever the threads and the instruction set.
package dream
