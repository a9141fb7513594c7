// Package codecs holds the converters against libvips: the same picture goes
// through a converter and through the vips command, and the decoded results are
// compared. It reads both results with libvips, so that no code of ours judges
// itself.
//
// It holds tests only. They need the commands vips and jpegtran (Debian:
// libvips-tools, libjpeg-turbo-progs) and fail without them.
package codecs
