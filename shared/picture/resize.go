package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel/resize"
)

// Fit is how a picture is brought into a box of another shape.
type Fit string

// The ways: all of the picture within the box, the whole box with what hangs
// over cut off on both sides, and the picture pulled to the box's shape.
const (
	Contain Fit = "contain"
	Cover   Fit = "cover"
	Fill    Fit = "fill"
)

// Resize scales the picture, as it is shown, to width × height pixels in the
// way of fit; of the two, one may be 0 and follows from the other. The filter
// is Lanczos with three lobes, widened when it scales down, on the encoded
// values, weighted by alpha.
//
// A result beyond the limits for pictures that come in is
// fault.InvalidParameters. Orientation stays, 16 bits stay 16 bits, planes stay
// planes; palettes become colours and frames whole ones.
func (p *Picture) Resize(ctx context.Context, width, height int, fit Fit) (err error) {
	defer guardOperation(&err)
	if width < 0 || height < 0 || width == 0 && height == 0 {
		return fault.New(fault.InvalidParameters, "Say how large the picture is to be: a width, a height or both.")
	}
	w, h := p.Info().Upright()
	width, height = ResultSize(w, h, width, height, fit)
	if err := p.checkResult(width, height); err != nil {
		return err
	}
	if fit == Cover {
		if err := p.CropTo(ctx, image.Rect(0, 0, w, h), float64(width), float64(height)); err != nil {
			return err
		}
		w, h = p.Info().Upright()
	}
	if w == width && h == height {
		return ctx.Err()
	}
	if p.head.Orientation >= 5 {
		width, height = height, width
	}
	if err := p.pixelsFor(ctx, width, height); err != nil {
		return err
	}
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) { return resize.Image(ctx, m, width, height, resize.Lanczos3) })
}

// ResultSize is what Resize makes of a w × h picture, both as they are shown.
func ResultSize(w, h, width, height int, fit Fit) (int, int) {
	switch {
	case width == 0 && height == 0:
		return w, h
	case width == 0:
		width = scaled(w, height, h)
	case height == 0:
		height = scaled(h, width, w)
	case fit == Contain && width*h > height*w:
		width = scaled(w, height, h)
	case fit == Contain:
		height = scaled(h, width, w)
	}
	return width, height
}

// scaled is side × to / from, at least 1.
func scaled(side, to, from int) int { return max((2*side*to+from)/(2*from), 1) }
