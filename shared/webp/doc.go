// Package webp writes WebP files (RFC 9649): VP8 with loss (RFC 6386), with
// alpha beside it, and VP8L without.
//
// The lossy encoder is one pass over macroblocks, after a first one over some
// of them for the probabilities: modes by the Hadamard transform of what they
// leave, uniform quantisation with a dead zone, the normal loop filter. It has
// no segments and no trellis, and holds a few rows besides the result. The
// lossless one chooses a palette, or predictors of 16 × 16 pixels, or copies and
// a cache of colours, and holds eight bytes a pixel.
//
// It reads nothing: golang.org/x/image/webp does. Animations it does not write.
package webp
