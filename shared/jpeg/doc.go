// Package jpeg works on JPEG files at the level of their coded data (ITU-T
// T.81): it parses hostile files within limits, decodes the Huffman coding of
// baseline and progressive files to quantised coefficients, codes coefficients
// with optimised tables as the one or the other, and transforms pictures without
// decoding their pixels where that is exact or closer to the ideal than decoding
// and encoding again.
//
// It knows nothing of orientation, profiles and other metadata: the caller
// makes the marker segments of the result. Arithmetic coding, 12 bits, lossless
// and hierarchical files and heights given after the picture (DNL) are
// ErrUnsupported.
package jpeg
