// Package png reads and writes PNG files (PNG specification, third edition;
// compression by RFC 1950 and 1951), faster than image/png and with what that
// leaves out: the depth and the filters of the source, gray with alpha, side
// information, animations.
//
// [Decode] holds a file against [Limits] before it allocates anything by a
// claimed size. [Encode] writes each kind of picture in the smallest of PNG's
// types that holds it (few colours with a palette, where asked), with the filters
// that the rows had before or better ones, and chooses how hard to compress by
// trials on samples.
//
// It is not for colour: gAMA, iCCP and their like are handed through as they
// are. It knows nothing of what a picture is used for.
package png
