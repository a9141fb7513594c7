// Package resize resamples pictures to another size. Sums are of products of 16
// bits, in AVX2 and in plain Go with the same bits from each. It knows nothing
// of files, and does not turn, crop or convert.
//
// Pixel centres lie at half numbers and the whole source maps to the whole
// result, as in most programs. Where a filter reaches beyond the edge, its
// weights inside are scaled to make 1.
package resize

//go:generate go run ./gen

import (
	"context"
	"errors"
	"fmt"
	"image"
)

// ErrType says that pictures of a Go type are not resized.
var ErrType = errors.New("resize: this type of picture is not resized")

// ErrSize says that a source or a result has no pixels, or one has too many.
var ErrSize = errors.New("resize: a size is out of range")

// maxSide of a picture, in pixels: formulas stay within 32 bits.
const maxSide = 1 << 20

func checkSizes(r image.Rectangle, w, h int) error {
	if min(r.Dx(), r.Dy(), w, h) < 1 || max(r.Dx(), r.Dy(), w, h) > maxSide {
		return fmt.Errorf("%w: %d × %d to %d × %d", ErrSize, r.Dx(), r.Dy(), w, h)
	}
	return nil
}

// Image resizes m to w × h pixels. The result has m's type, which is one of
// *image.Gray, *image.Gray16, *image.YCbCr (and its subsampling), *image.NRGBA
// and *image.NRGBA64; other types are ErrType. It ends early when ctx does.
func Image(ctx context.Context, m image.Image, w, h int, f Filter) (image.Image, error) {
	switch m := m.(type) {
	case *image.Gray:
		return orNil(Gray(ctx, m, w, h, f))
	case *image.Gray16:
		return orNil(Gray16(ctx, m, w, h, f))
	case *image.YCbCr:
		return orNil(YCbCr(ctx, m, w, h, m.SubsampleRatio, f))
	case *image.NRGBA:
		return orNil(NRGBA(ctx, m, w, h, f))
	case *image.NRGBA64:
		return orNil(NRGBA64(ctx, m, w, h, f))
	}
	return nil, fmt.Errorf("%w: %T", ErrType, m)
}

// orNil keeps a nil pointer from becoming an image.Image that is not nil.
func orNil[M image.Image](m M, err error) (image.Image, error) {
	if err != nil {
		return nil, err
	}
	return m, nil
}
