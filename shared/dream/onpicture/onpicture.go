// Package onpicture is between the pictures of files and what works on canvases,
// as dreams and transfers of styles do. It knows nothing of either.
package onpicture

import (
	"context"
	"image"
	"runtime/debug"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/picture"
)

// Size is what a picture is worked on with, as it is shown: at most so many
// megapixels.
func Size(info picture.Info, megapixels float64) (w, h int) {
	w, h = info.Upright()
	return catalog.Capped(w, h, megapixels)
}

// Each lets make work on every frame at w × h, and merge put what it made into
// the frame. While make works on a still its own pixels are not in memory.
func Each(ctx context.Context, pic *picture.Picture, w, h int,
	make func(c *dream.Canvas) (*dream.Canvas, error), merge func(m *image.NRGBA, made *dream.Canvas)) error {
	file := convert.File(ctx)
	if pic.Info().Frames > 1 || file == nil {
		return pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
			made, err := make(dream.FromImage(m, w, h))
			if err == nil {
				merge(m, made)
			}
			return m, err
		})
	}
	var c *dream.Canvas
	err := pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		c = dream.FromImage(m, w, h)
		return m, nil
	})
	if err != nil {
		return err
	}
	err = pic.Aside(ctx, file, func() (err error) {
		debug.FreeOSMemory() // the picture's pixels: they may be more than all else
		c, err = make(c)
		debug.FreeOSMemory() // what it worked with
		return err
	})
	if err != nil {
		return err
	}
	return pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		merge(m, c)
		return m, nil
	})
}

// Further is the first frame of a further picture, at the size that fit makes of
// its own.
func Further(ctx context.Context, data []byte, fit func(w, h int) (int, int)) (*dream.Canvas, error) {
	m, err := picture.First(ctx, data, picture.DefaultLimits())
	if err != nil {
		return nil, err
	}
	w, h := fit(m.Rect.Dx(), m.Rect.Dy())
	c := dream.FromImage(m, w, h)
	m = nil
	debug.FreeOSMemory()
	return c, nil
}
