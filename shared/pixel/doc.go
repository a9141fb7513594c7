// Package pixel is the arithmetic of the converters: kernels on samples in
// memory, for package picture to call.
//
// A kernel knows nothing of files, orientation, profiles or palettes, and keeps
// no state. It takes samples as they lie in the image package's types (see
// [Raster]), spreads rows over the processors, hears the context between rows,
// and gives the same bytes for any number of processors.
//
// It is not for resampling to another size: that is package pixel/resize.
package pixel
