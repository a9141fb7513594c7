package function

import (
	"context"
	"errors"
	"image"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/onpicture"
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

// need is the memory of a dream beside the picture's own: the plan, and the
// canvases at the resolution worked at.
func need(info picture.Info, v convert.Values) int64 {
	pixels := min(float64(info.Width)*float64(info.Height), v.Number("resolution")*1e6)
	return dream.PlanFor(pixels) + int64(dream.PixelMemory*pixels)
}

func (l *look) convert(ctx context.Context, pic *picture.Picture, p convert.Values) error {
	d, err := l.load(ctx)
	if err != nil {
		return err
	}
	o, err := l.options(d, p)
	if err != nil {
		return err
	}
	convert.Used(ctx, convert.Model{Name: d.Name, Version: d.Version, SHA256: d.SHA256})
	convert.Detail(ctx, "layer", l.preset(p.Text("preset")).layer) // not the file's name for its node
	info, frame := pic.Info(), 0.0
	w, h := onpicture.Size(info, p.Number("resolution"))
	return onpicture.Each(ctx, pic, w, h, func(c *dream.Canvas) (*dream.Canvas, error) {
		if data := p.Picture("guide"); data != nil && o.Guide == nil {
			guide, err := canvasOf(ctx, data)
			if err != nil {
				return nil, err
			}
			o.Guide = guide
		}
		detail, err := dream.Run(ctx, d.net, c, o, func(done float64, show func(int) *image.NRGBA) {
			convert.Progress(ctx, (frame+done)/float64(info.Frames))
			convert.Preview(ctx, func() image.Image { return show(previewSide) })
		})
		if errors.Is(err, dream.ErrNoGradient) {
			return nil, fault.Wrap(err, fault.ConversionFailed, "The network's values grow beyond all numbers on this picture. Choose another layer, or other weights.")
		}
		frame++
		return detail, err
	}, func(m *image.NRGBA, detail *dream.Canvas) { detail.AddTo(m, float32(p.Number("blend")/100)) })
}

const previewSide = 512

// options are the dream's parameters for the network, but for the guide.
func (l *look) options(d *dreamer, p convert.Values) (dream.Options, error) {
	chosen := l.preset(p.Text("preset"))
	o := dream.Options{
		Channel: p.Int("channel"), Balance: 3, Octaves: p.Int("octaves"), Scale: octaveScale, Steps: p.Int("steps"),
		Step: 1.4 * p.Number("strength") / 50, Colour: p.Number("colour") / 100 * (1 - chosen.dull), Seed: uint64(p.Int("seed")),
	}
	layer, ok := d.Graph.Lookup(chosen.layer)
	if !ok {
		return o, fault.New(fault.Internal, "The network %s has no layer %s.", d.Name, chosen.layer)
	}
	o.Node = layer.Node
	if chosen.class >= 0 {
		o.Channel, o.Apart = chosen.class, chosen.apart
	}
	if n := d.channels(o.Node); o.Channel >= n {
		return o, fault.New(fault.InvalidParameters, "channel must be at most %d: %s has %d channels.", n-1, chosen.layer, n)
	}
	if p.Picture("guide") != nil && chosen.class >= 0 { // a guide is about patterns, not about names
		o.Node, o.Channel, o.Apart = l.deepest(d), -1, 0
	}
	return o, nil
}

// deepest is the deepest layer that is a preset.
func (l *look) deepest(d *dreamer) (node int) {
	for _, p := range l.presets {
		if layer, ok := d.Graph.Lookup(p.layer); ok && p.class < 0 {
			node = max(node, layer.Node)
		}
	}
	return node
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

// canvasOf is a guide, as it is shown.
func canvasOf(ctx context.Context, data []byte) (*dream.Canvas, error) {
	const side = 512
	return onpicture.Further(ctx, data, func(w, h int) (int, int) {
		f := min(1, side/float64(max(w, h)))
		return max(1, int(float64(w)*f)), max(1, int(float64(h)*f))
	})
}
