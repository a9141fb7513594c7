// Package webp writes WebP files (RFC 9649): VP8 with loss (RFC 6386), with
// alpha beside it, and VP8L without; stills with Encode, animations with Film.
//
// The lossy encoder is one pass over macroblocks, after a first one over some
// of them for the probabilities: modes by the Hadamard transform of what they
// leave, uniform quantisation with a dead zone, the normal loop filter. It has
// no segments and no trellis, and holds a few rows besides the result. What is
// wholly transparent has no colour of its own there. The
// lossless one chooses a palette, or predictors of 16 × 16 pixels, or copies and
// a cache of colours, and holds eight bytes a pixel.
//
// A Film's frames are drawn in place of the rectangle that changed, or over it
// where much of that stays; nothing is ever cleared.
//
// Of what there is to read it knows chunks and headers, NextChunk, ParseFrame,
// PictureSize and Quality: golang.org/x/image/webp decodes pixels.
package webp
