package picture

import (
	"bytes"
	"context"
	"image"
	"image/gif"

	"github.com/reverie-image/reverie/shared/fault"
)

// Aside runs f, which takes long and much memory, while the pixels of a still
// are let go of. Then they are decoded again from data, the file that p was
// decoded from: what operations did to them before is gone. An animation is
// kept as it is. p cannot be used while f runs.
func (p *Picture) Aside(ctx context.Context, data []byte, f func() error) error {
	if p.Info().Frames > 1 {
		return f()
	}
	wish := p.wish
	*p = Picture{}
	if err := f(); err != nil {
		return err
	}
	again, err := Decode(ctx, data, DefaultLimits())
	if err != nil {
		return err
	}
	*p = *again
	p.wish = wish
	return nil
}

// First is the first frame of a file as it is shown, upright; the others of a
// GIF are not decoded.
func First(ctx context.Context, data []byte, lim Limits) (*image.NRGBA, error) {
	p, err := decodeFirst(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	var first *image.NRGBA
	enough := fault.New(fault.Internal, "enough")
	err = p.Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		first = m
		return nil, enough
	})
	if first == nil {
		return nil, err
	}
	return first, nil
}

// decodeFirst is Decode, of a GIF with its first frame alone.
func decodeFirst(ctx context.Context, data []byte, lim Limits) (p *Picture, err error) {
	head, err := inspect(data, lim)
	if err != nil {
		return nil, err
	}
	if head.Format != GIF {
		return Decode(ctx, data, lim)
	}
	defer guard(&err)
	m, err := gif.Decode(&contextReader{ctx, bytes.NewReader(data)})
	frame, ok := m.(*image.Paletted)
	if err != nil || !ok {
		return nil, decodeError(ctx, err, GIF)
	}
	size := image.Config{Width: head.Width, Height: head.Height}
	head.Frames = 1
	return &Picture{head: head, anim: &gif.GIF{Image: []*image.Paletted{frame}, Delay: []int{0}, Config: size}}, nil
}
