package picture

import (
	"context"
	"image"
	"image/color"
	"math"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// Rotate turns the picture clockwise, as it is shown, by degrees, which may be
// negative.
//
// Multiples of 90 are exact: pixels change places and nothing else. By other
// angles the picture lies, about its middle and interpolated bilinearly, on a
// canvas that holds all of it, whose corners get the background; a background
// that can be seen through makes a JPEG a PNG. Orientation stays; 16 bits stay
// 16 bits; palettes become colours; frames become whole ones.
func (p *Picture) Rotate(ctx context.Context, degrees float64, background color.NRGBA) (err error) {
	defer guardOperation(&err)
	if math.IsNaN(degrees) || math.Abs(degrees) > 360 {
		return fault.New(fault.InvalidParameters, "The angle is %v°; it must be from -360 to 360.", degrees)
	}
	if quarter := degrees / 90; quarter == math.Trunc(quarter) {
		return p.quarters(ctx, (int(quarter)+8)%4)
	}
	switch p.head.Orientation {
	case 2, 4, 5, 7:
		degrees = -degrees
	}
	if err := p.pixels(ctx); err != nil {
		return err
	}
	turn := pixel.NewTurn(p.bounds().Dx(), p.bounds().Dy(), degrees)
	if err := p.checkResult(turn.Width, turn.Height); err != nil {
		return err
	}
	if background.A < 255 || background.R != background.G || background.G != background.B {
		if err := p.giveColours(ctx, background.A < 255); err != nil {
			return err
		}
	}
	return p.eachImage(ctx, func(m image.Image) (image.Image, error) { return turned(ctx, turn, m, background) })
}

// giveColours makes a still that is gray by its type, or cannot be seen through
// where it must be, one with red, green, blue and alpha.
func (p *Picture) giveColours(ctx context.Context, alpha bool) (err error) {
	p.coloured()
	switch m := p.still.(type) {
	case *image.Gray:
		p.still, err = p.nrgba(ctx)
	case *image.Gray16:
		p.still, err = wideColours(ctx, m)
	case *image.YCbCr:
		if alpha {
			p.still, err = p.nrgba(ctx)
		}
	}
	p.head.Alpha = p.head.Alpha || alpha
	return err
}

// wideColours is a 16-bit gray as red, green, blue and alpha.
func wideColours(ctx context.Context, m *image.Gray16) (*image.NRGBA64, error) {
	out := image.NewNRGBA64(m.Rect)
	return out, pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
		src, dst := m.Pix[y*m.Stride:][:2*m.Rect.Dx()], out.Pix[y*out.Stride:]
		for ; len(src) > 0; src, dst = src[2:], dst[8:] {
			hi, lo := src[0], src[1]
			copy(dst, []byte{hi, lo, hi, lo, hi, lo, 255, 255})
		}
	})
}

// turned is m on a canvas of its own kind, which can hold the background.
func turned(ctx context.Context, turn pixel.Turn, m image.Image, background color.NRGBA) (image.Image, error) {
	if gray, ok := m.(*image.Gray16); ok {
		return turnedGray16(ctx, turn, gray, background)
	}
	out := blank(m, turn.Width, turn.Height)
	to, from := planes(out), planes(m)
	c := background
	wide := [4]uint16{uint16(c.R), uint16(c.G), uint16(c.B), uint16(c.A)}
	var err error
	switch m.(type) {
	case *image.YCbCr:
		y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
		for i, v := range [3]uint8{y, cb, cr} {
			if err == nil {
				err = turn.Opaque(ctx, to[i].Raster, from[i].Raster, to[i].X, to[i].Y, [3]uint8{v})
			}
		}
	case *image.Gray:
		err = turn.Opaque(ctx, to[0].Raster, from[0].Raster, 1, 1, [3]uint8{c.R})
	case *image.NRGBA64:
		for k := range wide {
			wide[k] *= 257
		}
		err = turn.Pixels(ctx, to[0].Raster, from[0].Raster, wide)
	case *image.NRGBA:
		if !from[0].Opaque || c.A < 255 {
			return out, turn.Pixels(ctx, to[0].Raster, from[0].Raster, wide)
		}
		err = turn.Opaque(ctx, to[0].Raster, from[0].Raster, 1, 1, [3]uint8{c.R, c.G, c.B})
	}
	return out, err
}

// turnedGray16 goes by way of colours: the background is a gray.
func turnedGray16(ctx context.Context, turn pixel.Turn, m *image.Gray16, background color.NRGBA) (image.Image, error) {
	wide, err := wideColours(ctx, m)
	if err != nil {
		return nil, err
	}
	t, err := turned(ctx, turn, wide, background)
	if err != nil {
		return nil, err
	}
	from, out := t.(*image.NRGBA64), image.NewGray16(t.Bounds())
	return out, pixel.Rows(ctx, out.Rect.Dy(), func(y int) {
		src, dst := from.Pix[y*from.Stride:], out.Pix[y*out.Stride:][:out.Stride]
		for x := 0; x < len(dst); x += 2 {
			dst[x], dst[x+1] = src[4*x], src[4*x+1]
		}
	})
}

// maxResult bounds the pixels that an operation makes of a smaller picture, in
// bytes: 50 megapixels of 8 bits, half as many of 16.
const maxResult = 208 << 20

// checkResult holds the size that an operation is about to make against the
// limits for pictures that come in.
func (p *Picture) checkResult(w, h int) error {
	l := DefaultLimits()
	if w > l.Side || h > l.Side || int64(w)*int64(h) > l.Pixels {
		return fault.New(fault.InvalidParameters, "The result would have %d × %d pixels; at most %d a side and %s megapixels are made.",
			w, h, l.Side, mega(l.Pixels))
	}
	if n := p.Info().Another(w, h); n > maxResult {
		return fault.New(fault.InvalidParameters, "The result of %d × %d pixels would take %s of memory; at most %s are given. Make it smaller.", w, h, mib(n), mib(maxResult))
	}
	if n := p.frames(); n > 1 && int64(n)*int64(w)*int64(h) > l.FramePixels {
		return fault.New(fault.InvalidParameters, "The result would have %d frames of %d × %d pixels; at most %s megapixels together are made.",
			n, w, h, mega(l.FramePixels))
	}
	return nil
}

// RotatedSize is the size of the canvas that Rotate lays a w × h picture on.
func RotatedSize(w, h int, degrees float64) (int, int) {
	t := pixel.NewTurn(w, h, degrees)
	return t.Width, t.Height
}
