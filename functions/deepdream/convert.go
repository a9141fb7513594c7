package function

import (
	"context"
	"image"
	"math"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/picture"
)

// dreamer is a loaded network.
type dreamer struct {
	*model.Model
	net *nn.Network
}

func newDreamer(m *model.Model) (*dreamer, error) {
	net, err := nn.NewNetwork(m.Graph)
	return &dreamer{Model: m, net: net}, err
}

// need is the memory of a dream beside the picture's own: the plan, and five
// canvases of 12 bytes a pixel at the resolution worked at.
func need(info picture.Info, v convert.Values) int64 {
	pixels := min(float64(info.Width)*float64(info.Height), v.Number("resolution")*1e6)
	return dream.PlanMemory + int64(60*pixels)
}

func (l *look) convert(ctx context.Context, pic *picture.Picture, p convert.Values) error {
	d, err := l.load()
	if err != nil {
		return err
	}
	o, err := l.options(ctx, d, p)
	if err != nil {
		return err
	}
	convert.Used(ctx, convert.Model{Name: d.Name, Version: d.Version, SHA256: d.SHA256})
	convert.Detail(ctx, "layer", l.preset(p.Text("preset")).layer) // not the file's name for its node
	info := pic.Info()
	w, h := l.size(ctx, info, p)
	frame := 0
	return pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		fw, fh := w, h
		if info.Orientation >= 5 {
			fw, fh = h, w
		}
		canvas := dream.FromImage(m, fw, fh).Upright(info.Orientation)
		at := float64(frame)
		detail, err := dream.Run(ctx, d.net, canvas, o, func(done float64, show func(int) *image.NRGBA) {
			convert.Progress(ctx, (at+done)/float64(info.Frames))
			convert.Preview(ctx, func() image.Image { return show(previewSide) })
		})
		if err != nil {
			return nil, err
		}
		frame++
		detail.Stored(info.Orientation).AddTo(m, float32(p.Number("blend")/100))
		return m, nil
	})
}

const previewSide = 512

// size is what the dream is worked on with, as it is shown.
func (l *look) size(ctx context.Context, info picture.Info, p convert.Values) (w, h int) {
	w, h = info.Upright()
	if pixels, most := float64(w)*float64(h), p.Number("resolution")*1e6; pixels > most {
		f := math.Sqrt(most / pixels)
		w, h = max(1, int(float64(w)*f)), max(1, int(float64(h)*f))
	}
	if c := convert.Budget(ctx); c != nil && p.Bool(catalog.FitParameter) {
		if fw, fh := c.Frames(info.Frames).Fit(w, h, p); fw > 0 {
			w, h = fw, fh
		}
	}
	return w, h
}

// options are the dream's parameters for the network.
func (l *look) options(ctx context.Context, d *dreamer, p convert.Values) (dream.Options, error) {
	chosen := l.preset(p.Text("preset"))
	o := dream.Options{
		Channel: p.Int("channel"), Balance: 3, Octaves: p.Int("octaves"), Scale: octaveScale, Steps: p.Int("steps"),
		Step: 1.4 * p.Number("strength") / 50, Colour: p.Number("colour") / 100, Seed: uint64(p.Int("seed")),
	}
	layer, ok := d.Graph.Lookup(chosen.layer)
	if !ok {
		return o, fault.New(fault.Internal, "The network %s has no layer %s.", d.Name, chosen.layer)
	}
	o.Node = layer.Node
	if chosen.class >= 0 {
		o.Channel = chosen.class
	}
	if n := d.channels(o.Node); o.Channel >= n {
		return o, fault.New(fault.InvalidParameters, "channel must be at most %d: %s has %d channels.", n-1, chosen.layer, n)
	}
	if data := p.Picture("guide"); data != nil {
		guide, err := canvasOf(ctx, data)
		if err != nil {
			return o, err
		}
		o.Guide = guide
		if chosen.class >= 0 { // a guide is about patterns, not about names
			o.Node, o.Channel = d.Graph.Layers[len(d.Graph.Layers)-2].Node, -1
		}
	}
	return o, nil
}

// channels is how many channels a node has.
func (d *dreamer) channels(node int) int {
	const side = 224 // any size that networks take
	shapes, err := d.Graph.Shapes(side, side, node+1)
	if err != nil {
		return 0
	}
	return shapes[node].C
}

// canvasOf is a further picture, as it is shown.
func canvasOf(ctx context.Context, data []byte) (c *dream.Canvas, err error) {
	pic, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		return nil, err
	}
	info := pic.Info()
	f := min(1, 512/float64(max(info.Width, info.Height)))
	err = pic.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		if c == nil {
			c = dream.FromImage(m, max(1, int(float64(info.Width)*f)), max(1, int(float64(info.Height)*f))).Upright(info.Orientation)
		}
		return m, nil
	})
	return c, err
}
