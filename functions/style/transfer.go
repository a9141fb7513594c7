package function

import (
	"context"
	"image"
	"math"
	"sync"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/shipped"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/style"
)

var network = sync.OnceValues(func() (*nn.Network, error) {
	m, err := shipped.Model()
	if err != nil {
		return nil, err
	}
	return nn.NewNetwork(m.Graph)
})

func transfer(ctx context.Context, pic *picture.Picture, p convert.Values) error {
	net, err := network()
	if err != nil {
		return err
	}
	m, err := shipped.Model()
	if err != nil {
		return err
	}
	convert.Used(ctx, convert.Model{Name: m.Name, Version: m.Version, SHA256: m.SHA256})
	info := pic.Info()
	w, h := size(ctx, info, p)
	look, err := decode(ctx, p.Picture("style"), float64(w)*float64(h))
	if err != nil {
		return err
	}
	o := style.Options{
		Strength: p.Number("strength") / 50, Scale: p.Number("scale") / 100,
		Steps: p.Int("steps"), Smooth: 50, Seed: uint64(p.Int("seed")),
	}
	frame := 0.0
	return pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		fw, fh := w, h
		if info.Orientation >= 5 {
			fw, fh = h, w
		}
		canvas := dream.FromImage(m, fw, fh).Upright(info.Orientation)
		painted, err := style.Run(ctx, net, canvas, look, o, func(done float64, show func(int) *image.NRGBA) {
			convert.Progress(ctx, (frame+done)/float64(info.Frames))
			convert.Preview(ctx, func() image.Image { return show(512) })
		})
		if err != nil {
			return nil, err
		}
		frame++
		for i, v := range canvas.Pix {
			painted.Pix[i] -= v
		}
		painted.Stored(info.Orientation).AddTo(m, float32(p.Number("blend")/100))
		return m, nil
	})
}

// size is what is painted at, as it is shown.
func size(ctx context.Context, info picture.Info, p convert.Values) (w, h int) {
	w, h = info.Upright()
	w, h = within(w, h, p.Number("resolution")*1e6)
	if c := convert.Budget(ctx); c != nil && p.Bool(catalog.FitParameter) {
		if fw, fh := c.Frames(info.Frames).Fit(w, h, p); fw > 0 {
			w, h = fw, fh
		}
	}
	return w, h
}

// within is the largest size of the same shape with at most so many pixels.
func within(w, h int, most float64) (int, int) {
	f := min(1, math.Sqrt(most/(float64(w)*float64(h))))
	return max(1, int(float64(w)*f)), max(1, int(float64(h)*f))
}

// decode is the style's picture as it is shown, with four times as many pixels
// as are painted at most.
func decode(ctx context.Context, data []byte, pixels float64) (c *dream.Canvas, err error) {
	pic, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		return nil, err
	}
	info := pic.Info()
	w, h := within(info.Width, info.Height, 4*pixels)
	err = pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		if c == nil {
			c = dream.FromImage(m, w, h).Upright(info.Orientation)
		}
		return m, nil
	})
	return c, err
}
