package function

import (
	"context"
	"image"
	"sync"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/onpicture"
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
	info, frame := pic.Info(), 0.0
	w, h := onpicture.Size(info, p.Number("resolution"))
	most := stylePixels(float64(w)*float64(h), p) / 1e6
	convert.Detail(ctx, "painted_at", []int{w, h})
	o := options(p)
	var content, look *dream.Canvas
	return onpicture.Each(ctx, pic, w, h, func(c *dream.Canvas) (*dream.Canvas, error) {
		content = c
		if look == nil {
			look, err = onpicture.Further(ctx, p.Picture("style"), func(w, h int) (int, int) { return catalog.Capped(w, h, most) })
			if err != nil {
				return nil, err
			}
		}
		painted, err := style.Run(ctx, net, c, look, o, func(done float64, show func(int) *image.NRGBA) {
			convert.Progress(ctx, (frame+done)/float64(info.Frames))
			convert.Preview(ctx, func() image.Image { return show(512) })
		})
		frame++
		return painted, err
	}, func(m *image.NRGBA, painted *dream.Canvas) {
		merge(m, content, painted, float32(p.Number("blend")/100))
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
