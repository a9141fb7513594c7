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
	look, err := decode(ctx, p.Picture("style"), stylePixels(float64(w)*float64(h), p))
	if err != nil {
		return err
	}
	convert.Detail(ctx, "painted_at", []int{w, h})
	o := options(p)
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
		merge(m, canvas.Stored(info.Orientation), painted.Stored(info.Orientation), float32(p.Number("blend")/100))
		return m, nil
	})
}

// detail is how much of a larger picture's detail goes onto the enlarged
// painting: all of it would show outlines that the painting has not.
const detail = 0.4

// merge puts the painting of content, which is m at the painting's size, over m.
// With d the detail's share and b that of the whole it makes of m
//
//	(1 − b) m + b (painted + d (m − content)) = (1 − b + b d) m + b (painted − d content)
func merge(m *image.NRGBA, content, painted *dream.Canvas, blend float32) {
	share := float32(detail)
	if m.Rect.Dx() == content.W && m.Rect.Dy() == content.H {
		share = 1 // there is none, and nothing to be rounded twice
	}
	if keep := 1 - blend + float32(blend*share); keep < 1 {
		for y := range m.Rect.Dy() {
			row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
			for x := 0; x < len(row); x += 4 {
				for i, v := range row[x : x+3] {
					row[x+i] = byte(float32(keep*float32(v)) + 0.5)
				}
			}
		}
	}
	for i, v := range content.Pix {
		painted.Pix[i] -= float32(share * v)
	}
	painted.AddTo(m, blend)
}

// options are the transfer's. The weight of the style against the content grows
// without bound towards a strength of 101 %.
func options(p convert.Values) style.Options {
	o := style.Defaults()
	strength := p.Number("strength")
	o.Strength = 20 * strength / (101 - strength)
	o.Scale = p.Number("scale") / 100
	o.Steps = p.Int("steps")
	o.Colours = style.Colours(p.Text("colours"))
	o.Seed = uint64(p.Int("seed"))
	return o
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

// stylePixels is how many pixels of the style's picture can be seen in one of so
// many.
func stylePixels(pixels float64, p convert.Values) float64 {
	scale := p.Number("scale") / 100
	return pixels * scale * scale
}

// need is the memory of a transfer beside the pictures' own: the plan, ten
// canvases of 12 bytes a pixel at the size that is painted at, and two of the
// style's picture.
func need(info picture.Info, p convert.Values) int64 {
	pixels := min(float64(info.Width)*float64(info.Height), p.Number("resolution")*1e6)
	return style.PlanMemory + int64(120*pixels+24*stylePixels(pixels, p))
}

// within is the largest size of the same shape with at most so many pixels.
func within(w, h int, most float64) (int, int) {
	f := min(1, math.Sqrt(most/(float64(w)*float64(h))))
	return max(1, int(float64(w)*f)), max(1, int(float64(h)*f))
}

// decode is the style's picture as it is shown, with so many pixels at most.
func decode(ctx context.Context, data []byte, pixels float64) (c *dream.Canvas, err error) {
	pic, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		return nil, err
	}
	info := pic.Info()
	w, h := within(info.Width, info.Height, pixels)
	err = pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		if c == nil {
			c = dream.FromImage(m, w, h).Upright(info.Orientation)
		}
		return m, nil
	})
	return c, err
}
